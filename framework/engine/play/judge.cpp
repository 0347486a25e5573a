#include "play/judge.hpp"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <limits>

#include "call/task.hpp"
#include "play/noise.hpp"

namespace firstmove::engine {
namespace {

constexpr std::uint64_t least_steps = 16;
// Directions of such a game are never free of noise.
constexpr const char* sampled =
    "the game draws a sample at each step, and a direction is of one of them";

double size_of(const Shape& shape, const std::vector<double>& x) {
  double square = 0;
  for (std::size_t c = 0; c < x.size(); ++c)
    if (shape.domains[c].kind != FM_DOMAIN_PERIODIC) square += x[c] * x[c];
  return std::sqrt(square);
}

}  // namespace

Judge::Judge(const ExperimentSpec& spec, const LearnerSpec& learner, Play& play, std::uint64_t task)
    : spec_(spec),
      learner_(learner),
      play_(play),
      task_(task),
      memory_(play.shape(), play.population()),
      noisy_(has_noise(learner) || play.game().stochastic()),
      verdicts_(play.population().count()) {
  play.tell(memory_.directions());
}

// What the cause of its end decides without the path.
bool Judge::settle_by_cause(std::size_t replica) {
  const Population::End& end = play_.population().end_of(replica);
  Outcome& outcome = verdicts_[replica].outcome;
  if (end.cause == Cause::seconds)
    outcome = Outcome::timed_out;
  else if (end.cause == Cause::infinite)
    outcome = Outcome::diverged;
  else if (end.cause == Cause::fault)
    outcome = Outcome::failed;
  else if (!(size_of(play_.shape(), play_.population().state(replica)) <=
             spec_.outcome.bound * (1 + memory_.start_size(replica))))
    outcome = Outcome::diverged;
  else if (end.cause == Cause::nan)
    outcome = Outcome::failed;
  else if (end.cause != Cause::stop_rule && end.steps < least_steps)
    outcome = Outcome::budget_spent;
  else
    return false;
  return true;
}

void Judge::ended(std::size_t replica) {
  if (settle_by_cause(replica)) return;
  const Population::End& end = play_.population().end_of(replica);
  const SampledPath path = memory_.path(replica, noisy_);
  const EndedRun run = {play_.replicates()[replica], end.steps, play_.population().state(replica)};
  const double tolerance = spec_.outcome.tolerance;
  const std::size_t points = path.points.count();
  if (end.cause == Cause::stop_rule) {
    // The rule's own limit says which moves count as none.
    settled_replicas_.push_back(replica);
    settled_.push_back({run, tolerance * extent_of(path) + spec_.stop.update_norm / tolerance,
                        memory_.direction_sizes(replica)});
    return;
  }
  const double extent = extent_of(path);
  const double rounding =
      8 * std::numeric_limits<double>::epsilon() * size_of(play_.shape(), run.x);
  if (settled(path, tolerance * extent + rounding)) {
    if (direction_grows(path)) {
      verdicts_[replica].outcome = Outcome::still_moving;
      return;
    }
    // With noise, the end is about as far from the point of rest as any other point.
    const double spread = spread_of(path, points - points / 4, points);
    settled_replicas_.push_back(replica);
    settled_.push_back(
        {run, tolerance * extent + (noisy_ ? 4 * spread : 0), memory_.direction_sizes(replica)});
    return;
  }
  const Motion motion = motion_of(path);
  if (motion == Motion::stationary)
    verdicts_[replica].outcome = Outcome::stationary_noise;
  else if (motion == Motion::trend)
    verdicts_[replica].outcome = Outcome::still_moving;
  else if (motion == Motion::unclear)
    verdicts_[replica].outcome = Outcome::budget_spent;
  else
    unsettled_.push_back({replica, {run, spread_of(path, points / 2, points)}});
}

std::string Judge::failure_of(std::string_view part, const std::function<void()>& body) const {
  std::string fault;
  try {
    fault = attempt(part_of_task(task_, part, 0), spec_.budget.call, body);
  } catch (const PluginFailure& failure) {
    fault = failure.what();
  }
  if (!fault.empty() && play_.population().count() > 1) throw PluginFailure(FM_FAILED, fault);
  return fault;
}

void Judge::decide_settled() {
  std::vector<RestFound> rests(settled_.size());
  std::string failure = play_.game().stochastic() ? sampled : failure_of("rest", [&] {
    rests = rest_of(spec_, learner_, play_.game(), settled_);
  });
  if (failure.empty()) failure = "the learner gives no finite direction there";
  for (std::size_t i = 0; i < settled_.size(); ++i) {
    Verdict& verdict = verdicts_[settled_replicas_[i]];
    switch (rests[i].rest) {
      case Rest::at_rest:
        verdict.outcome = Outcome::converged;
        verdict.rest = std::move(rests[i].x);
        break;
      case Rest::moving:
        verdict.outcome = Outcome::still_moving;
        break;
      case Rest::died_out:
        verdict.outcome = Outcome::steps_died_out;
        break;
      default:
        verdict = {Outcome::budget_spent,
                   fmt::format("undecided whether it is at rest: {}", failure)};
    }
  }
}

void Judge::decide_unsettled() {
  std::vector<UnsettledRun> runs;
  for (const Unsettled& one : unsettled_) runs.push_back(one.run);
  std::vector<Continuation> continued(runs.size());
  const std::string failure = play_.game().stochastic() ? sampled : failure_of("continuation", [&] {
    continued = continue_without_noise(spec_, learner_, runs);
  });
  for (std::size_t i = 0; i < runs.size(); ++i) {
    Verdict& verdict = verdicts_[unsettled_[i].replica];
    const auto [separation, amplitude, share] = continued[i];
    verdict.outcome = Outcome::budget_spent;
    if (!failure.empty())
      verdict.open = fmt::format("undecided whether it cycles: {}", failure);
    else if (noisy_ && (amplitude < 0.9 || share < 0.5))
      verdict.outcome = Outcome::stationary_noise;
    else if (separation == Separation::exponential)
      verdict.outcome = Outcome::irregular;
    else if (separation == Separation::regular)
      verdict.outcome = amplitude < 0.9 ? Outcome::still_moving : Outcome::cycling;
  }
}

void Judge::decide() {
  decide_settled();
  decide_unsettled();
}

}  // namespace firstmove::engine
