#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "graph/derivatives.hpp"
#include "graph/slope.hpp"

namespace firstmove::engine {
namespace {

// Coordinates first .. end - 1 of the joint action.
struct Range {
  std::uint32_t first, end;
};

constexpr std::uint32_t no_direction = 0xffffffff;

// The derivatives of nodes along one direction: number `which` on its only range, or without a
// number 1 on all of its ranges. They are made, in the order of their inputs.
class Tangents {
 public:
  Tangents(Graph& graph, NodeId of, std::uint32_t which, std::vector<Range> ranges)
      : graph_(graph), which_(which), ranges_(std::move(ranges)) {
    const std::vector<NodeId> order = slope_order(graph, of);
    if (order.empty()) return;
    tangents_.resize(std::size_t{of} + 1);
    for (const NodeId id : order) tangents_[id] = tangent(id);
  }

  // Its value is no_node if the node does not depend on the coordinates of the direction.
  MaskedArray of(NodeId id) const { return id < tangents_.size() ? tangents_[id] : MaskedArray{}; }

 private:
  bool has(NodeId id) const { return of(id).value != no_node; }

  MaskedArray tangent(NodeId id) {
    const Operation operation = graph_[id].operation;
    if (operation == Operation::action) return of_action(id);
    std::vector<std::size_t> active;
    for (std::size_t k = first_sloped_input(operation); k < graph_[id].inputs_count; ++k)
      if (has(graph_.input(id, k))) active.push_back(k);
    if (active.empty()) return {};
    if (is_elementwise(operation)) return of_elements(id, active);
    if (operation == Operation::assemble) return of_pieces(id);
    if (operation == Operation::product) return of_product(id);
    return of_array(id);
  }

  MaskedArray of_action(NodeId id) {
    const auto begin = static_cast<std::uint32_t>(graph_[id].attribute[0]);
    const std::uint32_t count = graph_.extent(id).rows;
    std::vector<Part> parts;
    for (const Range& range : ranges_) {
      const std::uint32_t first = std::max(begin, range.first);
      const std::uint32_t end = std::min(begin + count, range.end);
      if (first >= end) continue;
      const NodeId given = which_ == no_direction
                               ? graph_.number(1.0)
                               : graph_.direction(which_, first - range.first, end - first);
      if (end - first == count) return {given, no_node};
      parts.push_back({{given, no_node}, first - begin, 1, end - first});
    }
    return parts.empty() ? MaskedArray{} : put_together(graph_, parts, count);
  }

  MaskedArray of_elements(NodeId id, const std::vector<std::size_t>& active) {
    const Operation operation = graph_[id].operation;
    if (active.size() == 2) {
      const MaskedArray a = of(graph_.input(id, active[0])), b = of(graph_.input(id, active[1]));
      if (operation == Operation::divide) return of_quotient(id, a, b);
      if (operation == Operation::choose) return chosen(graph_.input(id, 0), a, b);
      if (operation == Operation::minimum || operation == Operation::maximum)
        return chosen(through(graph_, id, 1, {b.value, no_node}).mask, b, a);
    }
    std::vector<MaskedArray> terms;
    for (const std::size_t k : active)
      terms.push_back(through(graph_, id, k, of(graph_.input(id, k))));
    return sum_of(graph_, terms);
  }

  // (a / b)' = (a' - (a / b) b') / b
  MaskedArray of_quotient(NodeId id, const MaskedArray& a, const MaskedArray& b) {
    const MaskedArray terms[] = {
        a,
        {graph_.apply(Operation::negate, graph_.apply(Operation::multiply, id, b.value)), b.mask}};
    MaskedArray slope = sum_of(graph_, terms);
    slope.value = graph_.apply(Operation::divide, slope.value, graph_.input(id, 1));
    return slope;
  }

  MaskedArray chosen(NodeId condition, const MaskedArray& yes, const MaskedArray& no) {
    MaskedArray slope{graph_.choose(condition, unmasked(graph_, yes), unmasked(graph_, no)),
                      no_node};
    if (yes.mask != no_node && no.mask != no_node)
      slope.mask = graph_.choose(condition, yes.mask, no.mask);
    return slope;
  }

  MaskedArray of_pieces(NodeId id) {
    std::vector<Part> parts;
    for (const Piece& piece : graph_.pieces(id)) {
      if (!has(piece.node)) continue;
      const Extent in = graph_.extent(piece.node);
      const auto size = static_cast<std::uint32_t>(in.size());
      parts.push_back(
          {reshaped(graph_, of(piece.node), in, {size, 1}), piece.first, piece.step, size});
    }
    return put_together(graph_, parts, graph_.extent(id).rows);
  }

  MaskedArray of_product(NodeId id) {
    const bool ta = graph_[id].attribute[0] & FM_TRANSPOSE_FIRST;
    const bool tb = graph_[id].attribute[0] & FM_TRANSPOSE_SECOND;
    const NodeId inputs[] = {graph_.input(id, 0), graph_.input(id, 1)};
    std::vector<MaskedArray> terms;
    for (std::size_t k = 0; k < 2; ++k) {
      if (!has(inputs[k])) continue;
      const MaskedArray slope = of(inputs[k]);
      NodeId factors[] = {inputs[0], inputs[1]};
      factors[k] = expanded(graph_, unmasked(graph_, slope), graph_.extent(inputs[k]));
      terms.push_back(
          {matrix_product(graph_, factors[0], factors[1], ta, tb), any_of(graph_, slope.mask)});
    }
    return sum_of(graph_, terms);
  }

  MaskedArray of_array(NodeId id) {
    const NodeId a = graph_.input(id, 0);
    const MaskedArray slope = of(a);
    const Extent in = graph_.extent(a), out = graph_.extent(id);
    switch (graph_[id].operation) {
      case Operation::sum:
        return reduced(graph_, slope, in, out);
      case Operation::logsumexp: {
        const NodeId share = graph_.apply(Operation::exp, graph_.apply(Operation::subtract, a, id));
        return reduced(graph_, {graph_.apply(Operation::multiply, share, slope.value), slope.mask},
                       in, out);
      }
      case Operation::transpose:
        return transposed(graph_, slope);
      case Operation::reshape:
        return reshaped(graph_, slope, in, out);
      case Operation::slice:
        return sliced(graph_, slope, in, static_cast<std::uint32_t>(graph_[id].attribute[0]),
                      static_cast<std::uint32_t>(graph_[id].attribute[1]), out.rows);
      case Operation::gather: {
        const std::span<const std::uint32_t> kept = graph_.indices(id);
        const std::vector<std::uint32_t> indices(kept.begin(), kept.end());
        return gathered(graph_, slope, in, indices, out);
      }
      case Operation::scatter: {
        const std::span<const std::uint32_t> kept = graph_.indices(id);
        const std::vector<std::uint32_t> indices(kept.begin(), kept.end());
        return scattered(graph_, slope, in, indices, out.rows);
      }
      default:
        throw GraphError(fmt::format("no derivative of '{}'", name_of(graph_[id].operation)));
    }
  }

  Graph& graph_;
  const std::uint32_t which_;
  const std::vector<Range> ranges_;
  std::vector<MaskedArray> tangents_;  // by node
};

NodeId derivative_along(Graph& graph, NodeId of, std::uint32_t which, std::vector<Range> ranges) {
  const Extent extent = graph.extent(of);
  const MaskedArray slope = Tangents(graph, of, which, std::move(ranges)).of(of);
  if (slope.value == no_node) return zeros(graph, extent);
  return expanded(graph, unmasked(graph, slope), extent);
}

}  // namespace

NodeId derivative(Graph& graph, NodeId of, const Along& along) {
  return derivative_along(graph, of, along.unit ? no_direction : along.which,
                          {{along.first, along.first + along.count}});
}

NodeId derivative(Graph& graph, NodeId of, std::uint32_t first, const std::vector<bool>& chosen) {
  std::vector<Range> ranges;
  for (std::uint32_t c = 0; c < chosen.size(); ++c) {
    if (!chosen[c]) continue;
    if (ranges.empty() || ranges.back().end != first + c) ranges.push_back({first + c, first + c});
    ++ranges.back().end;
  }
  return derivative_along(graph, of, no_direction, std::move(ranges));
}

}  // namespace firstmove::engine
