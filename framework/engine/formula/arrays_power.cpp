#include <algorithm>
#include <cmath>
#include <map>

#include "formula/arrays.hpp"

namespace firstmove::engine {
namespace {

bool is_whole(double exponent) {
  return exponent == std::floor(exponent) && std::abs(exponent) <= FM_MAX_POWER;
}

double computed(Operation operation, double a, double b) {
  switch (operation) {
    case Operation::negate:
      return -a;
    case Operation::add:
      return a + b;
    case Operation::subtract:
      return a - b;
    case Operation::multiply:
      return a * b;
    default:
      return a / b;
  }
}

// Elements of a base that are raised to the same whole number, or elements with exponents of their
// own.
struct Group {
  std::vector<std::uint32_t> base;               // positions
  std::map<std::uint32_t, std::uint32_t> place;  // of a position in `base`
  std::vector<double> exponents;                 // as many as `base`, unless it is a whole number
};

}  // namespace

// The numbers of arrays that do not vary, as far as they are made by plain arithmetic.
std::optional<std::vector<double>> Arrays::known(NodeId node) const {
  const Node& n = graph_[node];
  if (n.operation == Operation::constant) {
    const std::span<const double> values = graph_.values(node);
    return std::vector<double>(values.begin(), values.end());
  }
  if (n.operation == Operation::reshape) return known(graph_.input(node, 0));
  if (n.operation != Operation::negate && n.operation != Operation::add &&
      n.operation != Operation::subtract && n.operation != Operation::multiply &&
      n.operation != Operation::divide)
    return std::nullopt;
  const NodeId a = graph_.input(node, 0);
  const NodeId b = graph_.inputs(node).size() > 1 ? graph_.input(node, 1) : a;
  const auto left = known(a), right = known(b);
  if (!left || !right) return std::nullopt;
  const auto at = [&](NodeId input, std::size_t row, std::size_t column) {
    const Extent extent = graph_.extent(input);
    return (extent.rows == 1 ? 0 : row) * extent.columns + (extent.columns == 1 ? 0 : column);
  };
  std::vector<double> values;
  for (std::size_t row = 0; row < n.extent.rows; ++row)
    for (std::size_t column = 0; column < n.extent.columns; ++column)
      values.push_back(
          computed(n.operation, (*left)[at(a, row, column)], (*right)[at(b, row, column)]));
  return values;
}

Array Arrays::power(const Array& base, const Array& exponent) {
  if (graph_.varies(exponent.node))
    return each({base, exponent}, [this](std::span<const NodeId> in) {
      const NodeId log = graph_.apply(Operation::log, in[0]);
      return graph_.apply(Operation::exp, graph_.apply(Operation::multiply, in[1], log));
    });
  const auto exponents = known(exponent.node);
  const Dimensions both[] = {base.dimensions, exponent.dimensions};
  const Dimensions all = axes_.united(both);
  if (!exponents || size_of(all) == 0 || std::ranges::none_of(*exponents, is_whole))
    return each({base, exponent}, [this](std::span<const NodeId> in) {
      return graph_.apply(Operation::power, in[0], in[1]);
    });
  const auto raised = [&](NodeId node, double to) {
    return to == 0 ? graph_.number(1) : graph_.whole_power(node, static_cast<std::int64_t>(to));
  };
  if (exponent.dimensions.empty() && (*exponents)[0] != 0)
    return {raised(base.node, (*exponents)[0]), base.dimensions};
  // One node for each whole exponent, and one for all others; then their elements in order.
  const std::vector<std::uint32_t> base_at = axes_.positions(base.dimensions, all),
                                   exponent_at = axes_.positions(exponent.dimensions, all);
  std::vector<Group> groups;
  std::map<double, std::size_t> group_of;  // by whole exponent; NaN is none
  std::size_t others = groups.max_size();
  std::vector<std::pair<std::size_t, std::uint32_t>> places;  // group and place there
  for (std::size_t i = 0; i < base_at.size(); ++i) {
    const double to = (*exponents)[exponent_at[i]];
    const bool whole = is_whole(to);
    std::size_t& number =
        whole ? group_of.try_emplace(to, groups.max_size()).first->second : others;
    if (number == groups.max_size()) {
      number = groups.size();
      groups.emplace_back();
    }
    Group& group = groups[number];
    const std::uint32_t from = to == 0 ? 0 : base_at[i];
    const auto next = static_cast<std::uint32_t>(group.base.size());
    const auto [entry, is_new] =
        whole ? group.place.try_emplace(from, next) : group.place.insert_or_assign(from, next);
    if (is_new || !whole) group.base.push_back(from);
    if (!whole) group.exponents.push_back(to);
    places.emplace_back(number, entry->second);
  }
  std::vector<NodeId> nodes(groups.size(), no_node);
  for (const auto& [to, number] : group_of) {
    const std::vector<std::uint32_t>& from = groups[number].base;
    const bool every = from.size() == size_of(base.dimensions) && std::ranges::is_sorted(from);
    const auto count = static_cast<std::uint32_t>(from.size());
    nodes[number] = raised(every ? base.node : graph_.gather(base.node, from, {count, 1}), to);
  }
  if (others != groups.max_size()) {
    const Group& group = groups[others];
    const auto count = static_cast<std::uint32_t>(group.base.size());
    nodes[others] = graph_.apply(Operation::power, graph_.gather(base.node, group.base, {count, 1}),
                                 graph_.numbers({count, 1}, group.exponents));
  }
  std::vector<Piece> pieces;
  std::vector<std::uint32_t> begin;
  std::uint32_t total = 0;
  for (std::size_t g = 0; g < groups.size(); ++g) {
    pieces.push_back({nodes[g], total, 1});
    begin.push_back(total);
    total += static_cast<std::uint32_t>(groups[g].base.size());
  }
  std::vector<std::uint32_t> indices;
  for (const auto& [number, place] : places) indices.push_back(begin[number] + place);
  const NodeId table = graph_.assemble(pieces, total);
  std::size_t in_order = 0;
  while (in_order < indices.size() && indices[in_order] == in_order) ++in_order;
  if (in_order == total && in_order == indices.size()) return {table, all};
  return at_positions({table, {{row_axis, total}}},
                      Whole::list(all, {indices.begin(), indices.end()}));
}

}  // namespace firstmove::engine
