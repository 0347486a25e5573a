#include "experiment/warnings.hpp"

#include <spdlog/fmt/fmt.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <map>
#include <set>

#include "experiment/theory.hpp"

namespace firstmove::engine {
namespace {

constexpr std::size_t most_names = 4;

std::string named(const std::vector<std::string>& learners) {
  std::string text = learners.size() == 1 ? "learner " : "learners ";
  for (std::size_t i = 0; i < std::min(learners.size(), most_names); ++i)
    text += fmt::format("{}'{}'", i == 0 ? "" : ", ", learners[i]);
  if (learners.size() > most_names)
    text += fmt::format(" and {} more", learners.size() - most_names);
  return text;
}

}  // namespace

std::vector<ExperimentRecord::Warning> manifest_warnings(const Manifest& manifest) {
  std::vector<ExperimentRecord::Warning> warnings;
  std::set<std::pair<std::string, std::string>> known;
  for (const Variant& variant : manifest.variants)
    for (const LearnerSpec& learner : variant.spec.learners)
      if (variant.spec.warnings && variant.spec.game.refusal.empty())
        for (const std::string& text : theory_warnings(learner, variant.spec.place))
          if (known.emplace(learner.name, text).second) warnings.push_back({learner.name, text});
  return warnings;
}

void say(const std::vector<ExperimentRecord::Warning>& warnings) {
  std::vector<std::string> texts;  // in the order of the manifest
  std::map<std::string, std::vector<std::string>> learners;
  for (const auto& [learner, text] : warnings) {
    if (!learners.contains(text)) texts.push_back(text);
    learners[text].push_back(learner);
  }
  for (const std::string& text : texts) spdlog::warn("{}: {}", named(learners[text]), text);
}

void say_of_runs(const std::vector<RunRecord>& runs) {
  std::map<std::string, std::size_t> all;
  std::map<std::pair<std::string, std::string>, std::size_t> met;  // by learner and text: runs
  for (const RunRecord& run : runs) {
    ++all[run.learner_name];
    std::set<std::string> texts;
    for (const WarningRow& warning : run.warnings) texts.insert(warning.text);
    for (const std::string& text : texts) ++met[{run.learner_name, text}];
  }
  for (const auto& [key, count] : met)
    spdlog::warn("learner '{}': {} (in {} of {} runs)", key.first, key.second, count,
                 all[key.first]);
}

}  // namespace firstmove::engine
