#include "manifest/read_choice.hpp"

#include <spdlog/fmt/fmt.h>

#include <algorithm>

namespace firstmove::engine {

std::optional<Choice> read_choice(const toml::node& node, const char* what, const Kinds& kinds,
                                  TableReader& in) {
  const toml::table* table = node.as_table();
  if (!table || table->size() != 1) {
    in.mistake(node, fmt::format("{} must be a table with one entry{}; it is {}", what,
                                 did_you_mean("", kinds), shown(node)));
    return std::nullopt;
  }
  const std::string kind(table->begin()->first.str());
  if (std::find(kinds.begin(), kinds.end(), kind) == kinds.end()) {
    in.mistake(node, fmt::format("{} has no kind '{}'{}", what, kind, did_you_mean(kind, kinds)));
    return std::nullopt;
  }
  return Choice{kind, &table->begin()->second};
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

}  // namespace firstmove::engine
