// Which coordinates the elements of an array can depend on, from the structure of its graph.
#pragma once

#include <vector>

#include "graph/graph.hpp"

namespace firstmove::engine {

// Entries first .. end - 1 of a row.
struct Span {
  std::uint32_t first, end;
};

// For each element of a node, in row-major order, the coordinates of first .. first + count - 1,
// counted from `first`, on which it can depend with a derivative: ascending, disjoint spans. They
// contain all such coordinates, and in large or scattered patterns others, too.
std::vector<std::vector<Span>> dependencies(const Graph& graph, NodeId of, std::uint32_t first,
                                            std::uint32_t count);

// A colour for each column, so that no row has two entries of one colour; colours are numbered from
// 0. Curtis, Powell, Reid, "On the estimation of sparse Jacobian matrices", 1974: each column takes
// the first colour that is free.
std::vector<std::uint32_t> column_colours(const std::vector<std::vector<Span>>& pattern,
                                          std::uint32_t columns);

}  // namespace firstmove::engine
