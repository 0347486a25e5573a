// Reads [[claim]]: stated numbers that a report compares with those of the experiment.
#pragma once

#include <vector>

#include "base/toml_reader.hpp"
#include "game/game.hpp"
#include "spec/experiment_spec.hpp"

namespace firstmove::engine {

// `measure` is one of
//   "x1", "x2[3]"      a coordinate of the final joint action; players are counted from 1, their
//                      coordinates from 0
//   "cost f1"          a player's final cost
//   "converged"        the share of runs that converged
//   "share"            the share of runs that ended at `at`
//   "critical points"  the number of critical points of the given `kind`
// The first two are medians over runs; with `at`, over the runs that ended there.
std::vector<ClaimSpec> read_claims(const toml::array& list, const Shape& shape,
                                   const ExperimentSpec& spec, std::vector<Mistake>& mistakes);

}  // namespace firstmove::engine
