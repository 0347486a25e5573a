// Arrays with named axes, as nodes of a graph: what formulas with open sums are made of.
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "formula/axes.hpp"
#include "formula/whole.hpp"
#include "graph/graph.hpp"

namespace firstmove::engine {

// The elements of the node in row-major order are those of the dimensions, the last one fastest. An
// array without elements has any node.
struct Array {
  NodeId node;
  Dimensions dimensions;  // ascending; none: a number
};

// Each function's sums add in the order of the positions on the axis (FM_NODE_SUM).
class ArrayBuilder {
 public:
  ArrayBuilder(Graph& graph, const Axes& axes) : graph_(graph), axes_(axes) {}

  Array number(double value) { return {graph_.number(value), {}}; }
  Array numbers(const Dimensions& dimensions, std::span<const double> values);
  // An integer at each position, as numbers.
  Array numbers(const Whole& whole);

  // Applies operations element by element, after arrays are repeated along the axes that they lack.
  using Operations = std::function<NodeId(std::span<const NodeId>)>;
  Array each(std::vector<Array> in, const Operations& apply);
  Array multiply(const Array& a, const Array& b);
  // The base to the exponent: exponents that are whole numbers are whole powers.
  Array power(const Array& base, const Array& exponent);

  // Over one axis, along which an array may be constant. The sum over the positions of an axis with
  // parents varies along these.
  Array sum(const Array& a, const Dimension& over);
  // The same of a b: a matrix product where it is one.
  Array sum_of_products(const Array& a, const Array& b, const Dimension& over);
  // Over row_axis.
  Array logsumexp(const Array& a);
  // Numbers side by side along row_axis.
  Array vector_of(const std::vector<Array>& numbers);

  // The elements at at[k], from 1, along the axis of a value number k (row_axis, column_axis).
  Array element(const Array& a, const std::vector<Whole>& at);
  // With another name for an axis, which leaves the order ascending.
  static Array renamed(Array a, AxisId from, AxisId to);

 private:
  NodeId shaped(const Array& a, std::size_t rows, std::size_t columns);
  Array nothing(Dimensions dimensions) { return {graph_.number(0), std::move(dimensions)}; }
  Array ones(const Dimension& axis);
  // Repeated along axes, moved to descendants of its axes, in another order.
  Array spread(const Array& a, const Dimensions& to);
  Array ascending(const Array& a);
  Array at_positions(const Array& a, const Whole& flat);
  Array sum_of_ragged(const Array& a, const Dimension& over);
  std::optional<Array> matrix_product(const Array& a, const Array& b, AxisId over);

  Graph& graph_;
  const Axes& axes_;
};

}  // namespace firstmove::engine
