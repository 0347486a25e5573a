#include <algorithm>
#include <cmath>
#include <map>

#include "formula/arrays.hpp"
#include "formula/known_values.hpp"

namespace firstmove::engine {
namespace {

bool is_whole(double exponent) {
  return exponent == std::floor(exponent) && std::abs(exponent) <= FM_MAX_POWER;
}

// Elements of a base with the same whole exponent, or all those with other exponents.
struct Group {
  std::optional<double> whole;
  std::vector<std::uint32_t> base;               // positions
  std::vector<double> exponents;                 // of each of them, unless it is `whole`
  std::map<std::uint32_t, std::uint32_t> place;  // of a position in `base`, if it is
};

class Groups {
 public:
  // Adds a power, as the next element of the result.
  void add(std::uint32_t position, double exponent) {
    const std::optional<double> whole = is_whole(exponent) ? std::optional(exponent) : std::nullopt;
    const auto [entry, is_new] = number_.try_emplace(whole, groups_.size());
    if (is_new) groups_.emplace_back().whole = whole;
    Group& group = groups_[entry->second];
    if (exponent == 0) position = 0;  // whatever the base is
    std::uint32_t place = static_cast<std::uint32_t>(group.base.size());
    if (whole) place = group.place.try_emplace(position, place).first->second;
    if (place == group.base.size()) group.base.push_back(position);
    if (!whole) group.exponents.push_back(exponent);
    elements_.emplace_back(entry->second, place);
  }
  const std::vector<Group>& groups() const { return groups_; }
  // The place of each element if the groups stand one after the other.
  std::vector<std::int64_t> places() const {
    std::vector<std::int64_t> begin = {0}, places;
    for (const Group& group : groups_)
      begin.push_back(begin.back() + static_cast<std::int64_t>(group.base.size()));
    for (const auto& [group, place] : elements_) places.push_back(begin[group] + place);
    return places;
  }

 private:
  std::vector<Group> groups_;
  std::map<std::optional<double>, std::size_t> number_;
  std::vector<std::pair<std::size_t, std::uint32_t>> elements_;  // group, and place in it
};

NodeId raised(Graph& graph, NodeId base, double whole) {
  return whole == 0 ? graph.number(1) : graph.whole_power(base, static_cast<std::int64_t>(whole));
}

NodeId raised(Graph& graph, NodeId base, const Group& group) {
  const auto count = static_cast<std::uint32_t>(group.base.size());
  std::uint32_t same = 0;  // as in the base
  while (same < count && group.base[same] == same) ++same;
  const bool every = same == count && count == graph.extent(base).size();
  const NodeId chosen =
      every ? graph.reshape(base, {count, 1}) : graph.gather(base, group.base, {count, 1});
  return group.whole
             ? raised(graph, chosen, *group.whole)
             : graph.apply(Operation::power, chosen, graph.numbers({count, 1}, group.exponents));
}

}  // namespace

Array ArrayBuilder::power(const Array& base, const Array& exponent) {
  if (graph_.varies(exponent.node))
    return each({base, exponent}, [this](std::span<const NodeId> in) {
      const NodeId log = graph_.apply(Operation::log, in[0]);
      return graph_.apply(Operation::exp, graph_.apply(Operation::multiply, in[1], log));
    });
  const auto exponents = known_values(graph_, exponent.node);
  const Dimensions both[] = {base.dimensions, exponent.dimensions};
  const Dimensions all = axes_.united(both);
  if (!exponents || size_of(all) == 0 || std::ranges::none_of(*exponents, is_whole))
    return each({base, exponent}, [this](std::span<const NodeId> in) {
      return graph_.apply(Operation::power, in[0], in[1]);
    });
  if (exponent.dimensions.empty() && (*exponents)[0] != 0)
    return {raised(graph_, base.node, (*exponents)[0]), base.dimensions};
  const std::vector<std::uint32_t> base_at = axes_.positions(base.dimensions, all),
                                   exponent_at = axes_.positions(exponent.dimensions, all);
  Groups groups;
  for (std::size_t i = 0; i < base_at.size(); ++i)
    groups.add(base_at[i], (*exponents)[exponent_at[i]]);
  std::vector<Piece> pieces;
  std::uint32_t total = 0;
  for (const Group& group : groups.groups()) {
    pieces.push_back({raised(graph_, base.node, group), total, 1});
    total += static_cast<std::uint32_t>(group.base.size());
  }
  const NodeId table = graph_.assemble(pieces, total);
  const std::vector<std::int64_t> places = groups.places();
  std::size_t in_order = 0;
  while (in_order < places.size() && places[in_order] == static_cast<std::int64_t>(in_order))
    ++in_order;
  if (in_order == total && in_order == places.size()) return {table, all};
  return at_positions({table, {{row_axis, total}}}, Whole::list(all, places));
}

}  // namespace firstmove::engine
