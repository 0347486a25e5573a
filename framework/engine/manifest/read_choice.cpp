#include "manifest/read_choice.hpp"

#include <spdlog/fmt/fmt.h>

#include <cmath>

namespace firstmove::engine {
namespace {

std::vector<std::string> names_of(const ManifestTable& kinds) {
  std::vector<std::string> names;
  for (const ManifestKey& kind : kinds.keys) names.emplace_back(kind.key);
  return names;
}

// The numbers of a choice if they are of its kind; nothing if not.
std::optional<std::vector<double>> valid_values(const Choice& choice) {
  const ManifestKey& kind = *choice.kind;
  if (kind.type == KeyType::tuple) {
    const ManifestTable& parts = *table_of_key(*choice.kinds, kind);
    auto tuple = numbers(*choice.value, parts.keys.size());
    return tuple && parts_accept(parts, *tuple) ? tuple : std::nullopt;
  }
  auto values = kind.type == KeyType::numbers ? numbers(*choice.value) : std::nullopt;
  const bool one =
      kind.type == KeyType::number || (kind.type == KeyType::integer && choice.value->is_integer());
  if (const auto number = one ? as_real(*choice.value) : std::nullopt)
    values = std::vector<double>{*number};
  for (const double value : values.value_or(std::vector<double>()))
    if (!kind.accepts(value)) return std::nullopt;
  return values;
}

}  // namespace

std::optional<Choice> read_choice(const toml::node& node, const ManifestTable& kinds,
                                  TableReader& in, std::string what) {
  if (what.empty()) what = kinds.heading;
  const toml::table* table = node.as_table();
  if (!table || table->size() != 1) {
    in.mistake(node, fmt::format("{} must be a table with one entry{}; it is {}", what,
                                 did_you_mean("", names_of(kinds)), shown(node)));
    return std::nullopt;
  }
  const std::string kind(table->begin()->first.str());
  if (const ManifestKey* found = kinds.find(kind))
    return Choice{&kinds, found, &node, &table->begin()->second};
  in.mistake(node,
             fmt::format("{} has no kind '{}'{}", what, kind, did_you_mean(kind, names_of(kinds))));
  return std::nullopt;
}

std::optional<std::vector<double>> values_of(const Choice& choice, TableReader& in) {
  auto values = valid_values(choice);
  if (!values)
    in.mistake(*choice.whole,
               fmt::format("{} {} needs {}; it is {}", choice.kinds->heading,
                           kind_form(*choice.kinds, *choice.kind),
                           kind_needs(*choice.kinds, *choice.kind), shown(*choice.whole)));
  return values;
}

std::optional<std::vector<double>> numbers(const toml::node& node, std::size_t count) {
  const toml::array* array = node.as_array();
  if (!array || array->empty() || (count != 0 && array->size() != count)) return std::nullopt;
  std::vector<double> values;
  for (const toml::node& element : *array) {
    const std::optional<double> value = as_real(element);
    if (!value) return std::nullopt;
    values.push_back(*value);
  }
  return values;
}

bool parts_accept(const ManifestTable& parts, const std::vector<double>& tuple) {
  for (std::size_t i = 0; i < tuple.size(); ++i) {
    const ManifestKey& part = parts.keys[i];
    if (!part.accepts(tuple[i])) return false;
    if (part.type == KeyType::integer && tuple[i] != std::floor(tuple[i])) return false;
  }
  return true;
}

}  // namespace firstmove::engine
