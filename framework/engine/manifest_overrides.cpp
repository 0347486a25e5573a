#include "manifest_overrides.hpp"

#include <spdlog/fmt/fmt.h>

#include <nlohmann/json.hpp>
#include <sstream>

#include "toml_reader.hpp"

namespace firstmove {
namespace {

std::vector<std::string> split(const std::string& path) {
  std::vector<std::string> parts;
  std::istringstream stream(path);
  for (std::string part; std::getline(stream, part, '.');) parts.push_back(part);
  return parts;
}

bool is_index(const std::string& text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string::npos && text.size() < 7;
}

nlohmann::json as_json(const toml::node& node) {
  std::ostringstream out;
  node.visit([&out](const auto& value) {
    if constexpr (toml::is_string<decltype(value)>)
      out << nlohmann::json(value.get()).dump();
    else
      out << toml::json_formatter(toml::table{{"value", value}});
  });
  const nlohmann::json parsed = nlohmann::json::parse(out.str());
  return parsed.is_object() ? parsed["value"] : parsed;
}

// Moves a node to a dotted path ("game.params.A", "learner.0.step"), making tables on the way. ""
// if done, else why not. Copies would forget where they were written.
std::string put(toml::table& manifest, const std::string& path, toml::node&& value) {
  const std::string origin = value.source().path ? *value.source().path : "";
  const std::vector<std::string> parts = split(path);
  toml::node* at = &manifest;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const std::string& part = parts[i];
    const bool last = i + 1 == parts.size();
    if (part.empty()) return fmt::format("'{}' is no dotted key", path);
    if (toml::table* table = at->as_table()) {
      if (last) {
        table->insert_or_assign(part, std::move(value));
        return "";
      }
      if (!table->contains(part)) {
        // Parsed, so that mistakes about the new table name the override that made it.
        table->insert(part, std::move(*toml::parse("t = {}", origin).get("t")));
      }
      at = table->get(part);
    } else if (toml::array* array = at->as_array()) {
      if (!is_index(part) || std::stoul(part) >= array->size())
        return fmt::format("'{}' in '{}' must be an index from 0 to {}", part, path,
                           array->empty() ? 0 : array->size() - 1);
      if (last) {
        array->replace(array->cbegin() + static_cast<std::ptrdiff_t>(std::stoul(part)),
                       std::move(value));
        return "";
      }
      at = array->get(std::stoul(part));
    } else {
      return fmt::format("'{}' in '{}' lies below a value that is no table", part, path);
    }
  }
  return fmt::format("'{}' is no dotted key", path);
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
  const std::string key = assignment.substr(0, equals), text = assignment.substr(equals + 1);
  toml::table parsed;
  try {
    parsed = toml::parse("value = " + text, place);
  } catch (const toml::parse_error&) {
    // A bare word: --set learner.0.rule=lola
    const bool word = !text.empty() && text.find_first_of("\"'[]{}=,\n") == std::string::npos;
    if (!word) {
      mistakes.push_back({place, fmt::format("'{}' is no TOML value", text)});
      return;
    }
    parsed = toml::parse("value = '" + text + "'", place);
  }
  if (const std::string fault = put(manifest, key, std::move(*parsed.get("value"))); !fault.empty())
    mistakes.push_back({place, fault});
}

std::vector<Assignment> combinations(const toml::table& manifest, std::vector<Mistake>& mistakes) {
  std::vector<Assignment> all(1);
  const toml::node* node = manifest.get("sweep");
  if (!node) return all;
  const toml::table* sweep = node->as_table();
  const auto mistake = [&](const toml::node& at, const std::string& what) {
    mistakes.push_back({where(at.source()), what});
  };
  if (!sweep) {
    mistake(*node, "[sweep] must be a table of \"dotted.key\" = [values]");
    return all;
  }
  const std::string mode = (*sweep)["mode"].value_or(std::string("grid"));
  if (mode != "grid" && mode != "zip") {
    mistake(*sweep->get("mode"), fmt::format("sweep mode must be 'grid' or 'zip', and is '{}'", mode));
    return all;
  }
  std::size_t length = 0;
  for (const auto& [key, values] : *sweep) {
    if (key == "mode") continue;
    const toml::array* array = values.as_array();
    if (!array || array->empty()) {
      mistake(values, fmt::format("sweep of '{}' must be a list of values, and is {}", key.str(),
                                  shown(values)));
      continue;
    }
    std::vector<Assignment> next;
    if (mode == "zip") {
      if (length != 0 && length != array->size())
        mistake(values, fmt::format("a zipped sweep needs lists of one length; '{}' has {}, another "
                                    "has {}", key.str(), array->size(), length));
      if (length == 0) all.resize(array->size());
      length = length == 0 ? array->size() : length;
      for (std::size_t i = 0; i < std::min(all.size(), array->size()); ++i)
        all[i].push_back({std::string(key.str()), i});
      continue;
    }
    for (const Assignment& base : all)
      for (std::size_t i = 0; i < array->size(); ++i) {
        next.push_back(base);
        next.back().push_back({std::string(key.str()), i});
      }
    all = std::move(next);
  }
  return all;
}

void apply_assignment(toml::table& manifest, const Assignment& assignment,
                      std::vector<Mistake>& mistakes) {
  for (const Setting& setting : assignment) {
    toml::node& value = *manifest["sweep"][setting.key].as_array()->get(setting.index);
    const std::string place = where(value.source());
    if (const std::string fault = put(manifest, setting.key, std::move(value)); !fault.empty())
      mistakes.push_back({place, "sweep: " + fault});
  }
}

std::string to_json(const Assignment& assignment, const toml::table& manifest) {
  nlohmann::ordered_json json = nlohmann::ordered_json::object();
  for (const Setting& setting : assignment)
    json[setting.key] = as_json(*manifest["sweep"][setting.key].as_array()->get(setting.index));
  return json.dump();
}

}  // namespace firstmove
