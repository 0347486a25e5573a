#include "machine/selection.hpp"

#include <algorithm>
#include <map>
#include <unordered_map>
#include <utility>

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

// Functions that take much longer than it takes to lay their arguments side by side.
bool is_long_function(Operation operation) {
  switch (operation) {
    case Operation::exp:
    case Operation::expm1:
    case Operation::log:
    case Operation::log1p:
    case Operation::sin:
    case Operation::cos:
    case Operation::tanh:
    case Operation::sigmoid:
    case Operation::softplus:
      return true;
    default:
      return false;
  }
}

}  // namespace

Selection::Selection(const Graph& graph, std::span<const NodeId> outputs,
                     const std::function<bool(NodeId)>& fixed, bool packed)
    : graph_(&graph),
      fixed_(graph.size()),
      needed_(graph.size()),
      uses_(graph.size()),
      product_of_(graph.size(), no_node),
      partner_(graph.size(), no_node),
      other_input_(graph.size(), no_node),
      two_of_(graph.size(), no_node),
      pack_of_(graph.size(), no_node) {
  for (NodeId id = 0; id < graph.size(); ++id) fixed_[id] = fixed(id) ? 1 : 0;
  mark(outputs);
  join();
  join_operators();
  if (packed) pack_functions();
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

// Nodes with equally many functions on the longest way to their arguments do not depend on each
// other.
void Selection::pack_functions() {
  std::vector<std::uint32_t> level(graph_->size());
  std::map<std::pair<std::uint32_t, Operation>, std::vector<NodeId>> found;
  for (NodeId id = 0; id < graph_->size(); ++id) {
    if (!computed(id)) continue;
    for (const NodeId operand : operands(id)) level[id] = std::max(level[id], level[operand]);
    const Operation operation = (*graph_)[id].operation;
    if (!graph_->extent(id).scalar() || !is_long_function(operation)) continue;
    ++level[id];
    if (partner_[id] != no_node && partner_[id] < id) continue;
    found[{level[id], operation == Operation::cos ? Operation::sin : operation}].push_back(id);
  }
  for (auto& [kind, nodes] : found) {
    if (nodes.size() < 2) continue;
    for (const NodeId id : nodes)
      for (const NodeId one : {id, partner_[id]})
        if (one != no_node) pack_of_[one] = static_cast<NodeId>(packs_.size());
    packs_.push_back(std::move(nodes));
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
  // A node, or all nodes of its pack; which of them is next, and which of its operands.
  struct Visit {
    NodeId id;
    std::size_t member = 0, operand = 0;
  };
  std::vector<Visit> stack;
  std::vector<std::uint8_t> seen(graph_->size());
  const auto members = [&](NodeId id) { return std::max<std::size_t>(pack(id).size(), 1); };
  const auto member = [&](NodeId id, std::size_t m) { return pack(id).empty() ? id : pack(id)[m]; };
  const auto enter = [&](NodeId id) {
    id = alias(id).root;
    if (seen[id] || fixed_[id] || is_leaf((*graph_)[id].operation)) return;
    for (std::size_t m = 0; m < members(id); ++m) {
      const NodeId one = member(id, m);
      seen[one] = 1;
      if (partner_[one] != no_node) seen[partner_[one]] = 1;
    }
    stack.push_back({id});
  };
  for (const NodeId output : outputs) {
    enter(output);
    while (!stack.empty()) {
      Visit& top = stack.back();
      if (top.member < members(top.id)) {
        const std::span<const NodeId> from = operands(member(top.id, top.member));
        if (top.operand < from.size()) {
          enter(from[top.operand++]);
        } else {
          ++top.member;
          top.operand = 0;
        }
        continue;
      }
      const NodeId id = top.id;
      stack.pop_back();
      for (std::size_t m = 0; m < members(id); ++m) {
        order_.push_back(member(id, m));
        if (partner_[order_.back()] != no_node) order_.push_back(partner_[order_.back()]);
      }
    }
  }
}

}  // namespace firstmove::engine
