#include "manifest/origin.hpp"

#include <spdlog/fmt/fmt.h>
#include <spdlog/fmt/ranges.h>

#include <algorithm>
#include <set>

#include "base/toml_reader.hpp"
#include "manifest/address.hpp"

namespace firstmove::engine {
namespace {

template <class Visit>
void for_each_value(const toml::node& node, const std::string& key, const Visit& visit) {
  const std::string lead = key.empty() ? "" : key + ".";
  const toml::table* table = node.as_table();
  const toml::array* list = node.as_array();
  if (table && !table->empty()) {
    for (auto&& [name, value] : *table) for_each_value(value, lead + key_text(name.str()), visit);
  } else if (list && !list->empty() && list->is_homogeneous<toml::table>()) {
    for (std::size_t i = 0; i < list->size(); ++i)
      for_each_value((*list)[i], lead + canonical_part(*list, i), visit);
  } else {
    visit(key, node);
  }
}

}  // namespace

std::map<std::string, std::string> places_of(const toml::table& tree) {
  std::map<std::string, std::string> places;
  for_each_value(tree, "", [&places](const std::string& key, const toml::node& value) {
    if (const std::string place = where(value); !place.empty()) places[key] = place;
  });
  return places;
}

std::vector<Setting> settings_of(const toml::table& resolved,
                                 const std::map<std::string, std::string>& places, Sweep& sweep) {
  std::vector<std::string> swept;
  for (const SweepKey& key : sweep.keys) swept.push_back(canonical_key(resolved, key.key));
  std::vector<Setting> settings;
  for_each_value(resolved, "", [&](const std::string& key, const toml::node& value) {
    for (const std::string& outer : swept)
      if (key == outer || key.starts_with(outer + ".")) return;
    const auto place = places.find(key);
    settings.push_back({key, toml_text(value), place == places.end() ? "default" : place->second});
  });
  for (std::size_t k = 0; k < sweep.keys.size(); ++k) {
    std::vector<std::string> values;
    std::set<std::string> known;
    for (SweepValue& value : sweep.values)
      if (value.key == k)
        if (const std::string text = toml_text(*loose_node(value.box)); known.insert(text).second)
          values.push_back(text);
    settings.push_back({swept[k], fmt::format("[{}]", fmt::join(values, ", ")),
                        fmt::format("sweep, {}", sweep.keys[k].place)});
  }
  return settings;
}

}  // namespace firstmove::engine
