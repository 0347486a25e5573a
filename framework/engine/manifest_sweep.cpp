#include "manifest_sweep.hpp"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <sstream>
#include <tuple>

#include "manifest_overrides.hpp"
#include "toml_reader.hpp"

namespace firstmove {
namespace {

constexpr std::size_t most = 100'000;

struct Axis {
  std::string key;
  const toml::node* values;
};

// Keys in the order of the file, since a TOML table forgets it; those set by overrides come last.
std::vector<Axis> axes_of(const toml::table& sweep) {
  using Place = std::tuple<bool, toml::source_index, toml::source_index>;
  std::vector<std::pair<Place, Axis>> placed;
  for (const auto& [key, values] : sweep) {
    if (key == "mode") continue;
    const toml::source_region& source = key.source();
    placed.push_back({{!source.path, source.begin.line, source.begin.column},
                      {std::string(key.str()), &values}});
  }
  std::stable_sort(placed.begin(), placed.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<Axis> axes;
  for (auto& entry : placed) axes.push_back(std::move(entry.second));
  return axes;
}

// All axes in step; of no use if a mistake was added.
std::vector<Combination> zip(const std::vector<Axis>& axes, std::vector<Mistake>& mistakes) {
  const Axis& first = axes.front();
  const std::size_t length = first.values->as_array()->size();
  for (const Axis& axis : axes)
    if (const std::size_t own = axis.values->as_array()->size(); own != length)
      mistakes.push_back(
          {where(*axis.values),
           fmt::format("a zipped sweep needs lists of one length: '{}' has {} values "
                       "and '{}' has {}",
                       axis.key, own, first.key, length)});
  std::vector<Combination> all(length);
  for (std::size_t i = 0; i < length; ++i)
    for (const Axis& axis : axes) all[i].push_back({axis.key, i});
  return all;
}

// The product of the axes, the first slowest; of no use if a mistake was added.
std::vector<Combination> grid(const std::vector<Axis>& axes, const toml::node& sweep,
                              std::vector<Mistake>& mistakes) {
  std::vector<Combination> all(1);
  for (const Axis& axis : axes) {
    const std::size_t length = axis.values->as_array()->size();
    if (length > most / all.size()) {
      mistakes.push_back({where(sweep), fmt::format("a sweep has at most {} combinations", most)});
      return {};
    }
    std::vector<Combination> next;
    for (const Combination& base : all)
      for (std::size_t i = 0; i < length; ++i) {
        next.push_back(base);
        next.back().push_back({axis.key, i});
      }
    all = std::move(next);
  }
  return all;
}

nlohmann::ordered_json as_json(const toml::node& node) {
  std::ostringstream out;
  node.visit([&out](const auto& value) {
    out << toml::json_formatter(toml::table{{"value", value}});
  });
  return nlohmann::ordered_json::parse(out.str())["value"];
}

}  // namespace

std::vector<Combination> combinations(const toml::table& manifest, std::vector<Mistake>& mistakes) {
  const std::vector<Combination> none(1);
  const toml::node* node = manifest.get("sweep");
  if (!node) return none;
  const std::size_t before = mistakes.size();
  const auto mistake = [&mistakes](const toml::node& at, const std::string& what) {
    mistakes.push_back({where(at), what});
  };
  const toml::table* sweep = node->as_table();
  if (!sweep) {
    mistake(*node, "[sweep] must be a table of \"dotted.key\" = [values]");
    return none;
  }
  const toml::node* mode = sweep->get("mode");
  const std::vector<std::string> modes = {"grid", "zip"};
  const std::string name = !mode ? "grid" : mode->is_string() ? mode->as_string()->get() : "";
  if (std::find(modes.begin(), modes.end(), name) == modes.end())
    mistake(*mode, fmt::format("sweep mode must be 'grid' or 'zip', and is {}{}", shown(*mode),
                               nearest(name, modes).empty() ? "" : did_you_mean(name, modes)));
  const std::vector<Axis> axes = axes_of(*sweep);
  for (const Axis& axis : axes) {
    const toml::array* values = axis.values->as_array();
    if (!values || values->empty())
      mistake(*axis.values,
              fmt::format("sweep of '{}' must be a list of values, and is {}{}", axis.key,
                          shown(*axis.values),
                          axis.values->is_table()
                              ? "; a dotted key is quoted here: \"" + axis.key + ".key\" = [..]"
                              : ""));
  }
  if (mistakes.size() != before || axes.empty()) return none;
  const std::vector<Combination> all =
      name == "zip" ? zip(axes, mistakes) : grid(axes, *sweep, mistakes);
  return mistakes.size() == before ? all : none;  // what else is wrong is told all the same
}

void choose(toml::table& manifest, const Combination& combination, std::vector<Mistake>& mistakes) {
  for (const SweepValue& chosen : combination) {
    toml::node& value =
        *manifest.get("sweep")->as_table()->get(chosen.key)->as_array()->get(chosen.index);
    const std::string place = where(value);
    if (const std::string fault = put(manifest, chosen.key, std::move(value)); !fault.empty())
      mistakes.push_back({place, "sweep: " + fault});
  }
}

std::string to_json(const toml::table& manifest, const Combination& combination) {
  nlohmann::ordered_json json = nlohmann::ordered_json::object();
  for (const SweepValue& chosen : combination)
    json[chosen.key] = as_json(*manifest["sweep"][chosen.key][chosen.index].node());
  return json.dump();
}

std::string sweep_text(const toml::table& manifest) {
  const toml::table* sweep = manifest["sweep"].as_table();
  if (!sweep) return "";
  std::ostringstream out;
  out << "\n[sweep]\n";
  if (const toml::node* mode = sweep->get("mode")) out << toml::table{{"mode", *mode}} << '\n';
  for (const Axis& axis : axes_of(*sweep)) out << toml::table{{axis.key, *axis.values}} << '\n';
  return out.str();
}

}  // namespace firstmove
