#include "plan_text.hpp"
#include "base/json_text.hpp"
#include "base/memory.hpp"
#include "json.hpp"

#include <spdlog/fmt/fmt.h>
#include <spdlog/fmt/ranges.h>

#include <algorithm>

namespace firstmove::host {
namespace {

using Cells = std::vector<std::string>;

// The runs of one learner in one variant; their ids are contiguous.
struct Row {
  std::size_t variant, learner;
  Json sweep;
  std::vector<std::string> rules;  // one per player
  std::uint64_t first, last;
};

std::vector<Row> rows_of(const Manifest& manifest) {
  std::vector<Row> rows;
  std::uint64_t next = 0;
  for (std::size_t v = 0; v < manifest.variants.size(); ++v) {
    const Variant& variant = manifest.variants[v];
    for (std::size_t l = 0; l < variant.spec.learners.size(); ++l) {
      Row row{v, l, Json::parse(variant.sweep_json), {}, next, 0};
      for (const PlayerSpec& player : variant.spec.learners[l].players)
        row.rules.emplace_back(player.rule.descriptor->id);
      next += variant.spec.replicates.size();
      row.last = next - 1;
      rows.push_back(std::move(row));
    }
  }
  return rows;
}

// The keys of all variants in the order of their first appearance.
std::vector<std::string> sweep_keys(const std::vector<Row>& rows) {
  std::vector<std::string> keys;
  for (const Row& row : rows)
    for (const auto& [key, value] : row.sweep.items())
      if (std::find(keys.begin(), keys.end(), key) == keys.end()) keys.push_back(key);
  return keys;
}

std::string shortened(std::string text) {
  constexpr std::size_t most = 40;
  if (text.size() <= most) return text;
  std::size_t cut = most - 2;
  while ((text[cut] & 0xc0) == 0x80) --cut;  // do not cut a UTF-8 character
  return text.substr(0, cut) + "..";
}

std::string rules_text(const std::vector<std::string>& rules) {
  if (std::all_of(rules.begin(), rules.end(), [&](const auto& r) { return r == rules.front(); }))
    return rules.front();
  return fmt::format("{}", fmt::join(rules, ", "));
}

std::string table(const std::vector<Cells>& rows) {
  std::vector<std::size_t> widths(rows.front().size());
  for (const Cells& row : rows)
    for (std::size_t c = 0; c < row.size(); ++c) widths[c] = std::max(widths[c], row[c].size());
  std::string text;
  for (const Cells& row : rows) {
    std::string line;
    for (std::size_t c = 0; c < row.size(); ++c) line += fmt::format("{:<{}}  ", row[c], widths[c]);
    text += line.substr(0, line.find_last_not_of(' ') + 1) + '\n';
  }
  return text;
}

std::string seconds_text(double seconds) {
  if (seconds < 0.1) return "less than 0.1 s";
  if (seconds >= 2 * 86400) return fmt::format("about {:.1f} days", seconds / 86400);
  if (seconds >= 2 * 3600) return fmt::format("about {:.1f} hours", seconds / 3600);
  if (seconds >= 120) return fmt::format("about {:.0f} minutes", seconds / 60);
  return fmt::format("about {:.{}f} s", seconds, seconds < 10 ? 1 : 0);
}

std::uint64_t total_runs(const std::vector<Row>& rows) { return rows.back().last + 1; }
std::uint64_t total_steps(const Manifest& manifest) {
  std::uint64_t steps = 0;
  for (const Variant& v : manifest.variants)
    steps += v.spec.steps * v.spec.replicates.size() * v.spec.learners.size();
  return steps;
}

}  // namespace

std::string plan_text(const Plan& plan) {
  const std::vector<Row> rows = rows_of(plan.manifest);
  const std::vector<std::string> keys = sweep_keys(rows);
  std::vector<Cells> cells(1);
  cells[0] = {"runs", "variant"};
  cells[0].insert(cells[0].end(), keys.begin(), keys.end());
  for (const char* title : {"learner", "game", "rules", "steps", "replicates"})
    cells[0].emplace_back(title);
  for (const Row& row : rows) {
    const ExperimentSpec& spec = plan.manifest.variants[row.variant].spec;
    Cells& line = cells.emplace_back();
    line = {row.first == row.last ? std::to_string(row.first)
                                  : fmt::format("{}-{}", row.first, row.last),
            std::to_string(row.variant)};
    for (const std::string& key : keys)
      line.push_back(row.sweep.contains(key) ? shortened(json_text(row.sweep[key])) : "");
    line.insert(line.end(), {spec.learners[row.learner].name, spec.game.plugin.descriptor->id,
                             rules_text(row.rules), std::to_string(spec.steps),
                             std::to_string(spec.replicates.size())});
  }
  return table(cells) + fmt::format(
                            "time: {} on {} thread{}, if no run ends early; results: about {}\n"
                            "{} runs into {}; nothing written\n",
                            seconds_text(plan.estimate.seconds), plan.jobs,
                            plan.jobs == 1 ? "" : "s", bytes_text(plan.estimate.bytes),
                            total_runs(rows), plan.out.string());
}

std::string plan_json(const Plan& plan) {
  const std::vector<Row> rows = rows_of(plan.manifest);
  Json list = Json::array();
  for (const Row& row : rows) {
    const ExperimentSpec& spec = plan.manifest.variants[row.variant].spec;
    list.push_back({{"first_run", row.first},
                    {"last_run", row.last},
                    {"variant", row.variant},
                    {"sweep", row.sweep},
                    {"learner_index", row.learner},
                    {"learner", spec.learners[row.learner].name},
                    {"game", spec.game.plugin.descriptor->id},
                    {"rules", row.rules},
                    {"steps", spec.steps},
                    {"replicates", spec.replicates}});
  }
  return json_text(Json({{"name", plan.manifest.variants.front().spec.name},
                         {"out", plan.out.string()},
                         {"learners", list},
                         {"runs", total_runs(rows)},
                         {"steps", total_steps(plan.manifest)},
                         {"estimate",
                          {{"seconds", plan.estimate.seconds},
                           {"jobs", plan.jobs},
                           {"bytes", plan.estimate.bytes}}}}),
                   2);
}

}  // namespace firstmove::host
