#include "experiment.hpp"

#include <spdlog/fmt/fmt.h>
#include <spdlog/spdlog.h>
#include <sys/utsname.h>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <map>
#include <mutex>
#include <set>
#include <thread>

#include "batch.hpp"
#include "crash_guard.hpp"
#include "warnings.hpp"

namespace firstmove {
namespace {

ExperimentView view_of(const Manifest& manifest, const RunOptions& options) {
  const ExperimentSpec& spec = manifest.variants.front().spec;
  ExperimentView view;
  view.name = spec.name;
  for (const LearnerSpec& learner : spec.learners) view.learner_names.push_back(learner.name);
  for (const std::string& name : view.learner_names) view.name_pointers.push_back(name.c_str());
  const std::uint64_t runs =
      manifest.variants.size() * spec.learners.size() * spec.replicates.size();
  view.c = {sizeof(fm_experiment),
            static_cast<std::uint32_t>(spec.learners.size()),
            view.name.c_str(),
            view.name_pointers.data(),
            static_cast<std::uint32_t>(spec.replicates.size()),
            static_cast<std::uint32_t>(manifest.variants.size()),
            spec.steps,
            runs,
            options.terminal,
            options.width,
            options.color,
            0};
  return view;
}

PluginRecord record_of(const Plugin& plugin) {
  return {kind_name(plugin.descriptor->kind), plugin.descriptor->id, plugin.descriptor->version,
          plugin.file.string(), sha256_of_file(plugin.file)};
}

ExperimentRecord record_of(const Manifest& manifest) {
  ExperimentRecord record;
  record.name = manifest.variants.front().spec.name;
  record.manifest = manifest.text;
  record.resolved = manifest.resolved;
  record.firstmove_version = FIRSTMOVE_VERSION;
  record.abi = fmt::format("{}.{}", FM_ABI_MAJOR, FM_ABI_MINOR);
  utsname system{};
  uname(&system);
  record.host = fmt::format("{} {} {}", system.sysname, system.release, system.machine);
  std::map<std::pair<int, std::string>, Plugin> used;
  const auto use = [&used](const Plugin& p) {
    used.emplace(std::pair(p.descriptor->kind, p.descriptor->id), p);
  };
  for (const Variant& variant : manifest.variants) {
    use(variant.spec.game.plugin);
    for (const LearnerSpec& learner : variant.spec.learners)
      for (const PlayerSpec& player : learner.players) use(player.rule);
    for (const ObserverSpec& observer : variant.spec.observers) use(observer.plugin);
  }
  for (const auto& [key, plugin] : used) record.plugins.push_back(record_of(plugin));
  record.warnings = manifest_warnings(manifest);
  return record;
}

std::vector<std::unique_ptr<Observer>> make_observers(const Manifest& manifest,
                                                      const ExperimentView& view) {
  std::vector<std::unique_ptr<Observer>> observers;
  std::map<std::string, int> seen;
  for (const ObserverSpec& spec : manifest.variants.front().spec.observers) {
    const std::string id = spec.plugin.descriptor->id;
    const int nth = ++seen[id];
    try {
      observers.push_back(
          std::make_unique<Observer>(spec, view, nth == 1 ? id : fmt::format("{}-{}", id, nth)));
    } catch (const PluginFailure& failure) {
      throw InputError(fmt::format("observer '{}': {}", id, failure.what()));
    }
  }
  return observers;
}

// The runs that are not in the store yet, as batches.
std::vector<BatchJob> cut_into_batches(const Manifest& manifest, const std::set<std::int64_t>& done,
                                       unsigned jobs) {
  const std::uint64_t learners = manifest.variants.front().spec.learners.size();
  std::vector<BatchJob> batches;
  for (std::uint32_t v = 0; v < manifest.variants.size(); ++v) {
    const ExperimentSpec& spec = manifest.variants[v].spec;
    const std::uint64_t replicates = spec.replicates.size();
    const std::uint32_t size =
        spec.batch != 0 ? spec.batch
                        : batch_size(replicates, learners * manifest.variants.size(), jobs);
    for (std::uint32_t l = 0; l < learners; ++l) {
      std::size_t room = 0;
      for (std::uint32_t position = 0; position < replicates; ++position) {
        const auto id = static_cast<std::int64_t>((v * learners + l) * replicates + position);
        if (done.contains(id)) continue;
        if (room == 0) {
          batches.push_back({&manifest.variants[v], v, l, {}, {}});
          room = size;
        }
        batches.back().positions.push_back(position);
        batches.back().run_ids.push_back(id);
        --room;
      }
    }
  }
  return batches;
}

// Worker threads over a list of batches, and the main thread that shows how far they are.
class Session {
 public:
  Session(const std::vector<BatchJob>& batches, Store& store,
          const std::vector<std::unique_ptr<Observer>>& observers, std::atomic<bool>& cancelled)
      : batches_(batches),
        store_(store),
        observers_(observers),
        context_{observers, store.folder(), cancelled, steps_done_} {
    progress_.struct_size = sizeof(fm_progress);
    for (const BatchJob& batch : batches) {
      progress_.runs += batch.positions.size();
      progress_.steps += batch.positions.size() * batch.variant->spec.steps;
    }
  }

  // The records of this session's runs. Rethrows what went wrong with the store.
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
  void work() {
    for (std::size_t i = next_++; i < batches_.size() && !context_.cancelled; i = next_++) {
      std::vector<RunRecord> records;
      std::exception_ptr error;
      try {
        records = run_batch(batches_[i], context_);
      } catch (...) {
        error = std::current_exception();
      }
      const std::lock_guard lock(mutex_);
      try {
        if (error) std::rethrow_exception(error);
        if (!records.empty()) store_.add(records);
      } catch (...) {
        error_ = std::current_exception();
        context_.cancelled = true;
        break;
      }
      for (RunRecord& record : records) {
        ++progress_.runs_done;
        progress_.failed += record.status == RunStatus::failed;
        record.metrics.clear();
        record.trajectory.clear();
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
    lock.unlock();
    now.final = last;
    now.steps_done = std::min<std::uint64_t>(steps_done_, now.steps);
    now.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
    for (const auto& observer : observers_)
      if (!silenced_.contains(observer.get()))
        if (const std::string crash = survive_crashes([&] { observer->progress(now); });
            !crash.empty()) {
          spdlog::error("observer '{}': {}; it shows no more progress", observer->id(), crash);
          silenced_.insert(observer.get());
        }
    lock.lock();
  }

  const std::vector<BatchJob>& batches_;
  Store& store_;
  const std::vector<std::unique_ptr<Observer>>& observers_;
  std::atomic<std::uint64_t> steps_done_ = 0;
  BatchContext context_;
  std::atomic<std::size_t> next_ = 0;
  std::mutex mutex_;  // guards all below, and the store
  std::condition_variable changed_;
  std::size_t working_ = 0;
  fm_progress progress_{};
  std::vector<RunRecord> records_;
  std::exception_ptr error_;
  std::set<const Observer*> silenced_;  // they crashed while showing progress
};

void finish_observers(const std::vector<std::unique_ptr<Observer>>& observers,
                      const std::vector<RunRecord>& records) {
  std::vector<fm_run> runs;
  std::vector<const fm_run*> pointers;
  runs.reserve(records.size());
  for (const RunRecord& r : records) {
    runs.push_back({sizeof(fm_run), r.learner, r.replicate, r.variant,
                    r.sweep_json == "{}" ? "" : r.sweep_json.c_str(),
                    static_cast<std::int32_t>(r.status), static_cast<std::uint32_t>(r.dims.size()),
                    r.reason.c_str(), r.steps, r.wall_seconds, r.dims.data(), r.x.data(),
                    r.cost.data()});
    pointers.push_back(&runs.back());
  }
  for (const auto& observer : observers) {
    try {
      const std::string crash = survive_crashes([&] { observer->finish(pointers); });
      if (!crash.empty()) spdlog::error("observer '{}': {}", observer->id(), crash);
    } catch (const PluginFailure& failure) {
      spdlog::error("observer '{}': {}", observer->id(), failure.what());
    }
  }
}

}  // namespace

std::uint32_t batch_size(std::uint64_t replicates, std::uint64_t groups, unsigned jobs) {
  constexpr std::uint64_t largest = 256;
  const std::uint64_t batches_wanted = 2 * jobs;  // a group: the replicas of one learner
  const std::uint64_t per_group =
      std::max<std::uint64_t>(1, (batches_wanted + groups - 1) / groups);
  const std::uint64_t size = (replicates + per_group - 1) / per_group;
  const std::uint64_t whole = (size + FM_LANES - 1) / FM_LANES * FM_LANES;
  return static_cast<std::uint32_t>(std::min(whole, largest));
}

void check_experiment(const Manifest& manifest) {
  std::vector<Mistake> mistakes;
  std::set<std::string> said;
  for (const Variant& variant : manifest.variants)
    for (std::uint32_t l = 0; l < variant.spec.learners.size(); ++l) {
      try {
        if (const std::string crash = survive_crashes([&] { check_wiring(variant, l); });
            !crash.empty())
          throw InputError(fmt::format("learner '{}': {} while it was made",
                                       variant.spec.learners[l].name, crash));
      } catch (const InputError& error) {
        for (const Mistake& mistake : error.mistakes())
          if (said.insert(mistake.what).second)
            mistakes.push_back(
                {mistake.where.empty() ? manifest.file.string() : mistake.where, mistake.what});
      }
    }
  if (!mistakes.empty()) throw InputError(std::move(mistakes));
}

RunOutcome run_experiment(const Manifest& manifest, const RunOptions& options,
                          std::atomic<bool>& cancelled) {
  check_experiment(manifest);
  const ExperimentView view = view_of(manifest, options);
  const auto observers = make_observers(manifest, view);
  const ExperimentRecord record = record_of(manifest);
  Store store = options.resume ? Store::resume(options.folder, record)
                               : Store::create(options.folder, record);
  say(record.warnings);

  std::vector<RunRecord> records = store.runs();
  std::set<std::int64_t> done;
  for (const RunRecord& run : records) done.insert(run.id);
  const std::vector<BatchJob> batches = cut_into_batches(manifest, done, options.jobs);
  std::vector<RunRecord> fresh = Session(batches, store, observers, cancelled).run(options.jobs);
  say_of_runs(fresh);
  std::move(fresh.begin(), fresh.end(), std::back_inserter(records));
  std::sort(records.begin(), records.end(),
            [](const RunRecord& a, const RunRecord& b) { return a.id < b.id; });
  finish_observers(observers, records);

  RunOutcome outcome;
  outcome.runs = records.size();
  for (const RunRecord& run : records) outcome.failed += run.status == RunStatus::failed;
  outcome.interrupted = outcome.runs < view.c.runs;
  return outcome;
}

}  // namespace firstmove
