#include "manifest_overrides.hpp"

#include <spdlog/fmt/fmt.h>

#include <optional>

namespace firstmove {
namespace {

// The parts of a dotted key by TOML's own rules (quoted parts may hold dots); none if it is no key.
std::vector<std::string> split(const std::string& path) {
  std::vector<std::string> parts;
  try {
    const toml::table parsed = toml::parse(path + " = 0");
    const toml::node* at = &parsed;
    while (const toml::table* table = at->as_table()) {
      if (table->size() != 1) return {};
      parts.emplace_back(table->begin()->first.str());
      at = &table->begin()->second;
    }
  } catch (const toml::parse_error&) {
    return {};
  }
  return parts;
}

// An index below `size`, or nothing.
std::optional<std::size_t> as_index(const std::string& text, std::size_t size) {
  if (text.empty() || text.size() > 6 || text.find_first_not_of("0123456789") != std::string::npos)
    return std::nullopt;
  const std::size_t index = std::stoul(text);
  return index < size ? std::optional(index) : std::nullopt;
}

// { value = .. } of TOML text that is one value and nothing else.
std::optional<toml::table> parse_value(const std::string& text, const std::string& place) {
  try {
    toml::table parsed = toml::parse("value = " + text, std::string_view(place));
    if (parsed.size() == 1) return parsed;
  } catch (const toml::parse_error&) {
  }
  return std::nullopt;
}

}  // namespace

std::string put(toml::table& manifest, const std::string& path, toml::node&& value) {
  const std::vector<std::string> parts = split(path);
  toml::node* at = &manifest;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const std::string& part = parts[i];
    const bool last = i + 1 == parts.size();
    if (toml::table* table = at->as_table()) {
      if (last) {
        table->insert_or_assign(part, std::move(value));
        return "";
      }
      if (!table->contains(part)) table->insert(part, toml::table());
      at = table->get(part);
    } else if (toml::array* array = at->as_array()) {
      const auto index = as_index(part, array->size());
      if (!index)
        return array->empty() ? fmt::format("'{}' in '{}' lies in an empty list", part, path)
                              : fmt::format("'{}' in '{}' must be an index from 0 to {}", part,
                                            path, array->size() - 1);
      if (last) {
        array->replace(array->cbegin() + static_cast<std::ptrdiff_t>(*index), std::move(value));
        return "";
      }
      at = array->get(*index);
    } else {
      return fmt::format("'{}' in '{}' lies below a value that is no table", part, path);
    }
  }
  return fmt::format("'{}' is no dotted key like game.params.A or learner.0.step", path);
}

void apply_override(toml::table& manifest, const std::string& assignment,
                    std::vector<Mistake>& mistakes) {
  const std::string place = "--set " + assignment;
  const std::size_t equals = assignment.find('=');
  if (equals == std::string::npos || equals == 0) {
    mistakes.push_back({place, "must be KEY=VALUE, like experiment.steps=100"});
    return;
  }
  const std::string key = assignment.substr(0, equals), text = assignment.substr(equals + 1);
  auto value = parse_value(text, place);
  // A bare word: --set learner.0.rule=lola
  if (!value && !text.empty() && text.find_first_of("\"'[]{}=,\n") == std::string::npos)
    value = parse_value("'" + text + "'", place);
  if (!value)
    mistakes.push_back({place, fmt::format("'{}' is no TOML value", text)});
  else if (const std::string fault = put(manifest, key, std::move(*value->get("value")));
           !fault.empty())
    mistakes.push_back({place, fault});
}

}  // namespace firstmove
