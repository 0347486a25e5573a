// Slopes: the arrays that both modes of differentiation carry along a graph, and the rules for them
// that both modes share. Internal to this folder.
#pragma once

#include <vector>

#include "graph/graph.hpp"

namespace firstmove::engine {

// A derivative or an adjoint of an array. Its shape is that of the array, or 1 along an axis along
// which all elements are equal; the same holds for the mask.
struct MaskedArray {
  NodeId value = no_node;
  // Where it is 0 the slope is 0, whatever the value: a branch that was not taken, or an element
  // that nothing depends on. Infinite partial derivatives thus meet no such zeros. no_node: the
  // slope is the value everywhere.
  NodeId mask = no_node;
};

// A slope of some elements of an array: element i belongs to element first + step * i.
struct Part {
  MaskedArray slope;
  std::uint32_t first, step, count;
};

// The nodes that `root` needs and through which a slope can pass, each after its inputs, in the
// order of a depth-first search. It follows from the structure of `root` alone.
std::vector<NodeId> slope_order(const Graph& graph, NodeId root);

// The number of leading inputs to skip: the condition of a choice has no slope.
std::size_t first_sloped_input(Operation operation);

// An array of zeros, ones.
NodeId zeros(Graph& graph, Extent extent);
NodeId ones(Graph& graph, Extent extent);
bool is_zeros(const Graph& graph, NodeId id);

// `value`, which may have length 1 along some axes, in the shape of `extent`.
NodeId expanded(Graph& graph, NodeId value, Extent extent);
// The slope as one array without a mask.
NodeId unmasked(Graph& graph, const MaskedArray& slope);
// The same within a mask of the same array.
MaskedArray within(Graph& graph, MaskedArray slope, NodeId mask);
// The sum, from left to right.
MaskedArray sum_of(Graph& graph, std::span<const MaskedArray> slopes);
// A vector of `count` in which parts are added in their order.
MaskedArray put_together(Graph& graph, std::span<const Part> parts, std::uint32_t count);
// A slope of `from`, summed over the axes along which `to` has length 1.
MaskedArray reduced(Graph& graph, MaskedArray slope, Extent from, Extent to);
// Elements of the slope of an array of `from`, chosen by their indices.
MaskedArray gathered(Graph& graph, MaskedArray slope, Extent from,
                     std::span<const std::uint32_t> indices, Extent to);
MaskedArray sliced(Graph& graph, MaskedArray slope, Extent from, std::uint32_t first,
                   std::uint32_t step, std::uint32_t count);
MaskedArray scattered(Graph& graph, MaskedArray slope, Extent from,
                      std::span<const std::uint32_t> indices, std::uint32_t count);
MaskedArray reshaped(Graph& graph, MaskedArray slope, Extent from, Extent to);
MaskedArray transposed(Graph& graph, MaskedArray slope);
// The matrix product; as an outer product element by element.
NodeId matrix_product(Graph& graph, NodeId a, NodeId b, bool transpose_a, bool transpose_b);
// A mask that is 0 if the whole mask is 0.
NodeId any_of(Graph& graph, NodeId mask);

// What `node`, elementwise with one input that carries slopes, makes of a slope of input `k`: the
// slope times the partial derivative. Linear in the slope.
MaskedArray through(Graph& graph, NodeId node, std::size_t k, MaskedArray slope);

}  // namespace firstmove::engine
