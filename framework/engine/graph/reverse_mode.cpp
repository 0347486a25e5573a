#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <utility>

#include "graph/derivatives.hpp"
#include "graph/slope.hpp"

namespace firstmove::engine {
namespace {

// The adjoints of the nodes of one cost, from the cost down to the actions. Those of one node are
// added in the order in which the nodes that use it are met, which is a depth-first order.
class Adjoints {
 public:
  Adjoints(Graph& graph, NodeId cost, std::uint32_t first, std::uint32_t count)
      : graph_(graph), first_(first), count_(count), order_(slope_order(graph, cost)) {
    if (order_.empty()) return;
    place_.resize(std::size_t{cost} + 1);
    terms_.resize(order_.size());
    for (std::uint32_t p = 0; p < order_.size(); ++p) place_[order_[p]] = p + 1;
    mark_active();
    if (!active_.back()) return;
    terms_.back().whole.push_back({graph.number(1.0), no_node});
    for (std::size_t p = order_.size(); p-- > 0;)
      if (active_[p]) pass_on(order_[p], std::exchange(terms_[p], {}));
  }

  NodeId gradient() {
    std::stable_sort(pieces_.begin(), pieces_.end(),
                     [](const Piece& a, const Piece& b) { return a.first < b.first; });
    return graph_.assemble(pieces_, count_);
  }

 private:
  // What the nodes that use a node add to its adjoint: arrays of its shape, and parts.
  struct Terms {
    std::vector<MaskedArray> whole;
    std::vector<Part> parts;
    bool none() const { return whole.empty() && parts.empty(); }
  };

  bool in_block(NodeId action) const {
    const auto begin = static_cast<std::uint32_t>(graph_[action].attribute[0]);
    return begin < first_ + count_ && first_ < begin + graph_.extent(action).rows;
  }

  // Whether the node depends on the coordinates of the block.
  void mark_active() {
    active_.resize(order_.size());
    for (std::size_t p = 0; p < order_.size(); ++p) {
      const NodeId id = order_[p];
      const Operation operation = graph_[id].operation;
      if (operation == Operation::action) active_[p] = in_block(id);
      for (std::size_t k = first_sloped_input(operation); k < graph_[id].inputs_count; ++k)
        if (is_active(graph_.input(id, k))) active_[p] = true;
    }
  }

  bool is_active(NodeId id) const {
    return id < place_.size() && place_[id] != 0 && active_[place_[id] - 1];
  }

  Terms& terms_of(NodeId id) { return terms_[place_[id] - 1]; }

  MaskedArray adjoint_of(NodeId id, Terms terms) {
    if (terms.parts.empty()) return sum_of(graph_, terms.whole);
    const Extent extent = graph_.extent(id);
    const auto size = static_cast<std::uint32_t>(extent.size());
    if (!terms.whole.empty()) {
      const MaskedArray whole = sum_of(graph_, terms.whole);
      terms.parts.insert(terms.parts.begin(),
                         {reshaped(graph_, whole, extent, {size, 1}), 0, 1, size});
    }
    const MaskedArray vector = put_together(graph_, terms.parts, size);
    return reshaped(graph_, vector, {size, 1}, extent);
  }

  // The elements of a part that belong to the block, as a piece of the gradient.
  void take(const Part& part, std::uint32_t begin) {
    const std::int64_t start = std::int64_t{begin} + part.first - first_;  // in the block
    const std::int64_t step = part.step;
    std::int64_t from = 0, end = part.count;
    if (start < 0) from = step == 0 ? end : (-start + step - 1) / step;
    if (start >= count_)
      end = 0;
    else if (step > 0)
      end = std::min<std::int64_t>(end, (count_ - 1 - start) / step + 1);
    if (from >= end) return;
    const NodeId value = expanded(graph_, unmasked(graph_, part.slope), {part.count, 1});
    pieces_.push_back({graph_.slice(value, static_cast<std::uint32_t>(from), 1,
                                    static_cast<std::uint32_t>(end - from)),
                       static_cast<std::uint32_t>(start + step * from), part.step});
  }

  void pass_on(NodeId id, Terms terms) {
    if (terms.none()) return;
    if (graph_[id].operation == Operation::action) {
      const auto begin = static_cast<std::uint32_t>(graph_[id].attribute[0]);
      const std::uint32_t count = graph_.extent(id).rows;
      if (!terms.whole.empty()) take({sum_of(graph_, terms.whole), 0, 1, count}, begin);
      for (const Part& part : terms.parts) take(part, begin);
      return;
    }
    pass(id, adjoint_of(id, std::move(terms)));
  }

  void give(NodeId input, const MaskedArray& slope) { terms_of(input).whole.push_back(slope); }

  // Adds what the adjoint of a node means for each of its inputs.
  void pass(NodeId id, const MaskedArray& g) {
    const Operation operation = graph_[id].operation;
    if (is_elementwise(operation)) {
      for (std::size_t k = first_sloped_input(operation); k < graph_[id].inputs_count; ++k) {
        const NodeId a = graph_.input(id, k);
        if (is_active(a))
          give(a, reduced(graph_, through(graph_, id, k, g), graph_.extent(id), graph_.extent(a)));
      }
      return;
    }
    if (operation == Operation::assemble) return pass_pieces(id, g);
    if (operation == Operation::product) return pass_product(id, g);
    const NodeId a = graph_.input(id, 0);
    const Extent in = graph_.extent(a), out = graph_.extent(id);
    const auto size = static_cast<std::uint32_t>(in.size());
    switch (operation) {
      case Operation::sum:
        return give(a, g);
      case Operation::logsumexp: {
        const NodeId share = graph_.apply(Operation::exp, graph_.apply(Operation::subtract, a, id));
        return give(a, {graph_.apply(Operation::multiply, g.value, share), g.mask});
      }
      case Operation::transpose:
        return give(a, transposed(graph_, g));
      case Operation::reshape:
        return give(a, reshaped(graph_, g, out, in));
      case Operation::slice:
        terms_of(a).parts.push_back({g, static_cast<std::uint32_t>(graph_[id].attribute[0]),
                                     static_cast<std::uint32_t>(graph_[id].attribute[1]),
                                     out.rows});
        return;
      case Operation::gather: {
        const std::span<const std::uint32_t> kept = graph_.indices(id);
        const std::vector<std::uint32_t> indices(kept.begin(), kept.end());
        if (indices.size() == 1) {
          terms_of(a).parts.push_back({g, indices[0], 1, 1});
          return;
        }
        return give(a, reshaped(graph_, scattered(graph_, g, out, indices, size), {size, 1}, in));
      }
      case Operation::scatter: {
        const std::span<const std::uint32_t> kept = graph_.indices(id);
        const std::vector<std::uint32_t> indices(kept.begin(), kept.end());
        return give(a, gathered(graph_, g, out, indices, in));
      }
      default:
        throw GraphError(fmt::format("no adjoint of '{}'", name_of(operation)));
    }
  }

  void pass_pieces(NodeId id, const MaskedArray& g) {
    for (const Piece& piece : graph_.pieces(id)) {
      if (!is_active(piece.node)) continue;
      const Extent in = graph_.extent(piece.node);
      const auto size = static_cast<std::uint32_t>(in.size());
      const MaskedArray part = sliced(graph_, g, graph_.extent(id), piece.first, piece.step, size);
      give(piece.node, reshaped(graph_, part, {size, 1}, in));
    }
  }

  // With G for the adjoint of c = op(a) op(b): op(a) has G op(b)^T, op(b) has op(a)^T G.
  void pass_product(NodeId id, const MaskedArray& g) {
    const NodeId a = graph_.input(id, 0), b = graph_.input(id, 1);
    const bool ta = graph_[id].attribute[0] & FM_TRANSPOSE_FIRST;
    const bool tb = graph_[id].attribute[0] & FM_TRANSPOSE_SECOND;
    const NodeId whole = expanded(graph_, unmasked(graph_, g), graph_.extent(id));
    const NodeId any = any_of(graph_, g.mask);
    if (is_active(a))
      give(a, {ta ? matrix_product(graph_, b, whole, tb, true)
                  : matrix_product(graph_, whole, b, false, !tb),
               any});
    if (is_active(b))
      give(b, {tb ? matrix_product(graph_, whole, a, true, ta)
                  : matrix_product(graph_, a, whole, !ta, false),
               any});
  }

  Graph& graph_;
  std::uint32_t first_, count_;
  std::vector<NodeId> order_;
  std::vector<std::uint32_t> place_;  // by node: 1 + its place in the order, or 0
  std::vector<char> active_;          // by place
  std::vector<Terms> terms_;          // by place
  std::vector<Piece> pieces_;         // of the gradient
};

}  // namespace

NodeId gradient(Graph& graph, NodeId cost, std::uint32_t first, std::uint32_t count) {
  if (!graph.extent(cost).scalar()) throw GraphError("a gradient is that of a number");
  return Adjoints(graph, cost, first, count).gradient();
}

}  // namespace firstmove::engine
