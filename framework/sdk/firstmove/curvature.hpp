// Warns about replicas where a matrix that a rule inverts is not positive definite: the response
// that the rule assumes there is not a minimum of the follower's cost.
#pragma once

#include "oracle.hpp"
#include "rows.hpp"
#include "solve.hpp"

namespace firstmove {

class CurvatureWatch {
 public:
  CurvatureWatch() = default;
  // For symmetric n x n matrices; `text` is the warning.
  CurvatureWatch(std::size_t n, std::size_t stride, std::string text)
      : n_(n), text_(std::move(text)), pivots_(n == 1 ? 0 : n * n, stride), quiet_(1, stride) {}

  // Warns about replicas where H + eta I is not positive definite.
  FIRSTMOVE_INLINE void look(const Oracle& oracle, ConstRows H, double eta, std::size_t count) {
    if (oracle.warns()) look_at_all(oracle, H, eta, count);
  }
  // Warns about replicas for which met(r) holds.
  template <class Met>
  void look_at_each(const Oracle& oracle, std::size_t count, Met&& met) {
    for (std::size_t r = 0; oracle.warns() && r < count; ++r)
      if (met(r)) warn(oracle, r);
  }

 private:
  void look_at_all(const Oracle& oracle, ConstRows H, double eta, std::size_t count) {
    for (std::size_t r = 0; r < count; r += Lane::width) {
      const Mask open = quiet_.rows().load(0, r) == Lane(0.0);
      if (!any(open)) continue;
      const Mask concave = n_ == 1 ? !(H.load(0, r) + eta > Lane(0.0)) : not_definite(H, eta, r);
      if (any(concave && open)) report(oracle, concave && open, r, count);
    }
  }
  Mask not_definite(ConstRows H, double eta, std::size_t r) {
    const Rows A = pivots_.rows();
    for (std::size_t c = 0; c < n_ * n_; ++c)
      A.store(c, r, H.load(c, r) + (c % (n_ + 1) == 0 ? eta : 0.0));
    return !positive_definite(A, n_, r);
  }
  void report(const Oracle& oracle, Mask which, std::size_t r, std::size_t count) {
    alignas(64) double flags[Lane::width];
    choose(which, Lane(1.0), Lane(0.0)).store(flags);
    for (std::size_t lane = 0; lane < Lane::width && r + lane < count; ++lane)
      if (flags[lane] != 0) warn(oracle, r + lane);
  }
  // Once is enough: the host keeps one warning of a text for each replica.
  void warn(const Oracle& oracle, std::size_t r) {
    double& quiet = quiet_.rows()[0][r];
    if (quiet == 0) oracle.warn(r, text_);
    quiet = 1;
  }

  std::size_t n_ = 0;
  std::string text_;
  RowStore pivots_;
  RowStore quiet_;  // 1: the replica has its warning
};

}  // namespace firstmove
