#include "compare/comparison.hpp"

#include <spdlog/fmt/fmt.h>
#include <spdlog/fmt/ranges.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/diagnostics.hpp"
#include "base/json_text.hpp"
#include "compare/replicates.hpp"
#include "compare/score.hpp"
#include "compare/swept_keys.hpp"

namespace firstmove::engine {
namespace {

using Json = nlohmann::ordered_json;
constexpr const char* games_key = "game.plugin";

void refuse_unknown(const Study& study, const std::vector<std::string>& keys) {
  std::vector<std::string> swept;
  for (const SweptKey& key : swept_keys(study.variants())) swept.push_back(key.key);
  for (const std::string& key : keys) {
    if (std::find(swept.begin(), swept.end(), key) != swept.end()) continue;
    throw InputError(swept.empty() ? fmt::format("--by {}: '{}' has no sweep", key, study.name())
                                   : fmt::format("--by {}: '{}' sweeps {}, and not this key", key,
                                                 study.name(), fmt::join(swept, ", ")));
  }
}

std::vector<VariantTimes> times_of(const Study& study) {
  const double confidence = study.options().confidence;
  std::vector<VariantTimes> times;
  for (const std::size_t v : all_variants(study))
    for (std::size_t l = 0; l < study.learners().size(); ++l) {
      const auto& runs = study.runs(v, l);
      const auto steps = times_to_landmarks(study, v, runs);
      if (steps.empty()) continue;
      times.push_back(
          {v, l, median_time(steps, confidence),
           median_time(times_to_landmarks(study, v, runs, Effort::products), confidence),
           expected_products(study, v, runs)});
    }
  return times;
}

}  // namespace

std::vector<VariantGroup> groups_by(const Study& study, const std::vector<std::string>& by) {
  refuse_unknown(study, by);
  std::vector<std::string> keys = by;
  // Costs of different games have nothing in common: no mean over them means anything.
  if (std::find(by.begin(), by.end(), games_key) == by.end()) keys.push_back(games_key);
  std::vector<VariantGroup> groups;
  for (const std::size_t v : all_variants(study)) {
    const Json variant = Json::parse(study.variants()[v]);
    Json values = Json::object();
    for (const std::string& key : keys)
      if (variant.contains(key)) values[key] = variant[key];
    const std::string text = json_text(values);
    auto group = std::find_if(groups.begin(), groups.end(),
                              [&](const VariantGroup& known) { return known.values == text; });
    if (group == groups.end()) group = groups.insert(groups.end(), VariantGroup{text, {}});
    group->variants.push_back(v);
  }
  return groups;
}

std::vector<NotPlayed> not_played(const Study& study) {
  std::vector<NotPlayed> all;
  for (std::size_t l = 0; l < study.learners().size(); ++l)
    for (const std::size_t v : all_variants(study))
      for (const RunRecord* run : study.runs(v, l)) {
        if (counts_as(*run) != CountsAs::missing) continue;
        const auto known = std::find_if(all.begin(), all.end(), [&](const NotPlayed& other) {
          return other.learner == l && other.reason == run->reason;
        });
        if (known == all.end())
          all.push_back({l, 1, run->reason});
        else
          ++known->runs;
      }
  return all;
}

LearnerComparison compare_learners(const Study& study, const std::vector<std::string>& by) {
  LearnerComparison comparison{.chance = chance_in(study),
                               .not_played = not_played(study),
                               .groups = {},
                               .times = times_of(study),
                               .profiles = step_profiles(study),
                               .targets = target_curves(study)};
  for (VariantGroup& group : groups_by(study, by)) {
    GroupComparison& made = comparison.groups.emplace_back(GroupComparison{std::move(group), {}});
    for (std::size_t p = 0; p < study.players(); ++p)
      made.costs.push_back(compare_costs(study, comparison.chance, made.group.variants, p));
  }
  return comparison;
}

}  // namespace firstmove::engine
