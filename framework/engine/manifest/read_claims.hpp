// Numbers that somebody has stated of an experiment, as its manifest lists them.
#pragma once

#include <vector>

#include "base/toml_reader.hpp"
#include "game/game.hpp"
#include "spec/experiment_spec.hpp"

namespace firstmove::engine {

// Entries of [[claim]]. `measure` is one of
//   "x1", "x2[3]"      a coordinate of the final joint action, players from 1 and their coordinates
//                      from 0
//   "cost f1"          a player's final cost
//   "converged"        the share of runs that converged
//   "share"            the share of runs that ended at `at`
//   "critical points"  how many of the given `kind` there are
// The first two are medians over runs, with `at` over those that ended there.
std::vector<ClaimSpec> read_claims(const toml::array& list, const Shape& shape,
                                   const ExperimentSpec& spec, std::vector<Mistake>& mistakes);

}  // namespace firstmove::engine
