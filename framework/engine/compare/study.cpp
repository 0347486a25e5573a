#include "compare/study.hpp"

#include <spdlog/fmt/fmt.h>
#include <spdlog/fmt/ranges.h>
#include <toml++/toml.h>

#include <algorithm>
#include <cmath>
#include <sstream>

#include "base/text_file.hpp"
#include "compare/score.hpp"

namespace firstmove::engine {
namespace {

constexpr std::size_t most_learners = 10'000;
constexpr std::size_t most_groups = 20'000'000;  // variants of a sweep times learners
constexpr std::size_t most_examined =
    60;  // games of a sweep whose critical points are searched for

// A report without the manifest says so elsewhere.
std::string text_of(const std::filesystem::path& file) {
  return fault_of_file(file).empty() ? read_text(file) : "";
}

// Whether all runs are of learners and variants of the manifest, which may have been changed.
bool fits(const Manifest& manifest, const std::vector<RunRecord>& runs) {
  const std::size_t learners = manifest.variants.front().spec.learners.size();
  return std::all_of(runs.begin(), runs.end(), [&](const RunRecord& run) {
    return run.learner < learners && run.variant < manifest.variants.size();
  });
}

// Equal for variants that differ in their learners only: they have the same critical points.
std::string game_text(const ExperimentSpec& spec) {
  std::ostringstream params;
  params << toml::json_formatter(spec.game.params.to_toml());
  return fmt::format("{} {} {} {} {}", spec.game.plugin.file.string(),
                     spec.game.plugin.descriptor->id, params.str(), spec.game.teams, spec.place);
}

}  // namespace

Study::Study(const std::filesystem::path& folder,
             const std::vector<std::filesystem::path>& plugin_path, const StudyOptions& options)
    : results_(folder),
      options_(options),
      runs_(results_.runs()),
      histories_(results_.database(), runs_),
      manifest_text_(text_of(results_.manifest())) {
  read_manifest_again(plugin_path);
  if (manifest_ && !fits(*manifest_, runs_))
    leave_out_manifest("it has other runs than the results");
  read_seed();
  group();
}

// From the manifest's text, which can be read also without its plugins.
void Study::read_seed() {
  if (manifest_) {
    seed_ = spec(0).seed;
    return;
  }
  try {
    const toml::table manifest = toml::parse(results_.resolved());
    seed_ = static_cast<std::uint64_t>(manifest["experiment"]["seed"].value_or(std::int64_t{0}));
  } catch (const toml::parse_error&) {
    seed_ = 0;
  }
}

void Study::read_manifest_again(const std::vector<std::filesystem::path>& plugin_path) {
  try {
    const Catalog catalog(plugin_folders(plugin_path, results_.folder()));
    manifest_ = read_manifest(results_.manifest(), {}, catalog);
  } catch (const std::exception& error) {
    leave_out_manifest(error.what());
  }
}

void Study::leave_out_manifest(const std::string& why) {
  manifest_.reset();
  without_ = fmt::format(
      "Critical points, fields and spectra are missing, because the manifest could not be read "
      "again: {}",
      why);
}

// Learners and variants come from the manifest if it can be read, so that missing runs are counted;
// else from the runs.
void Study::group() {
  if (manifest_) {
    for (const LearnerSpec& learner : manifest_->variants.front().spec.learners)
      learners_.push_back(learner.name);
    for (const Variant& variant : manifest_->variants) variants_.push_back(variant.sweep_json);
  } else {
    std::size_t learners = 0, variants = 0;
    for (const RunRecord& run : runs_) {
      learners = std::max<std::size_t>(learners, run.learner + 1);
      variants = std::max<std::size_t>(variants, run.variant + 1);
    }
    if (learners > most_learners || learners * variants > most_groups)
      results_.database().damaged(fmt::format(
          "its runs are of {} learners and {} variants of a sweep, more than an experiment has",
          learners, variants));
    learners_.resize(learners);
    variants_.resize(variants, "{}");
    for (const RunRecord& run : runs_) {
      learners_[run.learner] = run.learner_name;
      variants_[run.variant] = run.sweep_json;
    }
  }
  groups_.resize(learners_.size() * variants_.size());
  for (const RunRecord& run : runs_) {
    groups_[run.variant * learners_.size() + run.learner].push_back(&run);
    players_ = std::max(players_, run.cost.size());
  }
  if (manifest_)
    for (const Variant& variant : manifest_->variants)
      missing_ += learners_.size() * variant.spec.replicates.size();
  missing_ -= std::min<std::uint64_t>(missing_, runs_.size());
  game_of_.resize(variants_.size(), nullptr);
  for (std::size_t l = 0; l < learners_.size(); ++l) on_page_.push_back(l);
}

bool Study::has_costs(std::size_t player) const {
  bool any_well = false;
  for (const RunRecord& run : runs_) {
    if (counts_as(run) != CountsAs::itself || player >= run.cost.size()) continue;
    if (std::isfinite(run.cost[player])) return true;
    any_well = true;
  }
  return !any_well;
}

const Landmarks& Study::landmarks(std::size_t variant) const {
  static const Landmarks unknown;
  if (!manifest_) return unknown;
  auto& examined = game_of_[variant];
  if (!examined) {
    const std::string game = game_text(spec(variant));
    auto known = landmarks_.find(game);
    if (known == landmarks_.end()) known = landmarks_.emplace(game, examine(variant)).first;
    examined = &known->second;
  }
  return *examined;
}

Landmarks Study::examine(std::size_t variant) const {
  if (landmarks_.size() < most_examined)
    return find_landmarks(spec(variant), variant, options_.tolerance);
  Landmarks unknown;
  unknown.without = fmt::format(
      "Critical points are searched for in the first {} games of a sweep only.", most_examined);
  return unknown;
}

std::string ids_text(const std::vector<const RunRecord*>& runs) {
  constexpr std::size_t most = 12;  // ranges
  std::string text;
  std::size_t ranges = 0;
  for (std::size_t i = 0; i < runs.size();) {
    std::size_t last = i;
    while (last + 1 < runs.size() && runs[last + 1]->id == runs[last]->id + 1) ++last;
    if (++ranges > most) return fmt::format("{}, and {} more", text, runs.size() - i);
    text += text.empty() ? (runs.size() == 1 ? "run " : "runs ") : ", ";
    text += last == i ? fmt::format("{}", runs[i]->id)
                      : fmt::format("{} to {}", runs[i]->id, runs[last]->id);
    i = last + 1;
  }
  return text.empty() ? "no runs" : text;
}

}  // namespace firstmove::engine
