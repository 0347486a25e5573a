#include <spdlog/fmt/fmt.h>

#include <cstdint>
#include <filesystem>
#include <iostream>
#include <string>
#include <thread>
#include <vector>

#include "analysis/lock_in.hpp"
#include "arguments.hpp"
#include "base/json_text.hpp"
#include "command.hpp"
#include "json.hpp"

namespace firstmove::host {
namespace {

struct LockInArguments {
  std::filesystem::path manifest;
  std::string target, epsilon, from, reached;
  std::uint32_t player = 0;  // counted from 1; 0: all
  double confidence = 0.95;
  std::vector<std::string> learners;  // empty: all of them
  unsigned jobs = 0;                  // 0: all processors
  std::vector<std::string> overrides;
  bool json = false;
};

LockInQuestion question_of(const LockInArguments& arguments, const ExperimentSpec& spec) {
  const Shape shape = Game(spec.game.plugin, spec.game.params, spec.game.teams).shape();
  LockInQuestion question;
  question.target = point_argument("--target", arguments.target, spec, shape);
  question.epsilons = numbers_argument("--epsilon", arguments.epsilon);
  for (const double epsilon : question.epsilons)
    if (!(epsilon > 0))
      throw InputError(
          fmt::format("--epsilon \"{}\": {} is not above 0", arguments.epsilon, epsilon));
  question.from = steps_argument("--from", arguments.from);
  for (const std::uint64_t n : question.from)
    if (n > spec.steps)
      throw InputError(fmt::format("--from {} is beyond the experiment's {} steps", n, spec.steps));
  if (arguments.player > shape.players())
    throw InputError(
        fmt::format("--player {}: the game has {} players", arguments.player, shape.players()));
  if (arguments.player > 0) question.player = arguments.player - 1;
  if (!arguments.reached.empty()) {
    const std::vector<double> given = numbers_argument("--reached", arguments.reached);
    if (given.size() != 2 || !(given[0] > 0) || !(given[1] >= 0) ||
        given[1] != std::floor(given[1]) || given[1] > static_cast<double>(spec.steps))
      throw InputError(fmt::format(
          "--reached \"{}\" needs a radius and a step of the experiment, like \"0.5,100\"",
          arguments.reached));
    question.reached = {given[0], static_cast<std::uint64_t>(given[1])};
  }
  question.confidence = arguments.confidence;
  return question;
}

std::vector<const LearnerSpec*> learners_of(const LockInArguments& arguments,
                                            const ExperimentSpec& spec) {
  std::vector<const LearnerSpec*> learners;
  for (const std::string& name : arguments.learners)
    learners.push_back(&learner_argument(name, spec, arguments.manifest));
  if (learners.empty())
    for (const LearnerSpec& learner : spec.learners) learners.push_back(&learner);
  return learners;
}

// The question for one combination of the manifest's sweep.
struct Asked {
  const Variant& variant;
  LockInQuestion question;
  std::vector<const LearnerSpec*> learners;
};

Json to_json(const std::vector<LockIn>& cells) {
  Json all = Json::array();
  for (const LockIn& cell : cells)
    all.push_back({{"epsilon", cell.epsilon},
                   {"from", cell.from},
                   {"locked", cell.locked},
                   {"runs", cell.runs},
                   {"interval", {cell.lower, cell.upper}}});
  return all;
}

void print(const std::string& learner, const std::vector<LockIn>& cells) {
  std::cout << learner << '\n';
  for (const LockIn& cell : cells)
    std::cout << fmt::format(
        "  within {:<9.4g} from step {:<9} {:>6} of {} runs, {:.4f} to {:.4f}\n", cell.epsilon,
        cell.from, cell.locked, cell.runs, cell.lower, cell.upper);
}

void declare_lock_in(CLI::App& command, LockInArguments& to) {
  command.add_option("manifest", to.manifest, "an experiment, a TOML file")->required();
  command.add_option("--target", to.target, "\"x1,x2,...\"")->required();
  command.add_option("--epsilon", to.epsilon, "\"e,e,..\": distances from the target")->required();
  command.add_option("--from", to.from, "\"n,n,..\": the steps from which runs must stay close")
      ->required();
  command.add_option("--player", to.player, "the player whose coordinates count (default: all)");
  command.add_option("--reached", to.reached,
                     "\"q,n\": count only the runs within q of the target at step n");
  command
      .add_option("--confidence", to.confidence,
                  "confidence level of the intervals (default: 0.95)")
      ->check(CLI::Range(0.5, 0.9999));
  command.add_option("--learner", to.learners, "only this one; may be repeated (default: all)")
      ->allow_extra_args(false);
  command.add_option("--jobs", to.jobs, "threads (default: all processors)")
      ->check(CLI::Range(1, 4096));
  command.add_option("--set", to.overrides, "KEY=VALUE, changes the manifest")
      ->allow_extra_args(false);
  command.add_flag("--json", to.json, "as JSON");
}

// Prints the share of runs that stay close to a joint action. Throws InputError.
int lock_in_command(const LockInArguments& arguments, const Context& context) {
  const Catalog catalog(plugin_folders(context.plugin_path, manifest_folder(arguments.manifest)));
  const Manifest manifest = read_manifest(arguments.manifest, arguments.overrides, catalog);
  const unsigned jobs =
      arguments.jobs != 0 ? arguments.jobs : std::max(1u, std::thread::hardware_concurrency());

  std::vector<Asked> all;  // all input errors come before the first run
  for (const Variant& variant : manifest.variants)
    all.push_back(
        {variant, question_of(arguments, variant.spec), learners_of(arguments, variant.spec)});
  Json document = {{"target", all.front().question.target},
                   {"confidence", arguments.confidence},
                   {"learners", Json::array()}};
  for (const Asked& asked : all)
    for (const LearnerSpec* learner : asked.learners) {
      const std::string& sweep = asked.variant.sweep_json;
      const std::vector<LockIn> cells = lock_in(asked.variant.spec, *learner, asked.question, jobs);
      document["learners"].push_back(
          {{"name", learner->name}, {"sweep", Json::parse(sweep)}, {"shares", to_json(cells)}});
      if (!arguments.json) print(learner->name + (sweep == "{}" ? "" : " " + sweep), cells);
    }
  if (arguments.json) std::cout << json_text(document) << '\n';
  return 0;
}

const RegisterCommand register_lock_in(
    {
        .group = CommandGroup::analysis,
        .rank = 70,
        .name = "lock-in",
        .summary = "count how often runs stay close to a point from some step on",
    },
    declare_lock_in, lock_in_command);

}  // namespace
}  // namespace firstmove::host
