#include "graph/slope.hpp"

#include <algorithm>

namespace firstmove::engine {
namespace {

template <class Rule>
MaskedArray each(const MaskedArray& slope, const Rule& rule) {
  return {rule(slope.value), slope.mask == no_node ? no_node : rule(slope.mask)};
}

NodeId truth_or(Graph& graph, NodeId a, NodeId b) {
  return a == b ? a : graph.apply(Operation::logical_or, a, b);
}

bool covered(std::span<const Part> parts, std::uint32_t count) {
  std::vector<bool> met(count);
  for (const Part& part : parts)
    for (std::uint32_t i = 0; i < part.count; ++i) met[part.first + part.step * i] = true;
  return std::find(met.begin(), met.end(), false) == met.end();
}

}  // namespace

std::size_t first_sloped_input(Operation operation) {
  return operation == Operation::choose ? 1 : 0;
}

std::vector<NodeId> slope_order(const Graph& graph, NodeId root) {
  struct Visit {
    NodeId node;
    std::size_t next;  // input to visit
  };
  std::vector<NodeId> order;
  std::vector<Visit> open;
  std::vector<bool> seen(root + 1);
  const auto visit = [&](NodeId id) {
    if (seen[id] || !graph.varies(id) || is_logical(graph[id].operation)) return;
    seen[id] = true;
    open.push_back({id, first_sloped_input(graph[id].operation)});
  };
  visit(root);
  while (!open.empty()) {
    const NodeId id = open.back().node;
    if (open.back().next < graph[id].inputs_count) {
      visit(graph.input(id, open.back().next++));
    } else {
      order.push_back(id);
      open.pop_back();
    }
  }
  return order;
}

NodeId zeros(Graph& graph, Extent extent) {
  if (extent.scalar()) return graph.number(0.0);
  return graph.reshape(graph.assemble({}, static_cast<std::uint32_t>(extent.size())), extent);
}

NodeId ones(Graph& graph, Extent extent) {
  return graph.numbers(extent, std::vector<double>(extent.size(), 1.0));
}

bool is_zeros(const Graph& graph, NodeId id) {
  if (graph[id].operation == Operation::reshape) id = graph.input(id, 0);
  return graph.is_number(id, 0.0) ||
         (graph[id].operation == Operation::assemble && graph[id].inputs_count == 0);
}

NodeId expanded(Graph& graph, NodeId value, Extent extent) {
  if (graph.extent(value) == extent) return value;
  if (graph[value].operation == Operation::constant && graph.extent(value).scalar())
    return graph.numbers(extent, std::vector<double>(extent.size(), graph.values(value)[0]));
  return graph.apply(Operation::multiply, value, ones(graph, extent));
}

NodeId unmasked(Graph& graph, const MaskedArray& slope) {
  if (slope.mask == no_node) return slope.value;
  return graph.choose(slope.mask, slope.value, graph.number(0.0));
}

MaskedArray within(Graph& graph, MaskedArray slope, NodeId mask) {
  slope.mask = slope.mask == no_node || slope.mask == mask
                   ? mask
                   : graph.apply(Operation::logical_and, slope.mask, mask);
  return slope;
}

MaskedArray sum_of(Graph& graph, std::span<const MaskedArray> slopes) {
  if (slopes.size() == 1) return slopes[0];
  MaskedArray sum{unmasked(graph, slopes[0]), slopes[0].mask};
  for (const MaskedArray& slope : slopes.subspan(1)) {
    sum.value = graph.apply(Operation::add, sum.value, unmasked(graph, slope));
    if (sum.mask != no_node)
      sum.mask = slope.mask == no_node ? no_node : truth_or(graph, sum.mask, slope.mask);
  }
  return sum;
}

MaskedArray put_together(Graph& graph, std::span<const Part> parts, std::uint32_t count) {
  std::vector<Piece> values, masks;
  bool masked = !covered(parts, count);
  for (const Part& part : parts) {
    const Extent whole = {part.count, 1};
    values.push_back({expanded(graph, unmasked(graph, part.slope), whole), part.first, part.step});
    masked = masked || part.slope.mask != no_node;
  }
  MaskedArray slope{graph.assemble(values, count), no_node};
  if (!masked) return slope;
  for (const Part& part : parts) {
    const Extent whole = {part.count, 1};
    const NodeId mask =
        part.slope.mask == no_node ? ones(graph, whole) : expanded(graph, part.slope.mask, whole);
    masks.push_back({mask, part.first, part.step});
  }
  slope.mask = graph.assemble(masks, count);
  return slope;
}

MaskedArray reduced(Graph& graph, MaskedArray slope, Extent from, Extent to) {
  if (from == to) return slope;
  const bool rows = from.rows > 1 && to.rows == 1, columns = from.columns > 1 && to.columns == 1;
  const auto sum = [&](NodeId a) {
    const Extent extent = graph.extent(a);
    // Axes along which all elements are equal.
    double equal = 1.0;
    if (rows && extent.rows == 1) equal *= from.rows;
    if (columns && extent.columns == 1) equal *= from.columns;
    if (rows && columns)
      a = graph.sum(a, FM_SUM_ALL);
    else if (rows || columns)
      a = graph.sum(a, rows ? FM_SUM_ROWS : FM_SUM_COLUMNS);
    return graph.apply(Operation::multiply, a, graph.number(equal));
  };
  return {sum(unmasked(graph, slope)), slope.mask == no_node ? no_node : sum(slope.mask)};
}

MaskedArray gathered(Graph& graph, MaskedArray slope, Extent from,
                     std::span<const std::uint32_t> indices, Extent to) {
  return each(slope, [&](NodeId a) {
    if (graph.extent(a).scalar()) return a;
    return graph.gather(expanded(graph, a, from), indices, to);
  });
}

MaskedArray sliced(Graph& graph, MaskedArray slope, Extent from, std::uint32_t first,
                   std::uint32_t step, std::uint32_t count) {
  return each(slope, [&](NodeId a) {
    if (graph.extent(a).scalar()) return a;
    return graph.slice(expanded(graph, a, from), first, step, count);
  });
}

MaskedArray scattered(Graph& graph, MaskedArray slope, Extent from,
                      std::span<const std::uint32_t> indices, std::uint32_t count) {
  std::vector<bool> met(count);
  for (const std::uint32_t index : indices) met[index] = true;
  const bool masked =
      slope.mask != no_node || std::find(met.begin(), met.end(), false) != met.end();
  MaskedArray sum{graph.scatter(expanded(graph, unmasked(graph, slope), from), indices, count),
                  no_node};
  if (masked) {
    const NodeId mask =
        slope.mask == no_node ? ones(graph, from) : expanded(graph, slope.mask, from);
    sum.mask = graph.scatter(mask, indices, count);
  }
  return sum;
}

MaskedArray reshaped(Graph& graph, MaskedArray slope, Extent from, Extent to) {
  return each(slope, [&](NodeId a) {
    if (graph.extent(a).scalar()) return a;
    return graph.reshape(expanded(graph, a, from), to);
  });
}

MaskedArray transposed(Graph& graph, MaskedArray slope) {
  return each(slope, [&](NodeId a) { return graph.transpose(a); });
}

NodeId matrix_product(Graph& graph, NodeId a, NodeId b, bool transpose_a, bool transpose_b) {
  const Extent left = graph.extent(a);
  const std::uint32_t inner = transpose_a ? left.rows : left.columns;
  if (inner == 1) {
    if (transpose_a) a = graph.transpose(a);
    if (transpose_b) b = graph.transpose(b);
    return graph.apply(Operation::multiply, a, b);
  }
  return graph.product(
      a, b, (transpose_a ? FM_TRANSPOSE_FIRST : 0) | (transpose_b ? FM_TRANSPOSE_SECOND : 0));
}

NodeId any_of(Graph& graph, NodeId mask) {
  if (mask == no_node || graph.extent(mask).scalar()) return mask;
  // Not all of the elements of a constant mask are 0.
  return graph.varies(mask) ? graph.sum(mask) : no_node;
}

}  // namespace firstmove::engine
