// What a manifest asks of the convergence results that they do not give.
#pragma once

#include <string>
#include <vector>

#include "spec/experiment_spec.hpp"

namespace firstmove::engine {

// Sentences about one learner's schedules, without its name; none where all is as assumed. A1b of
// Fiez, Chasnov, Ratliff 2019: steps that sum to infinity and whose squares do not; and for rules
// that say so (fm_rule.slower) a leader whose steps vanish before those of every player that it
// leads, gamma_1 = o(gamma_2) (section 3.2). Players that answer outright take no steps.
std::vector<std::string> theory_warnings(const LearnerSpec& learner,
                                         const std::vector<std::uint32_t>& place);

}  // namespace firstmove::engine
