#include "manifest/sweep_text.hpp"

#include <spdlog/fmt/fmt.h>
#include <spdlog/fmt/ranges.h>

#include <algorithm>
#include <tuple>

#include "base/toml_reader.hpp"
#include "manifest/generate.hpp"

namespace firstmove::engine {
namespace {

// One line for each table of a list, its keys in the order of the files.
std::string rows_text(toml::node& node, const std::vector<std::string>& files) {
  std::string text = "[\n";
  toml::array* rows = node.as_array();
  for (std::size_t i = 0; rows && i < rows->size(); ++i) {
    std::vector<std::string> parts;
    if (toml::table* row = (*rows)[i].as_table())
      for (const SweepEntry& entry : in_order(*row, files))
        parts.push_back(fmt::format("{} = {}", key_text(entry.key), toml_text(*entry.node)));
    text += fmt::format("  {{ {} }},\n", fmt::join(parts, ", "));
  }
  return text + "]";
}

}  // namespace

std::vector<SweepEntry> in_order(toml::table& table, const std::vector<std::string>& files) {
  using Place = std::tuple<std::size_t, toml::source_index, toml::source_index>;
  std::vector<std::pair<Place, SweepEntry>> placed;
  for (auto&& [key, node] : table) {
    const toml::source_region& source = key.source();
    const auto file = std::find(files.begin(), files.end(), source.path ? *source.path : "");
    placed.push_back({{file - files.begin(), source.begin.line, source.begin.column},
                      {std::string(key.str()), &node}});
  }
  std::stable_sort(placed.begin(), placed.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<SweepEntry> entries;
  for (auto& [place, entry] : placed) entries.push_back(std::move(entry));
  return entries;
}

std::string sweep_text(toml::table& sweep, const std::vector<std::string>& files,
                       std::uint64_t seed) {
  std::string text = "\n[sweep]\n";
  bool random = false;
  for (const SweepEntry& entry : in_order(sweep, files)) {
    random = random || is_random(*entry.node);
    const bool rows = entry.key == "list" || entry.key == "exclude";
    text += fmt::format("{} = {}\n", key_text(entry.key),
                        rows ? rows_text(*entry.node, files) : toml_text(*entry.node));
  }
  if (random && !sweep.contains("seed")) text += fmt::format("seed = {}\n", seed);
  return text;
}

}  // namespace firstmove::engine
