#include "manifest/sweep_layout.hpp"

#include <spdlog/fmt/fmt.h>

#include <algorithm>

#include "base/toml_reader.hpp"

namespace firstmove::engine {
namespace {

constexpr std::size_t most_combinations = 100'000;

bool same(const toml::node& a, const toml::node& b) {
  if (const auto x = as_real(a), y = as_real(b); x && y) return *x == *y;
  return toml_text(a) == toml_text(b);
}

void exclude_one(Sweep& sweep, const toml::table& pattern, std::vector<Mistake>& mistakes) {
  std::vector<std::string> known;
  for (const SweepKey& k : sweep.keys) known.push_back(k.key);
  std::vector<char> hit(sweep.values.size());
  for (auto&& [key, wanted] : pattern) {
    const std::string name(key.str());
    if (std::find(known.begin(), known.end(), name) == known.end()) {
      mistakes.push_back({where(wanted), fmt::format("exclude: '{}' is not swept over{}", name,
                                                     did_you_mean(name, known))});
      return;
    }
    for (std::size_t v = 0; v < hit.size(); ++v)
      if (SweepValue& value = sweep.values[v];
          known[value.key] == name && same(*loose_node(value.box), wanted))
        hit[v] = 1;
  }
  const auto excluded = std::erase_if(sweep.combinations, [&](const Sweep::Combination& c) {
    const auto hits = std::count_if(c.begin(), c.end(), [&](std::size_t v) { return hit[v] != 0; });
    return !pattern.empty() && static_cast<std::size_t>(hits) == pattern.size();
  });
  if (excluded == 0)
    mistakes.push_back(
        {where(pattern), fmt::format("exclude: no combination has {}", shown(pattern))});
}

}  // namespace

std::vector<Sweep::Combination> zipped(const std::vector<SweepAxis>& axes,
                                       std::vector<Mistake>& mistakes) {
  if (axes.empty()) return {{}};
  const SweepAxis& first = axes.front();
  std::vector<Sweep::Combination> all(first.rows.size());
  for (const SweepAxis& axis : axes) {
    if (axis.rows.size() != first.rows.size())
      mistakes.push_back(
          {where(*axis.node),
           fmt::format("a zipped sweep needs lists of the same length: '{}' has {} values "
                       "and '{}' has {}",
                       axis.name, axis.rows.size(), first.name, first.rows.size())});
    for (std::size_t i = 0; i < std::min(all.size(), axis.rows.size()); ++i)
      all[i].insert(all[i].end(), axis.rows[i].begin(), axis.rows[i].end());
  }
  return all;
}

std::vector<Sweep::Combination> product(const std::vector<SweepAxis>& axes,
                                        const std::string& place, std::vector<Mistake>& mistakes) {
  std::vector<Sweep::Combination> all(1);
  for (const SweepAxis& axis : axes) {
    if (axis.rows.size() > most_combinations / all.size()) {
      mistakes.push_back(
          {place, fmt::format("a sweep has at most {} combinations", most_combinations)});
      return {{}};
    }
    std::vector<Sweep::Combination> next;
    for (const Sweep::Combination& base : all)
      for (const Sweep::Combination& row : axis.rows) {
        next.push_back(base);
        next.back().insert(next.back().end(), row.begin(), row.end());
      }
    all = std::move(next);
  }
  return all;
}

void exclude(Sweep& sweep, const toml::node& patterns, std::vector<Mistake>& mistakes) {
  const toml::array* list = patterns.as_array();
  if (!list || !list->is_homogeneous<toml::table>()) {
    mistakes.push_back({where(patterns), fmt::format("exclude must be a list of tables like {{ "
                                                     "\"game.params.A\" = 80.0 }}, and is {}",
                                                     shown(patterns))});
    return;
  }
  for (const toml::node& pattern : *list) exclude_one(sweep, *pattern.as_table(), mistakes);
  if (sweep.combinations.empty())
    mistakes.push_back({where(patterns), "exclude leaves no combination"});
}

}  // namespace firstmove::engine
