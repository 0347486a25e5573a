// Steps for operations that act element by element.
#include <algorithm>

#include "machine/lowering.hpp"

namespace firstmove::engine {

KernelName unary_kernel(Operation operation) {
  switch (operation) {
    case Operation::negate:
      return KernelName::negate;
    case Operation::absolute:
      return KernelName::absolute;
    case Operation::square_root:
      return KernelName::square_root;
    case Operation::exp:
      return KernelName::exp;
    case Operation::expm1:
      return KernelName::expm1;
    case Operation::log:
      return KernelName::log;
    case Operation::log1p:
      return KernelName::log1p;
    case Operation::sin:
      return KernelName::sin;
    case Operation::cos:
      return KernelName::cos;
    case Operation::tanh:
      return KernelName::tanh;
    case Operation::sigmoid:
      return KernelName::sigmoid;
    case Operation::softplus:
      return KernelName::softplus;
    case Operation::logical_not:
      return KernelName::logical_not;
    default:
      return KernelName::whole_power;
  }
}

namespace {

KernelName binary_kernel(Operation operation) {
  switch (operation) {
    case Operation::add:
      return KernelName::add;
    case Operation::subtract:
      return KernelName::subtract;
    case Operation::multiply:
      return KernelName::multiply;
    case Operation::divide:
      return KernelName::divide;
    case Operation::power:
      return KernelName::power;
    case Operation::minimum:
      return KernelName::minimum;
    case Operation::maximum:
      return KernelName::maximum;
    case Operation::less:
      return KernelName::less;
    case Operation::less_equal:
      return KernelName::less_equal;
    case Operation::equal:
      return KernelName::equal;
    case Operation::logical_and:
      return KernelName::logical_and;
    default:
      return KernelName::logical_or;
  }
}

// As operators_form counts
int position_of(Operation operation) {
  switch (operation) {
    case Operation::add:
      return 0;
    case Operation::subtract:
      return 1;
    case Operation::multiply:
      return 2;
    default:
      return 3;
  }
}

}  // namespace

void Lowering::lower_unary(NodeId id) {
  const NodeId operand = selection_.operands(id)[0];
  const Array in = whole_rows(operand);
  if (const NodeId root = selection_.alias(operand).root; dies_here(root)) release(root);
  const Array out = result(id, round_up(in.size()));
  const NodeId partner = selection_.partner(id);
  const Operation operation = graph_[id].operation;
  KernelName kernel = unary_kernel(operation);
  Array first = out, second = out;
  if (partner != no_node) {
    second = result(partner, round_up(in.size()));
    kernel = operation == Operation::sigmoid ? KernelName::sigmoids : KernelName::sin_cos;
    // The sine, or the logistic function of what is not negated, comes first.
    if (operation == Operation::cos ||
        (operation == Operation::sigmoid && graph_.input(id, 0) != operand))
      std::swap(first, second);
  }
  Step& made = step(kernel, first);
  if (partner != no_node) {
    made.out[1] = second.at;
    made.outputs = 2;
  }
  if (partner == no_node) made.until = last_use_[id];
  made.exponent = graph_[id].attribute[0];
  input(made, in, 1);
  (is_row(in) && is_row(out) ? made.count : made.rows) = in.size();
}

void Lowering::lower_elementwise(NodeId id) {
  const std::span<const NodeId> operands = selection_.operands(id);
  const Extent extent = graph_.extent(id);
  const auto is_full = [&](NodeId operand) { return graph_.extent(operand) == extent; };
  const auto is_scalar = [&](NodeId operand) { return graph_.extent(operand).scalar(); };
  // With one replica: whether it can be one row, in which scalars are one number.
  const bool flat = std::ranges::all_of(
      operands, [&](NodeId operand) { return is_full(operand) || is_scalar(operand); });
  const std::uint64_t single_reach =
      flat ? round_up(extent.size()) : extent.size() - extent.columns + round_up(extent.columns);

  std::vector<Array> in;
  for (const NodeId operand : operands) {
    const bool whole = graph_.extent(operand).columns == extent.columns && !is_scalar(operand);
    const std::uint64_t size = graph_.extent(operand).size();
    const std::uint64_t reach = replicas_ || !whole ? size
                                : flat              ? round_up(size)
                                       : size - extent.columns + round_up(extent.columns);
    in.push_back(array(operand, extent.scalar() ? round_up(1) : reach));
  }
  bool row = flat;
  if (replicas_)
    row = std::ranges::all_of(in, [&](const Array& array) {
      return array.constant ? array.extent.scalar() : array.packed && array.extent == extent;
    });
  if (row)
    for (const NodeId operand : operands)
      if (const NodeId root = selection_.alias(operand).root; dies_here(root)) release(root);
  const Array out = result(id, replicas_ ? extent.size() : single_reach);
  row = row && is_row(out);

  bool number[3] = {};
  for (std::size_t k = 0; k < in.size(); ++k)
    number[k] = replicas_ ? in[k].constant
                          : !extent.scalar() && in[k].extent.columns == 1 && !is_full(operands[k]);
  const bool ternary = in.size() == 3;
  Step& made = step(
      ternary ? form(KernelName::choose, choose_form(number[0], number[1], number[2]))
              : form(binary_kernel(graph_[id].operation), binary_form(number[0], number[1], !row)),
      out);
  made.until = last_use_[id];
  for (const Array& each : in)
    input(made, each, each.extent.rows == 1 ? 0 : each.extent.columns,
          each.extent.columns == 1 ? 0 : 1);
  if (row) {
    made.count = extent.size();
  } else {
    made.rows = extent.rows;
    (replicas_ ? made.columns : made.count) = extent.columns;
    if (!replicas_) made.out_step = extent.columns;
  }
}

void Lowering::lower_two_operators(NodeId id) {
  const TwoOperators& two = *selection_.two_operators(id);
  const Extent extent = graph_.extent(id);
  std::vector<Array> in;
  for (const NodeId operand : two.operands) in.push_back(whole_rows(operand));
  bool row = std::ranges::all_of(in, [&](const Array& one) { return is_row(one); });
  if (row)
    for (const NodeId operand : two.operands)
      if (const NodeId root = selection_.alias(operand).root; dies_here(root)) release(root);
  const Array out = result(id, round_up(extent.size()));
  row = row && is_row(out);
  const int first = position_of(graph_[two.inner].operation);
  const int second = position_of(graph_[id].operation);
  const KernelName kernel =
      form(KernelName::two_operators, operators_form(first, second, two.turned));
  Step& made = step(row ? kernel : KernelName::by_rows, out);
  made.row = kernel;
  made.until = last_use_[id];
  for (const Array& each : in) {
    input(made, each, each.constant ? 0 : 1);
    made.repeated[made.inputs - 1] = each.constant;
  }
  (row ? made.count : made.rows) = extent.size();
}

}  // namespace firstmove::engine
