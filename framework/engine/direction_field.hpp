// The directions of all players under a learner, as a field of joint actions.
#pragma once

#include <cstdint>
#include <vector>

#include "manifest.hpp"

namespace firstmove {

// At one joint action, as if play began there: rules without memory of earlier steps, no noise,
// the step sizes of step k. For a rule that plays an action outright, x_i less that action. Throws
// InputError if a rule gives the point up.
std::vector<double> direction(const ExperimentSpec& spec, const LearnerSpec& learner,
                              const std::vector<double>& x, std::uint64_t k = 1);

}  // namespace firstmove
