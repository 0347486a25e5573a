// Step sizes, and the steps at which observers are called.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "spec/specs.hpp"

namespace firstmove::engine {

// gamma_k, k >= 1.
double step_size(const StepSpec& spec, std::uint64_t k);

// The same for every step in order, a few at a time: what they depend on does not depend on the
// run, and a processor computes several in the time of one.
class StepSizes {
 public:
  explicit StepSizes(const StepSpec& spec) : spec_(spec) {}  // which must outlive it
  double at(std::uint64_t k) {
    if (k - first_ >= known_) fill(k);
    return sizes_[k - first_];
  }

 private:
  void fill(std::uint64_t first);

  const StepSpec& spec_;
  std::uint64_t first_ = 0, known_ = 0;  // `known_` steps from `first_` on
  std::array<double, 8> sizes_{};
};

// The sum of all step sizes after step k over the sum of those up to it; infinity if it diverges.
double remaining_share(const StepSpec& spec, std::uint64_t k);

// The steps of 1 .. last that a cadence selects, in order; the last one is always included.
class Cadence {
 public:
  Cadence(const CadenceSpec& spec, std::uint64_t last);
  // Whether step k is selected; must be called for every step in order.
  bool sees(std::uint64_t k) {
    if (every_ != 0) return k % every_ == 0 || k == last_;
    if (next_ == steps_.size() || steps_[next_] != k) return false;
    ++next_;
    return true;
  }
  // The number of selected steps.
  std::uint64_t count() const {
    return every_ != 0 ? (last_ + every_ - 1) / every_ : steps_.size();
  }

 private:
  std::uint64_t every_ = 0, last_;
  std::vector<std::uint64_t> steps_;
  std::size_t next_ = 0;
};

}  // namespace firstmove::engine
