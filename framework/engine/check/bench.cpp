#include "check/bench.hpp"

#include <cmath>
#include <limits>
#include <optional>

#include "check/call.hpp"
#include "check/seat.hpp"
#include "point/point.hpp"
#include "point/probe.hpp"

namespace firstmove::engine::checks {
namespace {

constexpr std::uint64_t experiment_steps = 100;

// Classifies joint actions for observers that ask for it.
class Classifier {
 public:
  explicit Classifier(Practice game) {
    spec_.game.plugin = practice_plugin();
    spec_.game.params = practice_parameters(game);
    for (std::uint32_t p = 0; p < dims_of(game).size(); ++p) spec_.place.push_back(p);
    coordinates_ = Game(spec_.game.plugin, spec_.game.params).shape().coordinates();
  }
  std::vector<firstmove::engine::Verdict> operator()(const double* at) {
    const std::vector<double> x(at, at + coordinates_);
    try {
      if (!point_) point_.emplace(spec_, x);
      point_->move(x);
      return probe(*point_, spec_.place).verdicts;
    } catch (const InputError& refused) {
      throw PluginFailure(FM_UNSUPPORTED, refused.what());
    }
  }

 private:
  ExperimentSpec spec_;
  std::size_t coordinates_ = 0;
  std::optional<Point> point_;
};

void require_success(const std::string& fault) {
  if (!fault.empty()) throw PluginFailure(FM_FAILED, fault);
}

}  // namespace

Bench::Bench(const CheckedPlugin& subject) : folder_(subject.folder) {
  view_.name = "practice";
  view_.learner_names = {"one", "the other; its name has \"quotes\" and <brackets>"};
  for (const std::string& name : view_.learner_names) view_.name_pointers.push_back(name.c_str());
  view_.c = {sizeof(fm_experiment),
             2,
             view_.name.c_str(),
             view_.name_pointers.data(),
             20,
             2,
             experiment_steps,
             80,
             0,
             0,
             0,
             0};
  ObserverSpec spec;
  spec.plugin = subject.plugin;
  spec.params = subject.params;
  note("fm_observer.create");
  observer_ = std::make_unique<Observer>(spec, view_, subject.descriptor().id);
}

std::vector<Recorded> Bench::watch(const Session& session) {
  Game game(practice_plugin(), practice_parameters(session.game));
  const Shape& shape = game.shape();
  Oracle oracle(game, session.replicates, 7);
  std::vector<std::int64_t> runs;
  for (std::size_t r = 0; r < session.replicates.size(); ++r)
    runs.push_back(session.first_run + static_cast<std::int64_t>(r));
  const fm_watch watch = {sizeof(fm_watch),
                          1,
                          0,
                          shape.players(),
                          static_cast<std::uint32_t>(session.replicates.size()),
                          shape.coordinates(),
                          shape.dims.data(),
                          shape.domains.data(),
                          session.replicates.data(),
                          experiment_steps,
                          nullptr,
                          game.metrics()};
  const auto classify = std::make_shared<Classifier>(session.game);
  note("fm_observer.open({} replicas of {})", session.replicates.size(),
       practice_name(session.game));
  Watcher watcher(
      *observer_, watch, oracle, [classify](const double* x) { return (*classify)(x); }, folder_,
      runs);
  watcher.open();
  BatchArray x = starts(shape, session.replicates, session.padding);
  std::vector<std::uint8_t> active(session.replicates.size(), 1);
  for (std::uint64_t k = 0; k < session.steps; ++k) {
    const std::uint64_t step = session.first_step + k;
    if (session.victim >= 0)
      for (std::size_t c = 0; c < x.rows(); ++c)
        x.row(c)[static_cast<std::size_t>(session.victim)] = session.value;
    // The first replica ends early.
    if (k + 2 >= session.steps) active[0] = 0;
    const fm_view view = {sizeof(fm_view), static_cast<std::uint32_t>(active.size()),
                          x.stride(),      step,
                          x.data(),        active.data()};
    note("fm_observer.observe(step {}, {} replicas)", step, active.size());
    watcher.observe(view);
    for (std::size_t c = 0; c < x.rows(); ++c)
      for (std::size_t r = 0; r < active.size(); ++r) x.row(c)[r] *= 0.8;
  }
  if (!session.complete) {
    note("fm_observer.close(a cancelled batch)");
    return {};
  }
  note("fm_observer.close");
  watcher.close();
  return std::move(watcher.recorded());
}

void Bench::follow() {
  const std::uint64_t of_learners[] = {40, 40};
  for (std::uint64_t done = 0; done <= 80; done += 20) {
    const std::uint64_t learner_done[] = {done / 2, done / 2}, failed[] = {done / 20, 0};
    const fm_progress progress = {sizeof(fm_progress),
                                  done == 80,
                                  done,
                                  80,
                                  done * experiment_steps,
                                  80 * experiment_steps,
                                  done / 20,
                                  0.25 * static_cast<double>(done),
                                  of_learners,
                                  learner_done,
                                  failed};
    note("fm_observer.progress({} of 80 runs)", done);
    require_success(observer_->progress(progress));
  }
  const std::uint64_t none[] = {0, 0};
  const fm_progress nothing = {sizeof(fm_progress), 1, 0, 0, 0, 0, 0, 0, none, none, none};
  note("fm_observer.progress(no runs)");
  require_success(observer_->progress(nothing));
}

void Bench::finish(std::size_t count) {
  constexpr double nan = std::numeric_limits<double>::quiet_NaN();
  constexpr std::uint32_t dims[] = {2, 1};
  static constexpr double x[] = {0.25, -1.5, 1e300};
  static constexpr double costs[] = {1.5, -2.5}, none[] = {nan, nan},
                          infinite[] = {std::numeric_limits<double>::infinity(), 1};
  std::vector<fm_run> runs;
  std::vector<const fm_run*> pointers;
  for (std::size_t n = 0; n < count; ++n) {
    fm_run run = {sizeof(fm_run),
                  static_cast<std::uint32_t>(n % 4 / 2),
                  static_cast<std::uint32_t>(n / 4 % 20),
                  static_cast<std::uint32_t>(n % 2),
                  n % 2 == 0 ? "{\"game.params.A\":1.0}" : "{\"game.params.A\":2.0}",
                  FM_RUN_FINISHED,
                  2,
                  "",
                  experiment_steps,
                  0.01,
                  dims,
                  x,
                  costs,
                  "converged",
                  200,
                  "differential Nash",
                  ""};
    if (n % 7 != 0) {  // runs without a class, for some reason
      run.end_class = nullptr;
      run.end_class_reason = "the run did not come to rest";
    }
    switch (n % 7) {
      case 1:
        run.status = FM_RUN_STOPPED;
        run.reason = "its update is small";
        break;
      case 2:
        run.status = FM_RUN_FAILED;
        run.reason = "the plugin failed with \"quotes\" and\na second line";
        run.outcome = "failed";
        run.cost = none;
        run.steps = 0;
        break;
      case 3:
        run.cost = infinite;
        run.outcome = "diverged";
        break;
      case 4:  // like skipped runs: without players
        run.status = FM_RUN_FAILED;
        run.players = 0;
        run.reason = "the learner refuses the game";
        run.outcome = "skipped";
        run.dims = nullptr;
        run.x = run.cost = nullptr;
        run.steps = run.products = 0;
        break;
      default:
        break;
    }
    runs.push_back(run);
  }
  for (const fm_run& run : runs) pointers.push_back(&run);
  note("fm_observer.finish({} runs)", count);
  require_success(observer_->finish(pointers));
}

}  // namespace firstmove::engine::checks
