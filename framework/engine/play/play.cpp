#include "play/play.hpp"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <cmath>

#include "base/float_mode.hpp"
#include "game/difference.hpp"
#include "play/optimizer.hpp"

namespace firstmove::engine {
namespace {

// Of an iterative solve, relative to the terms of its equation: the error of a direction that is
// larger than this is more than a matter of rounding.
constexpr double most_residual = 1e-6;

// Where the optimizer has taken it in.
constexpr Noise::OfPlayer no_noise = {};

// Whether all plugins but the game can read and write contiguous arrays.
bool all_take_contiguous(const ExperimentSpec& spec, const LearnerSpec& learner) {
  const auto rule = [](const PlayerSpec& player) {
    const fm_learner& table = player.rule.learner();
    return FM_HAS(&table, fm_learner, contiguous) && table.contiguous != 0;
  };
  const auto observer = [](const ObserverSpec& watching) {
    const fm_observer& table = watching.plugin.observer();
    return table.open == nullptr ||
           (FM_HAS(&table, fm_observer, contiguous) && table.contiguous != 0);
  };
  return std::all_of(learner.players.begin(), learner.players.end(), rule) &&
         std::all_of(spec.observers.begin(), spec.observers.end(), observer);
}

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
      : learner(spec, player, experiment.place, oracle, subscriptions, experiment.warnings,
                std::move(charge), std::move(left)),
        optimizer(spec.optimizer, oracle.game().shape().dims[player], oracle.stride()),
        action(oracle.game().shape().dims[player], oracle.stride()) {}

  Learner learner;
  Optimizer optimizer;
  BatchArray action;  // the direction, or the action of a rule that responds
};

Play::Play(const ExperimentSpec& spec, const LearnerSpec& learner,
           std::vector<std::uint32_t> replicates)
    : spec_(spec),
      replicates_(std::move(replicates)),
      game_(spec.game.plugin, spec.game.params, spec.game.teams),
      oracle_(game_, replicates_, spec.seed, all_take_contiguous(spec, learner)),
      population_(game_.shape(), replicates_.size(), oracle_.stride()),
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
  std::vector<NoiseSpec> noises(seats_.size());
  for (std::uint32_t p = 0; p < seats_.size(); ++p) {
    if (seats_[p]->learner.responds()) continue;
    movers_.push_back(p);
    noises[p] = learner.players[p].noise;
    plain_ = plain_ && seats_[p]->optimizer.plain();
  }
  for (std::uint32_t place = 0; place < seats_.size(); ++place)
    for (std::uint32_t p = 0; p < seats_.size(); ++p)
      if (spec_.place[p] == place && seats_[p]->learner.responds()) responders_.push_back(p);
  noise_.emplace(noises, game_.shape(), spec.seed, replicates_, oracle_.stride());
  for (const std::uint32_t p : movers_)
    population_.moves_by(p, seats_[p]->action,
                         seats_[p]->optimizer.plain() ? noise_->of(p) : no_noise);
  plan_ = oracle_.prepare(wanted_.requests());
  results_ = wanted_.outputs();
  for (const PlayerSpec& player : learner.players) schedules_.emplace_back(player.step);
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
  population_.stay();
}

void Play::step(std::uint64_t k) {
  try {
    take_step(k);
  } catch (const PluginFailure& failure) {
    if (population_.count() > 1) throw;
    population_.end(0, RunStatus::failed, Cause::fault,
                    fmt::format("{} at step {}", failure.what(), k), k - 1);
    if (!moved_) population_.stay();
    population_.finish_step(k);
  }
}

void Play::take_step(std::uint64_t k) {
  now_ = k;
  moved_ = false;
  for (std::size_t p = 0; p < schedules_.size(); ++p) step_sizes_[p] = schedules_[p].at(k);
  oracle_.evaluate(plan_, k, population_.x().data(), nullptr, results_.data());
  charge(oracle_.products(plan_), nullptr);
  for (const std::uint32_t p : movers_) {
    act(p, k);
    if (!plain_) population_.require_finite(seats_[p]->action, p, "direction", k);
  }
  noise_->draw(k, population_.x());
  const bool told = told_ && told_->wanted;
  if (told) tell_directions();
  move_all(k);
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
      if (products(r) >= spec_.budget.products)
        population_.end(
            r, RunStatus::stopped, Cause::products,
            fmt::format("the budget of {} oracle products is spent", spec_.budget.products), k);
}

// All at once: no block's move depends on another's.
void Play::move_all(std::uint64_t k) {
  if (!plain_)
    for (const std::uint32_t p : movers_) {
      Seat& seat = *seats_[p];
      if (seat.optimizer.plain()) continue;
      noise_->add(p, seat.action);
      seat.optimizer.apply(k, seat.action);
    }
  for (const std::uint32_t p : responders_) population_.hold(p);
  const bool finite = population_.move(step_sizes_);
  moved_ = true;
  if (plain_ && !finite)
    for (const std::uint32_t p : movers_)
      population_.require_finite(seats_[p]->action, p, "direction", k);
}

void Play::tell_directions() {
  for (const std::uint32_t p : movers_) {
    const BatchArray& free = seats_[p]->action;
    std::copy_n(free.data(), free.size(), told_->free.row(shape().offsets[p]));
  }
  std::fill(told_->noise.begin(), told_->noise.end(), 0.0);
  noise_->add_squares(told_->noise);
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
  if (!needed && population_.alive() == population_.count()) {
    products_all_ += products;
    return;
  }
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
  if (seat.learner.remarks()) take_remarks(seat.learner, k);
}

void Play::take_remarks(Learner& learner, std::uint64_t k) {
  for (Remark& given_up : learner.take_given_up())
    if (given_up.replica < population_.count())
      population_.end(given_up.replica, RunStatus::failed, Cause::fault,
                      fmt::format("{} at step {}", given_up.text, k), k == 0 ? 0 : k - 1);
  for (Remark& warning : learner.take_warnings())
    if (population_.active()[warning.replica])
      warnings_[warning.replica].push_back({k, std::move(warning.text)});
}

}  // namespace firstmove::engine
