// The axes of the arrays that formulas stand for: one for each index of a sum, and those of vectors
// and matrices. An array with axes i and j has a number for each pair of positions, from 0.
//
// A range that depends on indices around it, as j = 1..i does, has one axis for all pairs (i, j)
// that occur. The axis of i is an ancestor of that axis.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <vector>

namespace firstmove::engine {

using AxisId = std::uint32_t;
// Of a matrix product, along which it sums; of vectors and of the rows of matrices; of columns.
constexpr AxisId inner_axis = 0xfffffffd, row_axis = 0xfffffffe, column_axis = 0xffffffff;
constexpr bool is_of_value(AxisId axis) { return axis >= inner_axis; }

struct Dimension {
  AxisId axis;
  std::uint32_t size;
  friend bool operator==(const Dimension&, const Dimension&) = default;
};
// The axes of an array; the position on the last one changes fastest. Usually ascending.
using Dimensions = std::vector<Dimension>;

// The number of positions.
std::size_t size_of(const Dimensions& dimensions);
bool has(const Dimensions& dimensions, AxisId axis);
Dimensions without(const Dimensions& dimensions, AxisId axis);

class Axes {
 public:
  // Positions on the axis of a sum with constant bounds.
  Dimension open(std::uint32_t size);
  // The same for bounds that vary along `parents`: counts[p] positions for each position p there.
  Dimension open(const Dimensions& parents, std::span<const std::uint32_t> counts);
  // Ends the innermost open sum.
  void close() { open_.pop_back(); }

  // The axes along which a combination of arrays varies, ascending, without ancestors of others.
  Dimensions united(std::span<const Dimensions> all) const;
  // The axes along which a new range varies if its bounds vary along these: where an axis has open
  // descendants, the innermost one, so that the indices of open sums are always on one axis.
  Dimensions innermost(const Dimensions& bounds) const;
  // Whether a position on `axis` has a position on `ancestor`.
  bool descends(AxisId axis, AxisId ancestor) const;
  // The parents of an axis: none if its bounds are constant.
  const Dimensions& parents(AxisId axis) const;
  // The number of positions of each position of the parents if it is always the same, else 0.
  std::uint32_t regular(AxisId axis) const;

  // For each position of `to` the position of `from`, each of whose axes is in `to` or is an
  // ancestor of one there. Throws GraphError if there are too many.
  std::vector<std::uint32_t> positions(const Dimensions& from, const Dimensions& to) const;

 private:
  struct Record {
    Dimensions parents;
    std::uint32_t regular = 0;
    std::map<AxisId, std::vector<std::uint32_t>> ancestors;  // the position there of each position
  };
  const Record& record(AxisId axis) const;

  std::vector<Record> records_;  // by axis; of closed sums, too
  Dimensions open_;
};

}  // namespace firstmove::engine
