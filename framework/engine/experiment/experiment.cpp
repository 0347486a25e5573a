#include "experiment/experiment.hpp"

#include <spdlog/fmt/fmt.h>
#include <spdlog/fmt/ranges.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <map>
#include <mutex>
#include <set>
#include <thread>

#include "call/crash_guard.hpp"
#include "experiment/batch.hpp"
#include "experiment/identity.hpp"
#include "experiment/observers.hpp"
#include "experiment/reuse.hpp"
#include "experiment/run_plan.hpp"
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

std::set<std::int64_t> ids_of(const std::vector<RunRecord>& records) {
  std::set<std::int64_t> ids;
  for (const RunRecord& run : records) ids.insert(run.id);
  return ids;
}

// Reuses runs from earlier results. Logs what it found, and why the other runs are computed.
std::size_t reuse_earlier(Store& store, const RunPlan& plan, const RunOptions& options,
                          const std::string& experiment) {
  std::vector<std::filesystem::path> folders = options.earlier;
  for (auto& folder : earlier_results(store.folder(), experiment))
    folders.push_back(std::move(folder));
  auto wanted = plan.missing(ids_of(store.runs()));
  std::size_t found = 0;
  for (const auto& folder : folders) {
    if (wanted.empty()) break;
    const std::size_t here = reuse(store, folder, wanted);
    if (here != 0) spdlog::info("reusing {} runs from {}", here, folder.string());
    found += here;
  }
  if (folders.empty()) return found;
  std::set<std::string> said;
  for (const auto& [key, run] : wanted) {
    const std::size_t group = run.variant * plan.learners() + run.learner;
    if (said.size() >= 8 || !said.insert(plan.identity(group).hash).second) continue;
    const auto why = why_missing(folders.front(), run.learner_name, plan.identity(group).text);
    if (why.empty()) continue;
    spdlog::info(
        "'{}'{} is computed: {}{}", run.learner_name,
        run.sweep_json == "{}" ? "" : " " + run.sweep_json,
        fmt::join(why.begin(), why.begin() + std::min<std::ptrdiff_t>(3, std::ssize(why)), "; "),
        why.size() > 3 ? fmt::format("; and {} more differences", why.size() - 3) : "");
  }
  return found;
}

std::filesystem::path choose_folder(const RunOptions& options, const ExperimentRecord& record) {
  if (!options.folder.empty()) return options.folder;
  const std::filesystem::path base = std::filesystem::path("results") / record.name;
  std::filesystem::path folder = base;
  for (int n = 2; std::filesystem::exists(folder) && !Store::holds(folder, record); ++n)
    folder = base.string() + "-" + std::to_string(n);
  return folder;
}

// Removes the records without a key, of runs that were not run for lack of trust: trust may have
// changed.
void forget_untaken(Store& store) { store.database().execute("DELETE FROM run WHERE key = ''"); }

Store open_store(const RunOptions& options, const ExperimentRecord& record) {
  const std::filesystem::path folder = choose_folder(options, record);
  if (options.resume || std::filesystem::exists(folder / "results.sqlite"))
    return Store::resume(folder, record);
  return Store::create(folder, record);
}

// Runs a list of batches on worker threads, while the main thread shows the progress.
class Session {
 public:
  Session(const std::vector<BatchJob>& batches, std::size_t learners, const Refusals& refusals,
          const Distrust& distrust, Store& store,
          const std::vector<std::unique_ptr<Observer>>& observers, const RunOptions& options,
          std::atomic<bool>& cancelled)
      : batches_(batches),
        refusals_(refusals),
        distrust_(distrust),
        store_(store),
        observers_(observers),
        on_runs_(options.on_runs),
        context_{observers, store.folder(), cancelled, steps_done_},
        runs_(learners),
        done_(learners),
        failed_(learners) {
    progress_.struct_size = sizeof(fm_progress);
    for (const BatchJob& batch : batches) {
      progress_.runs += batch.positions.size();
      progress_.steps += batch.positions.size() * batch.variant->spec.steps;
      runs_[batch.learner] += batch.positions.size();
    }
  }

  // Returns the records of these runs. Rethrows errors of the store.
  std::vector<RunRecord> run(unsigned jobs) {
    const auto begun = std::chrono::steady_clock::now();
    std::vector<std::jthread> workers;
    const std::size_t threads = std::min<std::size_t>(jobs, batches_.size());
    working_ = threads;
    for (std::size_t t = 0; t < threads; ++t) workers.emplace_back([this] { work(); });
    std::unique_lock lock(mutex_);
    while (!changed_.wait_for(lock, std::chrono::milliseconds(100), [&] { return working_ == 0; }))
      show(lock, begun, false);
    show(lock, begun, true);
    if (error_) std::rethrow_exception(error_);
    return std::move(records_);
  }

 private:
  std::vector<RunRecord> records_of(const BatchJob& batch) {
    if (const std::string reason = distrust_.reason(batch.variant->spec, batch.learner);
        !reason.empty())
      return untaken_records(batch, reason);
    const auto refusal = refusals_.find({batch.variant_index, batch.learner});
    return refusal == refusals_.end() ? run_batch(batch, context_)
                                      : skipped_records(batch, refusal->second);
  }

  void work() {
    for (std::size_t i = next_++; i < batches_.size() && !context_.cancelled; i = next_++) {
      std::vector<RunRecord> records;
      std::exception_ptr error;
      try {
        const BatchJob& batch = batches_[i];
        records = records_of(batch);
      } catch (...) {
        error = std::current_exception();
      }
      const std::lock_guard lock(mutex_);
      try {
        if (error) std::rethrow_exception(error);
        if (!records.empty()) {
          store_.describe(batches_[i].identity->hash, batches_[i].identity->text);
          store_.add(records);
          if (on_runs_) on_runs_(records);
        }
      } catch (...) {
        error_ = std::current_exception();
        context_.cancelled = true;
        break;
      }
      for (RunRecord& record : records) {
        const bool failed = record.status == RunStatus::failed;
        ++progress_.runs_done;
        ++done_[record.learner];
        progress_.failed += failed;
        failed_[record.learner] += failed;
        record.metrics.clear();
        record.trajectory.clear();
        record.clock.clear();
        records_.push_back(std::move(record));
      }
    }
    const std::lock_guard lock(mutex_);
    --working_;
    changed_.notify_all();
  }

  void show(std::unique_lock<std::mutex>& lock, std::chrono::steady_clock::time_point begun,
            bool last) {
    fm_progress now = progress_;
    const std::vector<std::uint64_t> done = done_, failed = failed_;
    lock.unlock();
    now.learner_runs = runs_.data();
    now.learner_runs_done = done.data();
    now.learner_failed = failed.data();
    now.final = last;
    now.steps_done = std::min<std::uint64_t>(steps_done_, now.steps);
    now.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
    for (const auto& observer : observers_)
      if (!silenced_.contains(observer.get()))
        if (const std::string fault = observer->progress(now); !fault.empty()) {
          spdlog::error("observer '{}': {}; it gets no further progress calls", observer->id(),
                        fault);
          silenced_.insert(observer.get());
        }
    lock.lock();
  }

  const std::vector<BatchJob>& batches_;
  const Refusals& refusals_;
  const Distrust& distrust_;
  Store& store_;
  const std::vector<std::unique_ptr<Observer>>& observers_;
  const std::function<void(const std::vector<RunRecord>&)>& on_runs_;
  std::atomic<std::uint64_t> steps_done_ = 0;
  BatchContext context_;
  std::atomic<std::size_t> next_ = 0;
  std::mutex mutex_;  // guards the members below and the store
  std::condition_variable changed_;
  std::size_t working_ = 0;
  fm_progress progress_{};
  std::vector<std::uint64_t> runs_, done_, failed_;  // for each learner
  std::vector<RunRecord> records_;
  std::exception_ptr error_;
  std::set<const Observer*> silenced_;  // they failed while showing progress
};

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
         r.dims.data(), r.x.data(), r.cost.data(), outcome_name(r.outcome), r.products});
    pointers.push_back(&runs.back());
  }
  for (const auto& observer : observers) {
    const std::string fault = observer->finish(pointers);
    if (!fault.empty()) spdlog::error("observer '{}': {}", observer->id(), fault);
  }
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
                survive(variant.spec.budget.call, [&] { check_wiring(variant, l); });
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
  forget_untaken(store);
  say(record.warnings);
  for (const std::string& line : distrust.warnings()) spdlog::warn(line);

  Standing standing{store.folder(), view.c.runs, store.runs().size(), 0};
  if (standing.there < standing.runs) store.note(record.provenance);
  if (options.reuse && standing.there < standing.runs)
    standing.reused = reuse_earlier(store, plan, options, record.name);
  std::vector<RunRecord> records = store.runs();
  if (options.on_begin) options.on_begin(standing);
  const std::vector<BatchJob> batches = plan.batches(ids_of(records), options.jobs);
  std::vector<RunRecord> fresh =
      Session(batches, plan.learners(), refusals, distrust, store, observers, options, cancelled)
          .run(options.jobs);
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
    outcome.failed += run.status == RunStatus::failed;
  }
  outcome.interrupted = outcome.runs < view.c.runs;
  return outcome;
}

}  // namespace firstmove::engine
