#include <spdlog/fmt/fmt.h>

#include <filesystem>
#include <iostream>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <vector>

#include "base/json_text.hpp"
#include "command.hpp"
#include "experiment/run_plan.hpp"
#include "results/manifest_of.hpp"

namespace firstmove::host {
namespace {

struct StatusArguments {
  std::filesystem::path folder;
  bool json = false;
};

// The runs of one learner in one variant.
struct Group {
  std::string learner, sweep_json;
  std::map<Outcome, std::uint64_t> outcomes;
  std::map<PointClass, std::uint64_t> end_classes;
  std::vector<std::uint32_t> missing;  // replicates
};

std::vector<Group> groups_of(const Results& results, const RunPlan& plan) {
  const std::vector<RunRecord> runs = results.runs();
  std::map<std::int64_t, const RunRecord*> there;
  for (const RunRecord& run : runs) there[run.id] = &run;
  std::vector<Group> groups;
  for (std::size_t g = 0; g < plan.groups(); ++g) {
    Group group{plan.learner(g).name, plan.variant(g).sweep_json, {}, {}, {}};
    for (std::size_t p = 0; p < plan.spec(g).replicates.size(); ++p) {
      const auto run = there.find(plan.id(g, p));
      if (run == there.end()) {
        group.missing.push_back(plan.spec(g).replicates[p]);
        continue;
      }
      ++group.outcomes[run->second->outcome];
      if (run->second->end_class) ++group.end_classes[*run->second->end_class];
    }
    groups.push_back(std::move(group));
  }
  return groups;
}

// "0 to 4, 7, 9": numbers in order, consecutive ones as a range.
std::string ranges(const std::vector<std::uint32_t>& numbers) {
  std::string text;
  for (std::size_t i = 0; i < numbers.size();) {
    std::size_t last = i;
    while (last + 1 < numbers.size() && numbers[last + 1] == numbers[last] + 1) ++last;
    text += text.empty() ? "" : ", ";
    text +=
        last == i ? std::to_string(numbers[i]) : fmt::format("{} to {}", numbers[i], numbers[last]);
    i = last + 1;
  }
  return text;
}

// "8 converged, 2 cycling": how often each kind occurs.
template <class Kind>
std::string counts(const std::map<Kind, std::uint64_t>& kinds, const char* (*name)(Kind)) {
  std::string text;
  for (const auto& [kind, count] : kinds)
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", count, name(kind));
  return text;
}
template <class Kind>
nlohmann::ordered_json counts_json(const std::map<Kind, std::uint64_t>& kinds,
                                   const char* (*name)(Kind)) {
  nlohmann::ordered_json all = nlohmann::ordered_json::object();
  for (const auto& [kind, count] : kinds) all[name(kind)] = count;
  return all;
}

nlohmann::ordered_json as_json(const Results& results, const std::vector<Group>& groups,
                               const char* state, std::uint64_t done, std::uint64_t all) {
  nlohmann::ordered_json whole = {{"experiment", results.name()},
                                  {"folder", results.folder()},
                                  {"state", state},
                                  {"runs", all},
                                  {"done", done},
                                  {"learners", nlohmann::json::array()}};
  for (const Group& group : groups) {
    whole["learners"].push_back({{"learner", group.learner},
                                 {"sweep", nlohmann::ordered_json::parse(group.sweep_json)},
                                 {"outcomes", counts_json(group.outcomes, outcome_name)},
                                 {"end_classes", counts_json(group.end_classes, point_class_name)},
                                 {"missing", group.missing}});
  }
  return whole;
}

void declare_status(CLI::App& command, StatusArguments& to) {
  command.add_option("folder", to.folder, "a results folder")->required();
  command.add_flag("--json", to.json, "as JSON");
}

// Prints the progress of an experiment, the outcomes of its runs, and the missing runs. Throws
// InputError.
int status_command(const StatusArguments& arguments, const Context& context) {
  const Results results(arguments.folder);
  const Catalog catalog(plugin_folders(context.plugin_path, arguments.folder));
  const Manifest manifest = manifest_of(results, catalog);
  PluginHashes hashes;
  const RunPlan plan(manifest, hashes);
  const std::vector<Group> groups = groups_of(results, plan);
  std::uint64_t missing = 0;
  for (const Group& group : groups) missing += group.missing.size();
  const std::uint64_t all = plan.runs();
  const char* state = results.running() ? "running" : missing == 0 ? "complete" : "interrupted";
  if (arguments.json) {
    std::cout << json_text(as_json(results, groups, state, all - missing, all)) << '\n';
    return 0;
  }
  std::cout << fmt::format("{}  {}  {} of {} runs\n", results.name(), state, all - missing, all);
  for (const Group& group : groups) {
    std::cout << fmt::format(
        "  {}{}  {}\n", group.learner, group.sweep_json == "{}" ? "" : "  " + group.sweep_json,
        group.outcomes.empty() ? "none ended" : counts(group.outcomes, outcome_name));
    if (!group.end_classes.empty())
      std::cout << fmt::format("    at rest: {}\n", counts(group.end_classes, point_class_name));
    if (!group.missing.empty())
      std::cout << fmt::format("    missing: replicates {}\n", ranges(group.missing));
  }
  return 0;
}

const RegisterCommand register_status(
    {
        .group = CommandGroup::run,
        .rank = 20,
        .name = "status",
        .summary = "show how far an experiment is and which runs are missing",
    },
    declare_status, status_command);

}  // namespace
}  // namespace firstmove::host
