#include "play/play.hpp"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <cmath>

#include "base/float_mode.hpp"
#include "game/difference.hpp"
#include "play/noise.hpp"
#include "play/optimizer.hpp"
#include "play/schedule.hpp"

namespace firstmove::engine {
namespace {

// Of an iterative solve, relative to the terms of its equation: the error of a direction that is
// larger than this is more than a matter of rounding.
constexpr double most_residual = 1e-6;

void require_float_mode() {
  if (float_mode_is_default()) return;
  restore_float_mode();
  throw PluginFailure(FM_FAILED, "a plugin changed the floating-point mode");
}

}  // namespace

struct Play::Seat {
  Seat(const PlayerSpec& spec, std::uint32_t player, const ExperimentSpec& experiment,
       Oracle& oracle, Subscriptions& subscriptions,
       std::function<void(std::uint64_t, const double*)> charge,
       std::function<void(std::uint32_t, double)> left)
      : step(spec.step),
        learner(spec, player, experiment.place, oracle, subscriptions, experiment.warnings,
                std::move(charge), std::move(left)),
        noise(spec.noise, experiment.seed, player),
        optimizer(spec.optimizer, oracle.game().shape().dims[player], oracle.stride()),
        action(oracle.game().shape().dims[player], oracle.stride()) {}

  const StepSpec& step;
  Learner learner;
  Noise noise;
  Optimizer optimizer;
  BatchArray action;  // the direction, then the update; or the action of a rule that responds
};

Play::Play(const ExperimentSpec& spec, const LearnerSpec& learner,
           std::vector<std::uint32_t> replicates)
    : spec_(spec),
      replicates_(std::move(replicates)),
      game_(spec.game.plugin, spec.game.params, spec.game.teams),
      oracle_(game_, replicates_, spec.seed),
      population_(game_.shape(), replicates_.size()),
      products_(replicates_.size()),
      warnings_(replicates_.size()),
      residuals_(replicates_.size()) {
  for (std::uint32_t p = 0; p < game_.shape().players(); ++p)
    seats_.push_back(std::make_unique<Seat>(
        learner.players[p], p, spec_, oracle_, wanted_,
        [this](std::uint64_t products, const double* needed) { charge(products, needed); },
        [this, p](std::uint32_t replica, double residual) {
          note_residual(p, replica, residual);
        }));
  for (std::uint32_t place = 0; place < seats_.size(); ++place)
    for (std::uint32_t p = 0; p < seats_.size(); ++p)
      if (spec_.place[p] == place && seats_[p]->learner.responds()) responders_.push_back(p);
  plan_ = oracle_.prepare(wanted_.requests());
  results_ = wanted_.outputs();
  step_sizes_.resize(seats_.size());
}

Play::~Play() = default;

void Play::start() {
  population_.pad();
  try {
    respond(0);
    require_float_mode();
  } catch (const PluginFailure& failure) {
    if (population_.count() > 1) throw;
    population_.end(0, RunStatus::failed, Cause::fault,
                    fmt::format("{} at the start", failure.what()), 0);
  }
}

void Play::step(std::uint64_t k) {
  try {
    take_step(k);
  } catch (const PluginFailure& failure) {
    if (population_.count() > 1) throw;
    population_.end(0, RunStatus::failed, Cause::fault,
                    fmt::format("{} at step {}", failure.what(), k), k - 1);
    population_.finish_step(k);
  }
}

void Play::take_step(std::uint64_t k) {
  now_ = k;
  population_.begin_step();
  for (std::size_t p = 0; p < seats_.size(); ++p) step_sizes_[p] = step_size(seats_[p]->step, k);
  oracle_.evaluate(plan_, k, population_.x().data(), nullptr, results_.data());
  charge(oracle_.products(plan_), nullptr);
  for (std::uint32_t p = 0; p < seats_.size(); ++p) {
    if (seats_[p]->learner.responds()) continue;
    act(p, k);
    population_.require_finite(seats_[p]->action, p, "direction", k);
  }
  const bool told = told_ && told_->wanted;
  if (told) std::fill(told_->noise.begin(), told_->noise.end(), 0.0);
  for (std::uint32_t p = 0; p < seats_.size(); ++p) {
    Seat& seat = *seats_[p];
    if (seat.learner.responds()) continue;
    if (told) tell_before_noise(p);
    seat.noise.add(k, replicates_, population_.before(), seat.action);
    if (told) tell_noise(p);
    seat.optimizer.apply(k, seat.action);
    population_.move(p, step_sizes_[p], seat.action);
  }
  respond(k);
  population_.finish_step(k);
  if (told) tell_responses();
  require_float_mode();
  if (spec_.stop.update_norm >= 0)
    for (std::size_t r = 0; r < population_.count(); ++r)
      if (population_.active()[r] && population_.update_norm(r) <= spec_.stop.update_norm)
        population_.end(r, RunStatus::stopped, Cause::stop_rule,
                        fmt::format("update norm at most {}", spec_.stop.update_norm), k);
  if (spec_.budget.products != 0)
    for (std::size_t r = 0; r < population_.count(); ++r)
      if (products_[r] >= spec_.budget.products)
        population_.end(
            r, RunStatus::stopped, Cause::products,
            fmt::format("the budget of {} oracle products is spent", spec_.budget.products), k);
}

void Play::tell_before_noise(std::uint32_t player) {
  const BatchArray& action = seats_[player]->action;
  std::copy_n(action.data(), action.size(), told_->free.row(shape().offsets[player]));
}

void Play::tell_noise(std::uint32_t player) {
  const BatchArray& noisy = seats_[player]->action;
  for (std::size_t a = 0; a < noisy.rows(); ++a) {
    const double* const free = told_->free.row(shape().offsets[player] + a);
    for (std::size_t r = 0; r < told_->noise.size(); ++r) {
      const double noise = noisy.row(a)[r] - free[r];
      told_->noise[r] += noise * noise;
    }
  }
}

void Play::tell_responses() {
  for (const std::uint32_t p : responders_)
    for (std::uint32_t c = shape().offsets[p]; c < shape().offsets[p + 1]; ++c)
      for (std::size_t r = 0; r < population_.count(); ++r)
        told_->free.row(c)[r] = difference(shape().domains[c], population_.before().row(c)[r],
                                           population_.x().row(c)[r]);
}

// Only active replicas: what a replica is charged must not depend on the others.
void Play::charge(std::uint64_t products, const double* needed) {
  for (std::size_t r = 0; r < products_.size(); ++r)
    if (population_.active()[r] && (!needed || needed[r] != 0)) products_[r] += products;
}

// A larger one of the same player replaces the one before it, so that rows stay in order.
void Play::note_residual(std::uint32_t player, std::size_t replica, double residual) {
  if (replica >= population_.count() || !population_.active()[replica]) return;
  std::vector<ResidualRow>& rows = residuals_[replica];
  auto row = std::find_if(rows.begin(), rows.end(),
                          [&](const ResidualRow& known) { return known.player >= player; });
  if (row == rows.end() || row->player != player)
    row = rows.insert(row, {player, now_, 0});
  else if (std::isnan(row->value) || residual <= row->value)
    return;
  const bool told = row->value > most_residual;
  *row = {player, now_, residual};
  if (spec_.warnings && !told && !(residual <= most_residual))
    warnings_[replica].push_back(
        {now_, fmt::format("an iterative solve of player {} left a relative residual of more than "
                           "{}, so that the player does not follow its rule; the most that it left "
                           "in a run is in the table 'residual'",
                           player + 1, most_residual)});
}

void Play::respond(std::uint64_t k) {
  for (const std::uint32_t p : responders_) {
    act(p, k);
    population_.require_finite(seats_[p]->action, p, "response", k);
    population_.set(p, seats_[p]->action);
  }
}

void Play::act(std::uint32_t p, std::uint64_t k) {
  Seat& seat = *seats_[p];
  seat.learner.act(k, population_.x().data(), step_sizes_, seat.action);
  for (Remark& given_up : seat.learner.take_given_up())
    if (given_up.replica < population_.count())
      population_.end(given_up.replica, RunStatus::failed, Cause::fault,
                      fmt::format("{} at step {}", given_up.text, k), k == 0 ? 0 : k - 1);
  for (Remark& warning : seat.learner.take_warnings())
    if (population_.active()[warning.replica])
      warnings_[warning.replica].push_back({k, std::move(warning.text)});
}

}  // namespace firstmove::engine
