// Whether a run that has settled is at rest.
#pragma once

#include <string>
#include <vector>

#include "play/noise_free.hpp"

namespace firstmove::engine {

// A run that has ended, to be judged.
struct EndedRun {
  std::uint32_t replicate = 0;
  std::uint64_t steps = 0;
  std::vector<double> x;  // its end
};

struct SettledRun {
  EndedRun run;
  double within = 0;  // how far from its end a point of rest may be
  // The greatest length of each player's noise-free direction on the path.
  std::vector<double> direction_sizes;
};

enum class Rest {
  at_rest,    // the learner's noise-free direction vanishes near the end
  moving,     // it does not
  died_out,   // it does not, and the step sizes of the player whose direction is the largest in
              // proportion to what it was have nearly all been spent
  undecided,  // the learner gives no direction there
};

struct RestFound {
  Rest rest = Rest::undecided;
  // Where the direction vanishes, if it is at rest: the run's end, or a point near it.
  std::vector<double> x = {};
};

// Where a search (nearby_zero.hpp) finds that the direction falls, but not to 0, the run is at rest
// if the direction is at most `tolerance` of the greatest on its path. Throws PluginFailure.
std::vector<RestFound> rest_of(const ExperimentSpec& spec, const LearnerSpec& learner, Game& game,
                               const std::vector<SettledRun>& runs);

}  // namespace firstmove::engine
