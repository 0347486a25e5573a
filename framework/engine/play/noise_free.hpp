// The directions of a learner without noise, at joint actions of one's choice.
#pragma once

#include <memory>
#include <vector>

#include "game/oracle.hpp"
#include "play/learner.hpp"
#include "spec/experiment_spec.hpp"

namespace firstmove::engine {

// Fresh instances of a learner's rules at one step: what the rules remember of a run has no part.
// Nothing is charged to the runs.
class NoiseFree {
 public:
  // For `replicates` at step k, with the step sizes of that step. Throws PluginFailure.
  NoiseFree(const ExperimentSpec& spec, const LearnerSpec& learner, Game& game,
            std::vector<std::uint32_t> replicates, std::uint64_t k);

  // The direction of every player at x, one column a replica; of a player who responds, its action
  // less its response. NaN where a rule gives a replica up. Throws PluginFailure.
  void at(const BatchArray& x, BatchArray& directions);

  // Whether each player's rule responds.
  std::vector<bool> responds() const;
  std::size_t stride() const { return oracle_.stride(); }

 private:
  const Shape& shape_;
  std::vector<std::uint32_t> replicates_;
  Oracle oracle_;
  Subscriptions wanted_;
  std::vector<std::unique_ptr<Learner>> rules_;
  std::vector<BatchArray> actions_;
  std::size_t plan_ = 0;
  std::vector<double*> results_;
  std::vector<double> step_sizes_;
  std::uint64_t step_;
};

}  // namespace firstmove::engine
