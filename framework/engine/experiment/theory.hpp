// Finds settings of a manifest that violate the assumptions of the convergence results.
#pragma once

#include <string>
#include <vector>

#include "spec/experiment_spec.hpp"

namespace firstmove::engine {

// Returns one sentence for each violation by a learner's step sizes or noise, without its name.
// Fiez, Chasnov, Ratliff 2019 assume steps that sum to infinity while their squares have a finite
// sum (A1b); noise of mean 0 whose square has a bounded mean (A1c, which is printed with the norm
// itself, but used with its square); and, for rules that require it (fm_rule.slower), a leader
// whose steps vanish faster than those of every player that it leads, gamma_1 = o(gamma_2)
// (section 3.2). Players with best responses take no steps.
std::vector<std::string> theory_warnings(const LearnerSpec& learner,
                                         const std::vector<std::uint32_t>& place);

}  // namespace firstmove::engine
