#include "batch.hpp"

#include <spdlog/fmt/fmt.h>

#include <chrono>
#include <optional>

#include "crash_guard.hpp"
#include "float_mode.hpp"
#include "learner.hpp"
#include "play.hpp"
#include "probe.hpp"
#include "start.hpp"

namespace firstmove {
namespace {

class Batch {
 public:
  Batch(const BatchJob& job, const BatchContext& context)
      : job_(job),
        context_(context),
        spec_(job.variant->spec),
        play_(spec_, spec_.learners[job.learner], numbers(job)),
        population_(play_.population()),
        was_active_(population_.count(), 1),
        ending_(population_.count()),
        alive_before_(population_.count()) {}

  // Runs to the end; false if cancelled.
  bool run() {
    note_step(0);
    watch();
    start();
    for (std::uint64_t k = 1; k <= spec_.steps && population_.alive() > 0; ++k) {
      if (k % steps_between_checks == 0) {
        context_.steps_done += steps_between_checks * population_.count();
        if (context_.cancelled) return false;
      }
      note_step(k);
      play_.step(k);
      observe(k);
    }
    for (std::size_t r = 0; r < population_.count(); ++r)
      population_.end(r, RunStatus::finished, "", spec_.steps);
    for (auto& watcher : watchers_) watcher->close();
    context_.steps_done += spec_.steps % steps_between_checks * population_.count();
    return true;
  }

  std::vector<RunRecord> records(double seconds) {
    const BatchArray costs = final_costs();
    std::vector<RunRecord> records(population_.count());
    for (std::size_t r = 0; r < records.size(); ++r) {
      RunRecord& record = records[r];
      const Population::End& end = population_.end_of(r);
      record.id = job_.run_ids[r];
      record.variant = job_.variant_index;
      record.learner = job_.learner;
      record.learner_name = spec_.learners[job_.learner].name;
      record.replicate = play_.replicates()[r];
      record.sweep_json = job_.variant->sweep_json;
      record.status = end.status;
      record.reason = end.reason;
      record.steps = end.steps;
      record.wall_seconds = seconds / static_cast<double>(records.size());
      record.dims = play_.shape().dims;
      record.x = population_.state(r);
      for (std::size_t p = 0; p < play_.shape().players(); ++p)
        record.cost.push_back(costs.row(p)[r]);
      record.warnings = std::move(play_.warnings()[r]);
      for (auto& watcher : watchers_) {
        Recorded& seen = watcher->recorded()[r];
        std::move(seen.metrics.begin(), seen.metrics.end(), std::back_inserter(record.metrics));
        std::move(seen.trajectory.begin(), seen.trajectory.end(),
                  std::back_inserter(record.trajectory));
        std::move(seen.files.begin(), seen.files.end(), std::back_inserter(record.files));
      }
    }
    return records;
  }

 private:
  static constexpr std::uint64_t steps_between_checks = 256;

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
    for (const auto& observer : context_.observers)
      if (observer->table().open)
        watchers_.push_back(std::make_unique<Watcher>(
            *observer, watch, play_.oracle(), [this](const double* x) { return classify(x); },
            context_.folder, job_.run_ids));
  }

  // For observers that ask what a joint action is.
  std::vector<Verdict> classify(const double* at) {
    const std::vector<double> x(at, at + play_.shape().coordinates());
    try {
      if (point_)
        point_->move(x);
      else
        point_ = std::make_unique<Point>(spec_, x);
      return probe(*point_, spec_.place).verdicts;
    } catch (const InputError& refused) {
      throw PluginFailure(FM_UNSUPPORTED, refused.what());
    }
  }

  void start() {
    for (std::size_t r = 0; r < play_.replicates().size(); ++r)
      population_.place(r, start_point(spec_.start, play_.shape(), spec_.seed,
                                       play_.replicates()[r], job_.positions[r]));
    play_.start();
    look(0);
  }

  // Shows the step to the observers whose cadence names it; to the others, if replicas ended by it,
  // those replicas alone: what one leaves behind must not depend on its neighbours.
  void observe(std::uint64_t k) {
    const bool ended = population_.alive() < alive_before_;
    if (ended)
      for (std::size_t r = 0; r < ending_.size(); ++r)
        ending_[r] = was_active_[r] && !population_.active()[r];
    for (auto& watcher : watchers_) {
      if (watcher->cadence().sees(k))
        watcher->observe(view(k, was_active_));
      else if (ended)
        watcher->observe(view(k, ending_));
    }
    if (ended) remember_active();
  }

  // The start, as all replicas see it.
  void look(std::uint64_t k) {
    for (auto& watcher : watchers_) watcher->observe(view(k, was_active_));
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

  // Costs at the final joint actions; NaN where the game gives or finds none.
  BatchArray final_costs() {
    BatchArray costs(play_.shape().players(), play_.oracle().stride());
    for (std::uint32_t p = 0; p < play_.shape().players(); ++p) {
      try {
        double* const row = costs.row(p);
        play_.oracle().evaluate(play_.oracle().prepare({{sizeof(fm_request), FM_COST, p, 0, 0, 0}}),
                                spec_.steps, population_.x().data(), nullptr, &row);
      } catch (const PluginFailure&) {
        if (population_.count() > 1) throw;
        costs.row(p)[0] = std::numeric_limits<double>::quiet_NaN();
      }
    }
    return costs;
  }

  const BatchJob& job_;
  const BatchContext& context_;
  const ExperimentSpec& spec_;
  Play play_;
  Population& population_;
  std::vector<std::unique_ptr<Watcher>> watchers_;
  std::vector<std::uint8_t> was_active_;  // before the step: these took it
  std::vector<std::uint8_t> ending_;      // of these, the ones that ended by it
  std::size_t alive_before_;
  std::unique_ptr<Point> point_;  // of the last joint action that was classified
};

BatchJob alone(const BatchJob& job, std::size_t replica) {
  return {job.variant,
          job.variant_index,
          job.learner,
          {job.positions[replica]},
          {job.run_ids[replica]}};
}

// The record of a run that could not even start, or whose observer failed.
RunRecord failed_record(const BatchJob& job, const std::string& reason) {
  const ExperimentSpec& spec = job.variant->spec;
  RunRecord record;
  record.id = job.run_ids[0];
  record.variant = job.variant_index;
  record.learner = job.learner;
  record.learner_name = spec.learners[job.learner].name;
  record.replicate = spec.replicates[job.positions[0]];
  record.sweep_json = job.variant->sweep_json;
  record.status = RunStatus::failed;
  record.reason = reason;
  return record;
}

}  // namespace

std::vector<RunRecord> run_batch(const BatchJob& job, const BatchContext& context) {
  restore_float_mode();
  const auto begun = std::chrono::steady_clock::now();
  std::vector<RunRecord> records;
  std::string failure;
  try {
    failure = survive_crashes([&] {
      Batch batch(job, context);
      if (!batch.run()) return;
      const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - begun;
      records = batch.records(seconds.count());
    });
  } catch (const PluginFailure& refused) {
    failure = refused.what();
  }
  if (failure.empty()) return records;
  if (job.positions.size() == 1) return {failed_record(job, failure)};
  for (std::size_t r = 0; r < job.positions.size(); ++r) {
    std::vector<RunRecord> one = run_batch(alone(job, r), context);
    if (one.empty()) return {};
    records.push_back(std::move(one.front()));
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

}  // namespace firstmove
