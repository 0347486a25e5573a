#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/json_text.hpp"
#include "manifest/sweep.hpp"

namespace firstmove::engine {

std::string Sweep::json(const Combination& combination) const {
  std::string pairs;
  for (const std::size_t v : combination)
    pairs += fmt::format("{}{}:{}", pairs.empty() ? "" : ",",
                         json_text(nlohmann::json(keys[values[v].key].key)), values[v].json);
  return "{" + pairs + "}";
}

void Sweep::choose(const Combination& combination, toml::table& manifest,
                   std::vector<Mistake>& mistakes) {
  Combination outer_first = combination;
  std::stable_sort(outer_first.begin(), outer_first.end(), [this](std::size_t a, std::size_t b) {
    return keys[values[a].key].depth < keys[values[b].key].depth;
  });
  for (const std::size_t v : outer_first) {
    const std::string& key = keys[values[v].key].key;
    const auto found = find_location(manifest, key);
    if (const auto* fault = std::get_if<std::string>(&found)) {
      mistakes.push_back({values[v].place, "sweep: " + *fault});
      continue;
    }
    const Location& location = std::get<Location>(found);
    for (const auto& [other, value] : chosen_)
      if (other == location)
        mistakes.push_back({values[v].place, fmt::format("sweep: '{}' is the same value as '{}'",
                                                         key, keys[values[value].key].key)});
    location.exchange(values[v].box);
    chosen_.emplace_back(location, v);
  }
}

void Sweep::take_back() {
  for (; !chosen_.empty(); chosen_.pop_back())
    chosen_.back().first.exchange(values[chosen_.back().second].box);
}

}  // namespace firstmove::engine
