#include "experiment/batch.hpp"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <chrono>
#include <limits>
#include <optional>
#include <span>

#include "base/float_mode.hpp"
#include "call/task.hpp"
#include "experiment/run_points.hpp"
#include "play/drive.hpp"
#include "play/judge.hpp"
#include "play/learner.hpp"
#include "play/start.hpp"

namespace firstmove::engine {
namespace {

// A record that identifies the run and contains no results.
RunRecord blank_record(const BatchJob& job, std::size_t index) {
  const ExperimentSpec& spec = job.variant->spec;
  RunRecord record;
  record.id = job.run_ids[index];
  record.variant = job.variant_index;
  record.learner = job.learner;
  record.learner_name = spec.learners[job.learner].name;
  record.replicate = spec.replicates[job.positions[index]];
  record.sweep_json = job.variant->sweep_json;
  record.identity = job.identity->hash;
  record.key = run_key(*job.identity, spec, record.replicate, job.positions[index]);
  record.end_class_reason = "the run did not come to rest";
  return record;
}

// The record of a run without results.
RunRecord empty_record(const BatchJob& job, std::size_t index, RunStatus status, Outcome outcome,
                       const std::string& reason) {
  RunRecord record = blank_record(job, index);
  record.status = status;
  record.outcome = outcome;
  record.reason = reason;
  return record;
}

void append(RecordedPath& all, RecordedPath&& path) {
  if (all.steps.empty()) {
    all = std::move(path);
    return;
  }
  all.steps.insert(all.steps.end(), path.steps.begin(), path.steps.end());
  all.values.insert(all.values.end(), path.values.begin(), path.values.end());
}

class Batch {
 public:
  Batch(const BatchJob& job, const BatchContext& context)
      : job_(job),
        task_(task_of(job)),
        context_(context),
        spec_(job.variant->spec),
        play_(spec_, spec_.learners[job.learner], numbers(job)),
        population_(play_.population()),
        judge_(spec_, spec_.learners[job.learner], play_, task_),
        clock_(population_.count()),
        was_active_(population_.count(), 1),
        ending_(population_.count()),
        start_costs_(play_.shape().players(), play_.oracle().stride()),
        points_(spec_, spec_.learners[job.learner]),
        alive_before_(population_.count()) {}

  // Runs to the end; false if cancelled.
  bool run() {
    begun_ = std::chrono::steady_clock::now();
    note_step(0);
    watch();
    bool cancelled = false;
    drive(
        play_, spec_.steps, [this](std::size_t r) { return start_of(r); },
        [&](std::uint64_t k) {
          if (k > 0) watch_the_time(k);
          judge_.see(k);
          if (k > 0) {
            observe(k);
          } else {
            start_costs_ = costs_at(0);
            look(0);
          }
          cancelled = k < spec_.steps && population_.alive() > 0 && is_cancelled_before(k + 1);
          return !cancelled;
        });
    if (cancelled) return false;
    for (std::size_t r = 0; r < population_.count(); ++r) {
      if (!population_.active()[r]) continue;
      population_.end(r, RunStatus::finished, Cause::steps, "", spec_.steps);
      judge_.ended(r);
    }
    note_step(0);
    judge_.decide();
    note_step(spec_.steps);
    for (auto& watcher : watchers_) let(*watcher, spec_.steps, [](Watcher& w) { w.close(); });
    context_.steps_done += spec_.steps % steps_between_checks * population_.count();
    return true;
  }

  std::vector<RunRecord> records(double seconds) {
    const BatchArray costs = costs_at(spec_.steps);
    std::vector<RunRecord> records(population_.count());
    for (std::size_t r = 0; r < records.size(); ++r) {
      RunRecord& record = records[r];
      const Population::End& end = population_.end_of(r);
      record = blank_record(job_, r);
      record.status = end.status;
      record.outcome = judge_.verdict(r).outcome;
      record.reason = reason_of(end, judge_.verdict(r));
      record.steps = end.steps;
      record.products = play_.products(r);
      record.clock = std::move(clock_[r]);
      record.wall_seconds = seconds / static_cast<double>(records.size());
      record.dims = play_.shape().dims;
      record.x = population_.state(r);
      for (std::size_t p = 0; p < play_.shape().players(); ++p) {
        record.cost.push_back(costs.row(p)[r]);
        record.start_cost.push_back(start_costs_.row(p)[r]);
      }
      if (record.outcome == Outcome::converged) {
        const Classified rest = points_.end_class(record.id, judge_.verdict(r).rest);
        record.end_class = rest.point;
        record.end_class_reason = rest.open;
      }
      record.warnings = std::move(play_.warnings()[r]);
      if (spec_.warnings) warn_of_flow(r, record);
      record.residuals = std::move(play_.residuals()[r]);
      for (auto& watcher : watchers_) {
        Recorded& seen = watcher->recorded()[r];
        std::move(seen.metrics.begin(), seen.metrics.end(), std::back_inserter(record.metrics));
        append(record.trajectory, std::move(seen.trajectory));
        std::move(seen.files.begin(), seen.files.end(), std::back_inserter(record.files));
      }
    }
    return records;
  }

 private:
  static constexpr std::uint64_t steps_between_checks = 256;

  std::vector<double> start_of(std::size_t r) const {
    return start_point(spec_.start, play_.shape(), spec_.seed, play_.replicates()[r],
                       job_.positions[r]);
  }

  // Warns once, of the start if it is concerned, else of the end.
  void warn_of_flow(std::size_t r, RunRecord& record) {
    std::string text = points_.no_gradient_flow(record.id, start_of(r), "start");
    const bool ended = record.status == RunStatus::finished || record.status == RunStatus::stopped;
    const std::uint64_t step = text.empty() ? record.steps : 0;
    if (text.empty() && ended) text = points_.no_gradient_flow(record.id, record.x, "end");
    if (!text.empty()) record.warnings.push_back({step, text});
  }

  // Looks once in so many steps, and reports them as done.
  bool is_cancelled_before(std::uint64_t k) const {
    if (k % steps_between_checks != 0) return false;
    context_.steps_done += steps_between_checks * population_.count();
    return context_.cancelled;
  }

  // The batch's time, divided equally among its replicas.
  double seconds_a_run() const {
    const std::chrono::duration<double> all = std::chrono::steady_clock::now() - begun_;
    return all.count() / static_cast<double>(population_.count());
  }
  void watch_the_time(std::uint64_t k) {
    if (spec_.budget.seconds <= 0 || seconds_a_run() < spec_.budget.seconds) return;
    for (std::size_t r = 0; r < population_.count(); ++r)
      population_.end(r, RunStatus::stopped, Cause::seconds,
                      fmt::format("the time budget of {} s is spent", spec_.budget.seconds), k);
  }

  // Why it ended, and what of its outcome is open.
  static std::string reason_of(const Population::End& end, const Judge::Verdict& verdict) {
    if (verdict.open.empty()) return end.reason;
    return end.reason.empty() ? verdict.open : fmt::format("{}; {}", end.reason, verdict.open);
  }

  static std::vector<std::uint32_t> numbers(const BatchJob& job) {
    std::vector<std::uint32_t> replicates;
    for (const std::uint32_t position : job.positions)
      replicates.push_back(job.variant->spec.replicates[position]);
    return replicates;
  }

  void watch() {
    const Shape& shape = play_.shape();
    const fm_watch watch = {sizeof(fm_watch),
                            job_.learner,
                            job_.variant_index,
                            shape.players(),
                            static_cast<std::uint32_t>(play_.replicates().size()),
                            shape.coordinates(),
                            shape.dims.data(),
                            shape.domains.data(),
                            play_.replicates().data(),
                            spec_.steps,
                            nullptr,
                            play_.game().metrics()};
    for (const auto& observer : context_.observers) {
      if (!observer->table().open) continue;
      watchers_.push_back(std::make_unique<Watcher>(
          *observer, watch, play_.oracle(), [this](const double* x) { return classify(x); },
          context_.folder, job_.run_ids));
      let(*watchers_.back(), 0, [](Watcher& watcher) { watcher.open(); });
    }
  }

  // If an observer fails, its records of the run are discarded and the run continues without it. In
  // a batch of several replicas the affected run is unknown: then the batch is abandoned, and
  // run_batch() runs its replicas one by one.
  template <class Look>
  void let(Watcher& watcher, std::uint64_t k, Look&& look) {
    if (watcher.abandoned()) return;
    note_step(0);  // the warning gets the step separately
    std::string fault;
    try {
      fault = attempt(part_of_task(task_, watcher.observer().label(), k), spec_.budget.call,
                      [&] { look(watcher); });
    } catch (const PluginFailure& failure) {
      fault = failure.what();
    }
    note_step(k);
    if (fault.empty()) return;
    watcher.abandon();
    if (population_.count() > 1) throw PluginFailure(FM_FAILED, fault);
    play_.warnings()[0].push_back(
        {k, fmt::format("the observer '{}' failed, and its records of this run are discarded: {}",
                        watcher.observer().label(), fault)});
  }

  // Classifies joint actions for observers that ask for it.
  std::vector<Verdict> classify(const double* at) {
    return points_.verdicts({at, at + play_.shape().coordinates()});
  }

  // Shows the step to the observers whose cadence includes it. If replicas ended at this step, the
  // other observers see only those replicas: the records of a run must not depend on its
  // neighbours.
  void observe(std::uint64_t k) {
    const bool ended = population_.alive() < alive_before_;
    if (ended)
      for (std::size_t r = 0; r < ending_.size(); ++r) {
        ending_[r] = was_active_[r] && !population_.active()[r];
        if (ending_[r]) judge_.ended(r);
      }
    bool seen = false;
    for (auto& watcher : watchers_) {
      const bool sees = watcher->cadence().sees(k);
      if (sees || ended)
        let(*watcher, k, [&](Watcher& w) { w.observe(view(k, sees ? was_active_ : ending_)); });
      seen = seen || sees;
    }
    if (seen || ended) note_clock(k, seen ? was_active_ : ending_);
    if (ended) remember_active();
  }

  // Records what replicas have spent at each step at which an observer may have recorded a row.
  void note_clock(std::uint64_t k, const std::vector<std::uint8_t>& active) {
    if (watchers_.empty()) return;
    const double seconds = seconds_a_run();
    for (std::size_t r = 0; r < active.size(); ++r)
      if (active[r]) clock_[r].push_back({k, play_.products(r), seconds});
  }

  // Shows the start to all observers.
  void look(std::uint64_t k) {
    for (auto& watcher : watchers_)
      let(*watcher, k, [&](Watcher& w) { w.observe(view(k, was_active_)); });
    note_clock(k, was_active_);
    for (std::size_t r = 0; r < was_active_.size(); ++r)
      if (!population_.active()[r]) judge_.ended(r);
    remember_active();
  }

  fm_view view(std::uint64_t k, const std::vector<std::uint8_t>& active) const {
    return {sizeof(fm_view),          static_cast<std::uint32_t>(population_.count()),
            population_.x().stride(), k,
            population_.x().data(),   active.data()};
  }

  void remember_active() {
    was_active_ = population_.active();
    alive_before_ = population_.alive();
  }

  // Costs at the joint actions of now, which is after step k; NaN where the game does not offer
  // them or fails.
  BatchArray costs_at(std::uint64_t k) {
    const std::uint32_t players = play_.shape().players();
    const std::size_t stride = play_.oracle().stride();
    std::vector<fm_request> requests;
    std::vector<BatchArray> results;  // arrays of their own, as whole registers are written
    for (std::uint32_t p = 0; p < players; ++p) {
      requests.push_back({sizeof(fm_request), FM_COST, p, 0, 0, 0});
      results.emplace_back(1, stride);
    }
    if (!evaluate(requests, k, results))
      for (std::uint32_t p = 0; p < players; ++p)
        if (!evaluate({requests[p]}, k, {&results[p], 1}))
          results[p].row(0)[0] = std::numeric_limits<double>::quiet_NaN();
    BatchArray costs(players, stride);
    for (std::uint32_t p = 0; p < players; ++p)
      std::copy_n(results[p].data(), stride, costs.row(p));
    return costs;
  }

  // False if the game does not offer all of them or fails at the only replica.
  bool evaluate(const std::vector<fm_request>& requests, std::uint64_t k,
                std::span<BatchArray> results) {
    std::vector<double*> out;
    for (BatchArray& result : results) out.push_back(result.data());
    try {
      play_.oracle().evaluate(play_.oracle().prepare(requests), k, population_.x().data(), nullptr,
                              out.data());
      return true;
    } catch (const PluginFailure&) {
      if (population_.count() > 1) throw;
      return false;
    }
  }

  const BatchJob& job_;
  const std::uint64_t task_;
  const BatchContext& context_;
  const ExperimentSpec& spec_;
  Play play_;
  Population& population_;
  Judge judge_;
  std::vector<std::vector<ClockRow>> clock_;
  std::chrono::steady_clock::time_point begun_;
  std::vector<std::unique_ptr<Watcher>> watchers_;
  std::vector<std::uint8_t> was_active_;  // the replicas that took the step
  std::vector<std::uint8_t> ending_;      // those of them that ended at the step
  BatchArray start_costs_;
  RunPoints points_;
  std::size_t alive_before_;
};

// The runs `first` to `last - 1` of a job.
BatchJob part_of(const BatchJob& job, std::size_t first, std::size_t last) {
  BatchJob part = job;
  part.positions.assign(&job.positions[first], &job.positions[first] + (last - first));
  part.run_ids.assign(&job.run_ids[first], &job.run_ids[first] + (last - first));
  return part;
}

// None if cancelled. Throws PluginFailure, also if a plugin crashes or hangs.
std::vector<RunRecord> play_job(const BatchJob& job, const BatchContext& context) {
  restore_float_mode();
  const auto begun = std::chrono::steady_clock::now();
  std::vector<RunRecord> records;
  const std::string fault = attempt(task_of(job), job.variant->spec.budget.call, [&] {
    Batch batch(job, context);
    if (!batch.run()) return;
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - begun;
    records = batch.records(seconds.count());
  });
  note_step(0);
  if (!fault.empty()) throw PluginFailure(FM_FAILED, fault);
  return records;
}

}  // namespace

std::uint64_t task_of(const BatchJob& job) {
  return task_number(fmt::format("runs {}", fmt::join(job.run_ids, ",")));
}

std::vector<RunRecord> run_batch(const BatchJob& job, const BatchContext& context) {
  std::vector<RunRecord> records;
  const std::size_t all = job.positions.size();
  bool cancelled = false;
  together_or_alone(0, all, [&](std::size_t first, std::size_t last) {
    if (cancelled) return;
    std::vector<RunRecord> some;
    try {
      some = play_job(part_of(job, first, last), context);
    } catch (const PluginFailure& failure) {
      note_step(0);
      if (last - first > 1) throw;
      some = {empty_record(job, first, RunStatus::failed, Outcome::failed, failure.what())};
    }
    cancelled = some.empty();
    std::move(some.begin(), some.end(), std::back_inserter(records));
  });
  if (cancelled) records.clear();
  return records;
}

std::vector<RunRecord> skipped_records(const BatchJob& job, const std::string& reason) {
  std::vector<RunRecord> records;
  for (std::size_t r = 0; r < job.positions.size(); ++r)
    records.push_back(empty_record(job, r, RunStatus::skipped, Outcome::skipped, reason));
  return records;
}

std::vector<RunRecord> untaken_records(const BatchJob& job, const std::string& reason) {
  std::vector<RunRecord> records;
  for (std::size_t r = 0; r < job.positions.size(); ++r) {
    records.push_back(empty_record(job, r, RunStatus::failed, Outcome::failed, reason));
    records.back().key.clear();
  }
  return records;
}

void check_wiring(const Variant& variant, std::uint32_t learner) {
  const ExperimentSpec& spec = variant.spec;
  const std::vector<std::uint32_t> one = {0};
  try {
    Game game(spec.game.plugin, spec.game.params, spec.game.teams);
    Oracle oracle(game, one, spec.seed);
    Subscriptions wanted;
    for (std::uint32_t p = 0; p < game.shape().players(); ++p) {
      const PlayerSpec& player = spec.learners[learner].players[p];
      try {
        Learner made(player, p, spec.place, oracle, wanted);
      } catch (const PluginFailure& failure) {
        const LearnerSpec& of = spec.learners[learner];
        throw InputError(fmt::format("{} '{}': rule '{}' cannot play as player {} of '{}': {}",
                                     of.entries.empty() ? "learner" : "cross_play",
                                     of.entries.empty() ? of.name : of.entries[p],
                                     player.rule.descriptor->id, p + 1, game.id(), failure.what()));
      }
    }
    oracle.prepare(wanted.requests());
  } catch (const PluginFailure& failure) {
    throw InputError(fmt::format("learner '{}': {}", spec.learners[learner].name, failure.what()));
  }
}

}  // namespace firstmove::engine
