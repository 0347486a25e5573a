#include "experiment/experiment.hpp"

#include <spdlog/fmt/fmt.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <iterator>
#include <set>

#include "call/said.hpp"
#include "call/task.hpp"
#include "experiment/batches_left.hpp"
#include "experiment/identity.hpp"
#include "experiment/observers.hpp"
#include "experiment/resume.hpp"
#include "experiment/run_plan.hpp"
#include "experiment/session.hpp"
#include "experiment/used_plugins.hpp"
#include "experiment/warnings.hpp"
#include "provenance/git.hpp"
#include "results/sqlite.hpp"

namespace firstmove::engine {
namespace {

ExperimentRecord record_of(const Manifest& manifest, PluginHashes& hashes) {
  ExperimentRecord record;
  record.name = manifest.variants.front().spec.name;
  record.manifest = manifest.text;
  record.resolved = manifest.resolved;
  record.provenance = provenance_here();
  record.provenance.program = hashes.of_program();
  record.provenance.manifest_commit = git_commit_around(manifest.file);
  record.settings = manifest.settings;
  record.plugins = plugins_of(manifest, hashes);
  for (const Variant& variant : manifest.variants)
    for (const SourceFile& source : variant.spec.game.sources) record.sources.push_back(source);
  record.warnings = manifest_warnings(manifest);
  return record;
}

void finish_observers(const std::vector<std::unique_ptr<Observer>>& observers,
                      const std::vector<RunRecord>& records) {
  std::vector<fm_run> runs;
  std::vector<const fm_run*> pointers;
  runs.reserve(records.size());
  for (const RunRecord& r : records) {
    runs.push_back(
        {sizeof(fm_run), r.learner, r.replicate, r.variant,
         r.sweep_json == "{}" ? "" : r.sweep_json.c_str(),
         r.status == RunStatus::skipped ? FM_RUN_FAILED : static_cast<std::int32_t>(r.status),
         static_cast<std::uint32_t>(r.dims.size()), r.reason.c_str(), r.steps, r.wall_seconds,
         r.dims.data(), r.x.data(), r.cost.data(), outcome_name(r.outcome), r.products,
         r.end_class ? point_class_name(*r.end_class) : nullptr, r.end_class_reason.c_str()});
    pointers.push_back(&runs.back());
  }
  for (const auto& observer : observers) {
    const std::string fault = observer->finish(pointers);
    if (!fault.empty()) spdlog::error("observer '{}': {}", observer->id(), fault);
  }
}

// Takes the runs that workers of this command which died had finished, out of all stored ones.
std::vector<RunRecord> take_fresh(Store& store, std::vector<RunRecord>& records) {
  const auto mark = [](const RunRecord& run) { return fmt::format("run {} was there", run.id); };
  std::vector<RunRecord> fresh;
  if (said_before("the runs that were there")) {
    const auto first = std::stable_partition(
        records.begin(), records.end(), [&](const auto& run) { return said_before(mark(run)); });
    std::move(first, records.end(), std::back_inserter(fresh));
    records.erase(first, records.end());
    for (RunRecord& run : fresh) {
      Statement warnings(store.database(), "SELECT step, text FROM warning WHERE run = ?");
      warnings.bind(run.id);
      while (warnings.next())
        run.warnings.push_back({static_cast<std::uint64_t>(warnings.integer(0)), warnings.text(1)});
    }
  } else {
    for (const RunRecord& run : records) first_time(mark(run));
  }
  first_time("the runs that were there");
  return fresh;
}

}  // namespace

Refusals check_experiment(const Manifest& manifest, const Distrust& distrust) {
  std::vector<Mistake> mistakes;
  Refusals refusals;
  std::set<std::string> said;
  for (std::uint32_t v = 0; v < manifest.variants.size(); ++v) {
    const Variant& variant = manifest.variants[v];
    for (std::uint32_t l = 0; l < variant.spec.learners.size(); ++l) {
      if (!distrust.reason(variant.spec, l).empty()) continue;
      if (const std::string& refusal = variant.spec.game.refusal; !refusal.empty()) {
        refusals[{v, l}] =
            fmt::format("game '{}': {}", variant.spec.game.plugin.descriptor->id, refusal);
        continue;
      }
      try {
        for (const PlayerSpec& player : variant.spec.learners[l].players)
          if (!player.refusal.empty())
            throw InputError(fmt::format("learner '{}': rule '{}': {}",
                                         variant.spec.learners[l].name, player.rule.descriptor->id,
                                         player.refusal));
        if (const std::string crash =
                attempt(fmt::format("create learner {} of variant {}", l, v),
                        variant.spec.budget.call, [&] { check_wiring(variant, l); });
            !crash.empty())
          throw InputError(fmt::format("learner '{}': {} while the learner was created",
                                       variant.spec.learners[l].name, crash));
      } catch (const InputError& error) {
        if (variant.spec.skip_refused)
          refusals[{v, l}] = error.mistakes().front().what;
        else
          for (const Mistake& mistake : error.mistakes())
            if (said.insert(mistake.what).second)
              mistakes.push_back(
                  {mistake.where.empty() ? manifest.file.string() : mistake.where, mistake.what});
      }
    }
  }
  if (!mistakes.empty()) throw InputError(std::move(mistakes));
  return refusals;
}

RunOutcome run_experiment(const Manifest& manifest, const RunOptions& options,
                          std::atomic<bool>& cancelled) {
  PluginHashes hashes;
  const Distrust distrust(manifest, hashes, options.trusted);
  const Refusals refusals = check_experiment(manifest, distrust);
  const ExperimentView view = view_of(manifest, {options.terminal, options.width, options.color});
  const auto observers = make_observers(manifest, view, distrust);
  const ExperimentRecord record = record_of(manifest, hashes);
  const RunPlan plan(manifest, hashes);
  Store store = open_store(options, record);
  say(record.warnings);
  for (const std::string& line : distrust.warnings()) spdlog::warn(line);

  Standing standing{store.folder(), view.c.runs, store.runs().size(), 0};
  if (standing.there < standing.runs) store.note(record.provenance);
  if (options.reuse && standing.there < standing.runs)
    standing.reused = reuse_earlier(store, plan, options, record.name);
  std::vector<RunRecord> records = store.runs();
  if (options.on_begin) options.on_begin(standing);
  std::vector<RunRecord> fresh = take_fresh(store, records);
  if (options.on_runs && !fresh.empty()) options.on_runs(fresh);
  std::set<std::int64_t> done = ids_of(records);
  done.merge(ids_of(fresh));
  const std::vector<BatchJob> batches = batches_left(plan, std::move(done), options.jobs);
  std::ranges::move(run_batches(batches, {plan.learners(), refusals, distrust, store, observers},
                                options, cancelled),
                    std::back_inserter(fresh));
  say_of_runs(fresh);
  std::move(fresh.begin(), fresh.end(), std::back_inserter(records));
  std::sort(records.begin(), records.end(),
            [](const RunRecord& a, const RunRecord& b) { return a.id < b.id; });
  finish_observers(observers, records);

  RunOutcome outcome;
  outcome.folder = store.folder();
  outcome.runs = records.size();
  for (const RunRecord& run : records) {
    ++outcome.outcomes[run.outcome];
    if (run.end_class) ++outcome.end_classes[*run.end_class];
    outcome.failed += run.status == RunStatus::failed;
  }
  outcome.interrupted = outcome.runs < view.c.runs;
  return outcome;
}

}  // namespace firstmove::engine
