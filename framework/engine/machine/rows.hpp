// Which steps may be computed together, one part of their rows after the other.
#pragma once

#include <cstdint>
#include <tuple>
#include <vector>

#include "machine/code.hpp"

namespace firstmove::engine {

// Where an array begins, as a key.
using Place = std::tuple<Operand::Space, std::uint32_t, std::uint64_t>;
inline Place place_of(const Operand& at) { return {at.space, at.which, at.element}; }

constexpr bool is_form_of(KernelName name, KernelName first, int forms) {
  return name >= first && static_cast<int>(name) < static_cast<int>(first) + forms;
}
constexpr int form_of(KernelName name, KernelName first) {
  return static_cast<int>(name) - static_cast<int>(first);
}

// Whether input k is one number for the whole row.
bool is_number(const Step& step, std::size_t k);

// Steps with rows of `count` elements. Element by element, their results depend on this element of
// their inputs alone, as no row that is read or written overlaps another one without being the
// same.
class JoinedRows {
 public:
  JoinedRows(Side side, std::uint64_t count);

  std::uint64_t count() const { return count_; }
  bool one_number() const { return one_number_; }
  // As engine's is_number, but rows of one number have none.
  bool is_number(const Step& step, std::size_t k) const;
  // Whether the step can be added, apart from what it computes.
  bool fits(const Step& step) const;
  void add(const Step& step);

 private:
  // Elements from `at` on.
  struct Range {
    Operand at;
    std::uint64_t size;
    bool same(const Range& other) const { return place_of(at) == place_of(other.at); }
    bool meets(const Range& other) const {
      return at.space == other.at.space && at.which == other.at.which &&
             at.element < other.at.element + other.size && other.at.element < at.element + size;
    }
  };
  Range row(const Operand& at) const;
  bool can_read(const Step& step) const;
  bool can_write(const Step& step) const;

  std::uint64_t count_;
  bool one_number_;  // rows are a single number
  std::uint64_t size_;
  std::vector<Range> reads_, writes_, numbers_;
};

}  // namespace firstmove::engine
