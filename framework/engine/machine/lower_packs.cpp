// One instruction for the same function of several scalars, whose arguments lie side by side.
//
// An instruction that computes a scalar may write the rest of a vector, too. In a row of arguments
// these numbers belong to the arguments behind it, which are computed later.
#include <algorithm>

#include "machine/lowering.hpp"

namespace firstmove::engine {

// Arguments are computed where their pack reads them, unless they are results of other packs, of
// two results of an instruction, outputs, or arguments of an earlier pack.
void Lowering::find_homes() {
  const auto& order = selection_.order();
  constexpr std::size_t never = ~std::size_t{0};
  std::vector<std::size_t> position(graph_.size(), never);
  for (std::size_t at = 0; at < order.size(); ++at) position[order[at]] = at;
  for (const NodeId id : order) {
    const std::span<const NodeId> pack = selection_.pack(id);
    if (pack.empty() || pack.front() != id) continue;
    std::vector<NodeId> arguments;
    for (const NodeId member : pack) {
      const NodeId root = selection_.alias(selection_.operands(member)[0]).root;
      if (position[root] == never || !graph_.extent(root).scalar() ||
          !selection_.pack(root).empty() || selection_.partner(root) != no_node ||
          output_of_[root] != no_output || home_[root].pack != no_node)
        continue;
      home_[root].pack = id;
      arguments.push_back(root);
    }
    std::ranges::sort(arguments, {}, [&](NodeId root) { return position[root]; });
    for (std::uint32_t a = 0; a < arguments.size(); ++a) home_[arguments[a]] = {id, a};
    arguments_[id].homes = arguments.size();
  }
}

std::uint32_t Lowering::take_row(std::size_t elements, std::size_t nodes) {
  rows_.push_back({places_.take(room(elements)), nodes});
  return static_cast<std::uint32_t>(rows_.size() - 1);
}

void Lowering::leave_row(std::uint32_t row) {
  if (--rows_[row].nodes == 0) places_.give_back(rows_[row].range);
}

// The row of a pack's arguments, which the pack shares until it is computed.
std::uint32_t Lowering::arguments_of(NodeId pack) {
  Arguments& arguments = arguments_[pack];
  if (arguments.row == no_row)
    arguments.row = take_row(selection_.pack(pack).size(), arguments.homes + 1);
  return arguments.row;
}

Lowering::Array Lowering::argument(NodeId id) {
  const Home home = home_[id];
  row_of_[id] = arguments_of(home.pack);
  const Array made = element_of(row_of_[id], home.element);
  value_[id] = made.at;
  return made;
}

Lowering::Array Lowering::element_of(std::uint32_t row, std::uint64_t element) const {
  return {{Operand::Space::place, 0, rows_[row].range.begin + element}, {}, false, true};
}

void Lowering::lower_pack(std::span<const NodeId> pack) {
  const NodeId head = pack.front();
  const std::size_t size = pack.size();
  const std::uint32_t arguments = arguments_of(head);
  // Members by the place of their argument; those without a home follow.
  std::vector<NodeId> members(size, no_node);
  std::size_t next = arguments_[head].homes;
  for (const NodeId member : pack) {
    const NodeId operand = selection_.operands(member)[0];
    const Home home = home_[selection_.alias(operand).root];
    if (home.pack == head && members[home.element] == no_node) {
      members[home.element] = member;
      continue;
    }
    move(array(operand), element_of(arguments, next), 1, false);
    members[next++] = member;
  }

  // Sines and logistic functions are first results, cosines and those of -x second ones.
  const Operation operation = graph_[head].operation;
  const bool logistic = operation == Operation::sigmoid;
  const auto is_second = [&](NodeId id) {
    return logistic ? graph_.input(id, 0) != selection_.operands(id)[0]
                    : graph_[id].operation == Operation::cos;
  };
  std::size_t nodes[2] = {};
  const auto results_of = [&](NodeId member, auto use) {
    for (const NodeId id : {member, selection_.partner(member)})
      if (id != no_node) use(id, is_second(id) ? 1 : 0);
  };
  for (const NodeId member : members)
    results_of(member, [&](NodeId, int result) { ++nodes[result]; });
  std::uint32_t rows[2];
  for (int result = 0; result < 2; ++result)
    if (nodes[result] > 0) rows[result] = take_row(size, nodes[result]);
  for (std::uint32_t m = 0; m < size; ++m)
    results_of(members[m], [&](NodeId id, int result) {
      row_of_[id] = rows[result];
      value_[id] = element_of(rows[result], m).at;
      has_value_[id] = 1;
    });

  const bool both = nodes[0] > 0 && nodes[1] > 0;
  const KernelName two = logistic ? KernelName::sigmoids : KernelName::sin_cos;
  // With results of one kind, all nodes have the operation of the first one.
  const KernelName one = unary_kernel(operation);
  Step& made = step(both ? two : one, element_of(rows[nodes[0] > 0 ? 0 : 1], 0));
  if (both) {
    made.out[1] = element_of(rows[1], 0).at;
    made.outputs = 2;
  }
  input(made, element_of(arguments, 0), 1);
  made.count = size;
  leave_row(arguments);
}

}  // namespace firstmove::engine
