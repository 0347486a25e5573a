#include "formula/axes.hpp"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <numeric>

#include "graph/graph.hpp"

namespace firstmove::engine {
namespace {

// Of lists of positions: 200 MB.
constexpr std::size_t most_listed = 50'000'000;

void require_listable(std::size_t count) {
  if (count > most_listed)
    throw GraphError(
        fmt::format("this needs a list of {} indices; at most {} are allowed", count, most_listed));
}

}  // namespace

std::size_t size_of(const Dimensions& dimensions) {
  return std::accumulate(dimensions.begin(), dimensions.end(), std::size_t{1},
                         [](std::size_t product, const Dimension& d) { return product * d.size; });
}

bool has(const Dimensions& dimensions, AxisId axis) {
  return std::ranges::find(dimensions, axis, &Dimension::axis) != dimensions.end();
}

Dimensions without(const Dimensions& dimensions, AxisId axis) {
  Dimensions rest = dimensions;
  std::erase_if(rest, [axis](const Dimension& d) { return d.axis == axis; });
  return rest;
}

Dimension Axes::open(std::uint32_t size) {
  records_.emplace_back();
  return open_.emplace_back(Dimension{static_cast<AxisId>(records_.size() - 1), size});
}

Dimension Axes::open(const Dimensions& parents, std::span<const std::uint32_t> counts) {
  const std::size_t total = std::accumulate(counts.begin(), counts.end(), std::size_t{0});
  require_listable(total);
  Record made;
  made.parents = parents;
  const bool same = std::ranges::all_of(counts, [&](std::uint32_t n) { return n == counts[0]; });
  made.regular = same && !counts.empty() ? counts[0] : 0;
  std::vector<std::uint32_t> within(total);  // the position of the parents
  std::size_t at = 0;
  for (std::size_t p = 0; p < counts.size(); ++p)
    for (std::uint32_t i = 0; i < counts[p]; ++i) within[at++] = static_cast<std::uint32_t>(p);
  const auto add = [&](const Dimension& ancestor) {
    const std::vector<std::uint32_t> there = positions({ancestor}, parents);
    std::vector<std::uint32_t>& here = made.ancestors[ancestor.axis];
    for (const std::uint32_t p : within) here.push_back(there[p]);
  };
  for (const Dimension& parent : parents) {
    add(parent);
    for (const auto& [ancestor, unused] : record(parent.axis).ancestors) add({ancestor, 0});
  }
  records_.push_back(std::move(made));
  return open_.emplace_back(
      Dimension{static_cast<AxisId>(records_.size() - 1), static_cast<std::uint32_t>(total)});
}

const Axes::Record& Axes::record(AxisId axis) const {
  static const Record of_value;
  return is_of_value(axis) ? of_value : records_[axis];
}

bool Axes::descends(AxisId axis, AxisId ancestor) const {
  return record(axis).ancestors.contains(ancestor);
}
const Dimensions& Axes::parents(AxisId axis) const { return record(axis).parents; }
std::uint32_t Axes::regular(AxisId axis) const { return record(axis).regular; }

Dimensions Axes::united(std::span<const Dimensions> all) const {
  Dimensions together;
  for (const Dimensions& some : all)
    for (const Dimension& d : some)
      if (!has(together, d.axis)) together.push_back(d);
  std::ranges::sort(together, {}, &Dimension::axis);
  const Dimensions every = together;
  std::erase_if(together, [&](const Dimension& d) {
    return std::ranges::any_of(
        every, [&](const Dimension& other) { return descends(other.axis, d.axis); });
  });
  return together;
}

Dimensions Axes::innermost(const Dimensions& bounds) const {
  std::vector<Dimensions> all;
  for (const Dimension& d : bounds) {
    const auto found =
        std::ranges::find_if(open_.rbegin(), open_.rend(),
                             [&](const Dimension& open) { return descends(open.axis, d.axis); });
    all.push_back({found == open_.rend() ? d : *found});
  }
  return united(all);
}

std::vector<std::uint32_t> Axes::positions(const Dimensions& from, const Dimensions& to) const {
  const std::size_t count = size_of(to);
  require_listable(count);
  std::vector<std::uint32_t> found(count, 0);
  std::size_t inner_from = 1;  // positions of the axes after this one
  for (std::size_t f = from.size(); f-- > 0; inner_from *= from[f].size) {
    std::size_t t = 0, inner_to = count;
    const std::vector<std::uint32_t>* through = nullptr;
    for (; t < to.size(); ++t) {
      inner_to /= std::max<std::uint32_t>(to[t].size, 1);
      if (to[t].axis == from[f].axis) break;
      if (!descends(to[t].axis, from[f].axis)) continue;
      through = &record(to[t].axis).ancestors.at(from[f].axis);
      break;
    }
    if (t == to.size()) throw GraphError("an array has an axis that is not open");
    for (std::size_t i = 0; i < count; ++i) {
      const std::size_t at = i / inner_to % to[t].size;
      found[i] += static_cast<std::uint32_t>((through ? (*through)[at] : at) * inner_from);
    }
  }
  return found;
}

}  // namespace firstmove::engine
