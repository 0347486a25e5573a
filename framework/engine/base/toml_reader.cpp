#include "base/toml_reader.hpp"

#include <spdlog/fmt/fmt.h>
#include <spdlog/fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <sstream>

namespace firstmove::engine {

std::string where(const toml::source_region& source) {
  const std::string path = source.path ? *source.path : "";
  if (path.starts_with("--set")) return path;
  return fmt::format("{}:{}:{}", path, source.begin.line, source.begin.column);
}

std::string where(const toml::node& node) {
  if (node.source().path) return where(node.source());
  if (const toml::table* table = node.as_table())
    for (const auto& [key, value] : *table)
      if (const std::string place = where(value); !place.empty()) return place;
  return "";
}

std::string where(const toml::key& key, const toml::node& value) {
  const auto& path = value.source().path;
  const bool overridden = path && path->starts_with("--set");
  return overridden || !key.source().path ? where(value) : where(key.source());
}

std::string real_text(double value) {
  if (std::isnan(value)) return "nan";
  const std::string text = fmt::format("{}", value);
  return text.find_first_of(".en") == std::string::npos ? text + ".0" : text;
}

std::string key_text(std::string_view part) {
  const bool bare = !part.empty() && std::all_of(part.begin(), part.end(), [](unsigned char c) {
    return std::isalnum(c) || c == '-' || c == '_';
  });
  if (bare) return std::string(part);
  return toml_text(toml::value<std::string>(part));
}

std::string toml_text(const toml::node& node) {
  std::vector<std::string> parts;
  if (const toml::array* array = node.as_array()) {
    for (const toml::node& element : *array) parts.push_back(toml_text(element));
    return fmt::format("[{}]", fmt::join(parts, ", "));
  }
  if (const toml::table* table = node.as_table()) {
    for (const auto& [key, value] : *table)
      parts.push_back(fmt::format("{} = {}", key_text(key.str()), toml_text(value)));
    return fmt::format("{{ {} }}", fmt::join(parts, ", "));
  }
  if (const auto* real = node.as_floating_point()) return real_text(real->get());
  std::ostringstream out;
  node.visit([&out](const auto& value) { out << value; });
  return out.str();
}

std::string shown(const toml::node& node) {
  std::string text = toml_text(node);
  constexpr std::size_t most = 60;
  if (text.size() <= most) return text;
  std::size_t cut = most;
  while ((text[cut] & 0xc0) == 0x80) --cut;  // never within a UTF-8 character
  return text.substr(0, cut) + "..";
}

std::string type_of(const toml::node& node) {
  switch (node.type()) {
    case toml::node_type::table:
      return "a table";
    case toml::node_type::array:
      return "a list";
    case toml::node_type::string:
      return "a string";
    case toml::node_type::integer:
      return "an integer";
    case toml::node_type::floating_point:
      return "a real";
    case toml::node_type::boolean:
      return "a boolean";
    default:
      return "a date or time";
  }
}

std::optional<double> as_real(const toml::node& node) {
  if (const auto* integer = node.as_integer()) return static_cast<double>(integer->get());
  if (const auto* real = node.as_floating_point())
    if (std::isfinite(real->get())) return real->get();
  return std::nullopt;
}

const toml::node* TableReader::find(const std::string& key) {
  if (std::find(known_.begin(), known_.end(), key) == known_.end()) known_.push_back(key);
  return table_.get(key);
}

const toml::node* TableReader::need(const std::string& key) {
  const toml::node* node = find(key);
  if (!node) mistake(fmt::format("{} needs '{}'", name_, key));
  return node;
}

void TableReader::expected(const toml::node& node, const std::string& what) {
  std::string key = "a value";
  for (const auto& [k, v] : table_)
    if (&v == &node) key = fmt::format("'{}'", std::string_view(k));
  mistake(node, fmt::format("{} in {} must be {}, and is {}: {}", key, name_, what, type_of(node),
                            shown(node)));
}

std::optional<std::string> TableReader::text(const toml::node* node) {
  if (!node) return std::nullopt;
  if (const auto* value = node->as_string()) return value->get();
  expected(*node, "a string");
  return std::nullopt;
}

std::optional<double> TableReader::real(const toml::node* node) {
  if (!node) return std::nullopt;
  const std::optional<double> value = as_real(*node);
  if (!value) expected(*node, "a finite number");
  return value;
}

std::optional<std::int64_t> TableReader::integer(const toml::node* node, std::int64_t least) {
  if (!node) return std::nullopt;
  if (const auto* value = node->as_integer(); value && value->get() >= least) return value->get();
  expected(*node, fmt::format("an integer of at least {}", least));
  return std::nullopt;
}

std::optional<bool> TableReader::boolean(const toml::node* node) {
  if (!node) return std::nullopt;
  if (const auto* value = node->as_boolean()) return value->get();
  expected(*node, "true or false");
  return std::nullopt;
}

const toml::table* TableReader::table(const toml::node* node, const char* what) {
  if (!node) return nullptr;
  if (const auto* value = node->as_table()) return value;
  expected(*node, what);
  return nullptr;
}

const toml::array* TableReader::array(const toml::node* node, const char* what) {
  if (!node) return nullptr;
  if (const auto* value = node->as_array()) return value;
  expected(*node, what);
  return nullptr;
}

void TableReader::refuse_unknown_keys() {
  for (const auto& [key, node] : table_) {
    const std::string name(key.str());
    if (std::find(known_.begin(), known_.end(), name) != known_.end()) continue;
    mistakes_.push_back({where(key, node), fmt::format("unknown key '{}' in {}{}", name, name_,
                                                       did_you_mean(name, known_))});
  }
}

}  // namespace firstmove::engine
