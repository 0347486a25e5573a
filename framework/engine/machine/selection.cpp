#include "machine/selection.hpp"

#include <unordered_map>

namespace firstmove::engine {
namespace {

bool is_leaf(Operation operation) {
  return operation == Operation::constant || operation == Operation::action ||
         operation == Operation::direction || operation == Operation::sample;
}

bool is_alias(const Graph& graph, NodeId id) {
  const Node& node = graph[id];
  return node.operation == Operation::reshape ||
         (node.operation == Operation::slice &&
          (node.attribute[1] == 1 || node.extent.size() == 1));
}

bool is_arithmetic(Operation operation) {
  return operation == Operation::add || operation == Operation::subtract ||
         operation == Operation::multiply || operation == Operation::divide;
}

}  // namespace

Selection::Selection(const Graph& graph, std::span<const NodeId> outputs,
                     const std::function<bool(NodeId)>& fixed)
    : graph_(&graph),
      fixed_(graph.size()),
      needed_(graph.size()),
      uses_(graph.size()),
      product_of_(graph.size(), no_node),
      partner_(graph.size(), no_node),
      other_input_(graph.size(), no_node),
      two_of_(graph.size(), no_node) {
  for (NodeId id = 0; id < graph.size(); ++id) fixed_[id] = fixed(id) ? 1 : 0;
  mark(outputs);
  join();
  join_operators();
  sort(outputs);
}

// Inputs have smaller numbers than the nodes that use them.
void Selection::mark(std::span<const NodeId> outputs) {
  for (const NodeId output : outputs) {
    needed_[output] = 1;
    ++uses_[output];
  }
  for (NodeId id = static_cast<NodeId>(graph_->size()); id-- > 0;) {
    if (!needed_[id] || fixed_[id]) continue;
    for (const NodeId input : graph_->inputs(id)) {
      needed_[input] = 1;
      ++uses_[input];
    }
  }
}

// Joins sums of products, sines and cosines of one angle, and the logistic functions of x and -x.
void Selection::join() {
  std::unordered_map<NodeId, NodeId> sines, logistics;
  for (NodeId id = 0; id < graph_->size(); ++id) {
    if (!computed(id)) continue;
    const Node& node = (*graph_)[id];
    switch (node.operation) {
      case Operation::sum: {
        const NodeId product = graph_->input(id, 0);
        if (node.attribute[0] == FM_SUM_ALL && computed(product) && uses_[product] == 1 &&
            (*graph_)[product].operation == Operation::multiply &&
            graph_->extent(graph_->input(product, 0)) == graph_->extent(product) &&
            graph_->extent(graph_->input(product, 1)) == graph_->extent(product))
          product_of_[id] = product;
        break;
      }
      case Operation::sin:
      case Operation::cos: {
        const auto [found, first] = sines.try_emplace(graph_->input(id, 0), id);
        if (first) break;
        partner_[id] = found->second;
        partner_[found->second] = id;
        break;
      }
      case Operation::sigmoid: {
        const NodeId input = graph_->input(id, 0);
        const bool negated = (*graph_)[input].operation == Operation::negate;
        const NodeId plain = negated ? graph_->input(input, 0) : input;
        const auto [found, first] = logistics.try_emplace(plain, id);
        if (first) break;
        partner_[id] = found->second;
        partner_[found->second] = id;
        other_input_[id] = other_input_[found->second] = plain;
        break;
      }
      default:
        break;
    }
  }
}

// Arrays of one shape and constants
bool Selection::can_be_joined(NodeId id, Extent extent) const {
  for (const NodeId input : graph_->inputs(id)) {
    const bool scalar = graph_->extent(input).scalar();
    if (fixed_[input] ? !scalar : graph_->extent(input) != extent) return false;
  }
  return true;
}

// Joins an operation with that of one of its operands.
void Selection::join_operators() {
  std::vector<std::uint8_t> in_sum(graph_->size());
  for (const NodeId product : product_of_)
    if (product != no_node) in_sum[product] = 1;
  for (NodeId id = 0; id < graph_->size(); ++id) {
    if (!computed(id) || in_sum[id] || !is_arithmetic((*graph_)[id].operation)) continue;
    const Extent extent = graph_->extent(id);
    if (!can_be_joined(id, extent)) continue;
    for (std::size_t k = 0; k < 2; ++k) {
      const NodeId inner = graph_->input(id, k), other = graph_->input(id, 1 - k);
      if (!computed(inner) || uses_[inner] != 1 || two_of_[inner] != no_node ||
          !is_arithmetic((*graph_)[inner].operation) || !can_be_joined(inner, extent))
        continue;
      two_of_[id] = static_cast<NodeId>(twos_.size());
      twos_.push_back({inner, k == 1, {graph_->input(inner, 0), graph_->input(inner, 1), other}});
      break;
    }
  }
}

std::span<const NodeId> Selection::operands(NodeId id) const {
  if (other_input_[id] != no_node) return {&other_input_[id], 1};
  if (two_of_[id] != no_node) return twos_[two_of_[id]].operands;
  return graph_->inputs(product_of_[id] != no_node ? product_of_[id] : id);
}

Alias Selection::alias(NodeId id) const {
  Alias alias{id, 0};
  while (!fixed_[alias.root] && is_alias(*graph_, alias.root)) {
    const Node& node = (*graph_)[alias.root];
    if (node.operation == Operation::slice)
      alias.offset += static_cast<std::uint64_t>(node.attribute[0]);
    alias.root = graph_->input(alias.root, 0);
  }
  return alias;
}

// Depth first, without recursion: chains of 10^5 nodes are normal. What is computed last is used
// soon, so that few values are kept at a time.
void Selection::sort(std::span<const NodeId> outputs) {
  struct Visit {
    NodeId id;
    std::uint32_t next;  // operand
  };
  std::vector<Visit> stack;
  std::vector<std::uint8_t> seen(graph_->size());
  const auto enter = [&](NodeId id) {
    id = alias(id).root;
    if (seen[id] || fixed_[id] || is_leaf((*graph_)[id].operation)) return;
    seen[id] = 1;
    if (partner_[id] != no_node) seen[partner_[id]] = 1;
    stack.push_back({id, 0});
  };
  for (const NodeId output : outputs) {
    enter(output);
    while (!stack.empty()) {
      Visit& top = stack.back();
      const std::span<const NodeId> from = operands(top.id);
      if (top.next < from.size()) {
        enter(from[top.next++]);
        continue;
      }
      const NodeId id = top.id;
      stack.pop_back();
      order_.push_back(id);
      if (partner_[id] != no_node) order_.push_back(partner_[id]);
    }
  }
}

}  // namespace firstmove::engine
