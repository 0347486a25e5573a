#include "manifest/overrides.hpp"

#include <spdlog/fmt/fmt.h>

#include <optional>

#include "base/toml_reader.hpp"
#include "base/toml_text.hpp"
#include "manifest/address.hpp"

namespace firstmove::engine {
namespace {

// { value = .. } from TOML text that is a single value.
std::optional<LooseValue> parse_value(const std::string& text, const std::string& place) {
  try {
    LooseValue parsed = parse_toml("value = " + text, place);
    if (parsed.size() == 1) return parsed;
  } catch (const toml::parse_error&) {
  }
  return std::nullopt;
}

// Each returns "", or the reason why it failed.
std::string put(toml::table& manifest, const std::string& key, LooseValue& value) {
  const auto found = find_location(manifest, key);
  if (const auto* fault = std::get_if<std::string>(&found)) return *fault;
  std::get<Location>(found).exchange(value);
  return "";
}
std::string append(toml::table& manifest, const std::string& key, LooseValue& value) {
  const auto found = find_location(manifest, key);
  if (const auto* fault = std::get_if<std::string>(&found)) return *fault;
  const Location& location = std::get<Location>(found);
  if (!location.get()) {
    LooseValue empty;
    empty.insert("value", toml::array());
    location.exchange(empty);
  }
  toml::array* list = location.get()->as_array();
  if (!list)
    return fmt::format("'{}' is not a list, so nothing can be appended to it: {}", key,
                       shown(*location.get()));
  list->push_back(std::move(*loose_node(value)));
  return "";
}

}  // namespace

void apply_override(toml::table& manifest, const std::string& assignment,
                    std::vector<Mistake>& mistakes) {
  const std::string place = "--set " + assignment;
  const std::size_t equals = assignment.find('=');
  if (equals == std::string::npos || equals == 0) {
    mistakes.push_back({place, "must be KEY=VALUE, like experiment.steps=100"});
    return;
  }
  std::string key = assignment.substr(0, equals);
  const std::string text = assignment.substr(equals + 1);
  const bool appends = key.ends_with('+');
  if (appends) key.pop_back();
  auto value = parse_value(text, place);
  // A bare word: --set learner.0.rule=lola
  if (!value && !text.empty() && text.find_first_of("\"'[]{}=,\n") == std::string::npos)
    value = parse_value("'" + text + "'", place);
  const std::string fault = !value    ? fmt::format("'{}' is not a TOML value", text)
                            : appends ? append(manifest, key, *value)
                                      : put(manifest, key, *value);
  if (!fault.empty()) mistakes.push_back({place, fault});
}

}  // namespace firstmove::engine
