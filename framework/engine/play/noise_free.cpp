#include "play/noise_free.hpp"

#include <algorithm>
#include <limits>

#include "game/difference.hpp"
#include "play/schedule.hpp"

namespace firstmove::engine {

NoiseFree::NoiseFree(const ExperimentSpec& spec, const LearnerSpec& learner, Game& game,
                     std::vector<std::uint32_t> replicates, std::uint64_t k)
    : shape_(game.shape()),
      replicates_(std::move(replicates)),
      oracle_(game, replicates_, spec.seed),
      step_(k) {
  for (std::uint32_t p = 0; p < shape_.players(); ++p) {
    const PlayerSpec& player = learner.players[p];
    rules_.push_back(std::make_unique<Learner>(player, p, spec.place, oracle_, wanted_));
    actions_.emplace_back(shape_.dims[p], oracle_.stride());
    step_sizes_.push_back(step_size(player.step, std::max<std::uint64_t>(k, 1)));
  }
  plan_ = oracle_.prepare(wanted_.requests());
  results_ = wanted_.outputs();
}

std::vector<bool> NoiseFree::responds() const {
  std::vector<bool> all;
  for (const auto& rule : rules_) all.push_back(rule->responds());
  return all;
}

void NoiseFree::at(const BatchArray& x, BatchArray& directions) {
  // A rule may remember the last joint action, as optimistic gradient play does: the second time it
  // remembers this one.
  for (int time = 0; time < 2; ++time) {
    ++step_;
    oracle_.evaluate(plan_, step_, x.data(), nullptr, results_.data());
    for (std::size_t p = 0; p < rules_.size(); ++p)
      rules_[p]->act(step_, x.data(), step_sizes_, actions_[p]);
  }
  for (std::uint32_t p = 0; p < rules_.size(); ++p) {
    for (std::size_t a = 0; a < actions_[p].rows(); ++a) {
      const std::size_t c = shape_.offsets[p] + a;
      const double* const action = actions_[p].row(a);
      double* const out = directions.row(c);
      for (std::size_t r = 0; r < replicates_.size(); ++r)
        out[r] = rules_[p]->responds() ? difference(shape_.domains[c], x.row(c)[r], action[r])
                                       : action[r];
    }
    for (const Remark& given_up : rules_[p]->take_given_up())
      if (given_up.replica < replicates_.size())
        directions.row(shape_.offsets[p])[given_up.replica] =
            std::numeric_limits<double>::quiet_NaN();
  }
}

}  // namespace firstmove::engine
