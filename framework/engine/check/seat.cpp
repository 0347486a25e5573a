#include "check/seat.hpp"

#include <spdlog/fmt/ranges.h>

#include "check/guarded_array.hpp"

namespace firstmove::engine::checks {
namespace {

PlayerSpec spec_of(const CheckedPlugin& subject) {
  PlayerSpec spec;
  spec.rule = subject.plugin;
  spec.params = subject.params;
  return spec;
}

}  // namespace

std::string Place::text() const {
  return fmt::format("player {} of {}, order of play {}", player + 1, practice_name(game),
                     fmt::join(order, ", "));
}

std::vector<Place> places() {
  std::vector<Place> all;
  for (const Practice game : all_practice) {
    const auto n = static_cast<std::uint32_t>(dims_of(game).size());
    std::vector<std::uint32_t> forward, backward;
    for (std::uint32_t p = 0; p < n; ++p) {
      forward.push_back(p);
      backward.push_back(n - 1 - p);
    }
    for (const auto& order : {forward, backward})
      for (std::uint32_t p = 0; p < n; ++p) all.push_back({game, p, order});
  }
  return all;
}

Seat::Seat(const CheckedPlugin& subject, const Place& place, std::vector<std::uint32_t> replicates,
           bool failing)
    : place_(place),
      replicates_(std::move(replicates)),
      game_(failing ? failing_plugin() : practice_plugin(), practice_parameters(place.game)),
      oracle_(game_, replicates_, 7) {
  note("fm_learner.create(as {}, {} replicas)", place.text(), replicates_.size());
  learner_.emplace(spec_of(subject), place.player, place.order, oracle_, subscriptions_);
  if (!subscriptions_.requests().empty()) subscribed_ = oracle_.prepare(subscriptions_.requests());
  std::vector<fm_request> own;
  if (!failing) {
    for (std::uint32_t p = 0; p < shape().players(); ++p) {
      own.push_back({sizeof(fm_request), FM_GRADIENT, p, p, 0, 0});
      others_.emplace_back(shape().dims[p], stride());
    }
    gradients_ = oracle_.prepare(own);
  }
}

void Seat::bring(std::uint64_t step, const BatchArray& x) {
  if (!subscribed_) return;
  const std::vector<double*> to = subscriptions_.outputs();
  oracle_.evaluate(*subscribed_, step, x.data(), nullptr, to.data());
}

void Seat::act_into(std::uint64_t step, const BatchArray& x, double step_size, BatchArray& out) {
  note("fm_learner.{}(as {}, step {}, {} replicas)", learner_->responds() ? "respond" : "direction",
       place_.text(), step, replicates_.size());
  learner_->act(step, x.data(), std::vector<double>(shape().players(), step_size), out);
}

BatchArray Seat::act(std::uint64_t step, const BatchArray& x, double step_size) {
  bring(step, x);
  BatchArray out(coordinates(), stride());
  act_into(step, x, step_size, out);
  return out;
}

Path Seat::play(BatchArray x, std::uint64_t steps) {
  constexpr double gamma = 0.05;
  Path path;
  path.given_up.resize(replicates_.size());
  const std::uint32_t own = shape().offsets[place_.player];
  const std::vector<double*> to = [this] {
    std::vector<double*> pointers;
    for (BatchArray& other : others_) pointers.push_back(other.data());
    return pointers;
  }();
  for (std::uint64_t k = learner_->responds() ? 0 : 1; k <= steps; ++k) {
    oracle_.evaluate(gradients_, k, x.data(), nullptr, to.data());
    BatchArray act = this->act(k, x, gamma);
    for (const Remark& remark : learner_->take_given_up())
      if (remark.replica < path.given_up.size()) path.given_up[remark.replica] = true;
    for (std::size_t r = 0; r < replicates_.size(); ++r) {
      for (std::uint32_t p = 0; p < shape().players(); ++p)
        for (std::uint32_t c = 0; p != place_.player && c < shape().dims[p]; ++c)
          x.row(shape().offsets[p] + c)[r] -= gamma * others_[p].row(c)[r];
      for (std::uint32_t c = 0; c < coordinates(); ++c)
        x.row(own + c)[r] =
            learner_->responds() ? act.row(c)[r] : x.row(own + c)[r] - gamma * act.row(c)[r];
    }
    path.acts.push_back(std::move(act));
  }
  return path;
}

BatchArray starts(const Shape& shape, const std::vector<std::uint32_t>& replicates,
                  double padding) {
  BatchArray x(shape.coordinates(), stride_for(replicates.size()));
  for (std::size_t c = 0; c < x.rows(); ++c)
    for (std::size_t r = 0; r < x.stride(); ++r) {
      if (r >= replicates.size()) {
        x.row(c)[r] = padding;
        continue;
      }
      const double turn = 0.618033988749895 * (replicates[r] + 1) + 0.31 * static_cast<double>(c);
      x.row(c)[r] = 1.8 * (turn - std::floor(turn)) - 0.9;
    }
  return x;
}

std::vector<Place> taken_places(const CheckedPlugin& subject) {
  std::vector<Place> taken;
  for (const Place& place : places()) {
    if (!taken.empty() && taken.back().game == place.game) continue;
    try {
      Seat seat(subject, place, {0});
      taken.push_back(place);
    } catch (const PluginFailure&) {
    }
  }
  if (taken.empty()) throw Skipped("the rule refuses every place in the practice games");
  return taken;
}

void same_path(const Path& left, std::size_t a, const Path& right, std::size_t b,
               const std::string& what) {
  if (left.given_up[a] != right.given_up[b])
    throw Failed(fmt::format("a replica is given up in only one of the two: {}", what));
  if (left.given_up[a]) return;
  for (std::size_t k = 0; k < left.acts.size(); ++k)
    for (std::size_t c = 0; c < left.acts[k].rows(); ++c) {
      const double one = left.acts[k].row(c)[a], other = right.acts[k].row(c)[b];
      if (!same_bits(one, other))
        throw Failed(
            fmt::format("coordinate {} of its output at call {} differs ({:.17g} and {:.17g}): {}",
                        c, k + 1, one, other, what));
    }
}

}  // namespace firstmove::engine::checks
