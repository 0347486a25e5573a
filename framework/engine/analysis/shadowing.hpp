// How closely the path of a run follows a flow: Proposition 9 and Corollary 3.
#pragma once

#include <cstdint>
#include <vector>

#include "analysis/flow.hpp"

namespace firstmove::engine {

struct ShadowedWindow {
  std::uint64_t from;  // k: the flow starts at x_k
  double distance;     // sup over 0 <= h <= K of |x_{k+h} - xi(t_{k+h})|
};

// Compares one replicate of a learner with the flow that starts anew at each step of `from` and
// runs for `window` steps, player i's time advancing by gamma_{i,k}. The distance is Euclidean,
// circles the short way round, over all coordinates, or over the leader's if the flow is reduced to
// it, as in Proposition 9. Throws InputError if the run ends too early or a flow cannot be
// computed.
std::vector<ShadowedWindow> shadowing(const ExperimentSpec& spec, const LearnerSpec& learner,
                                      std::uint32_t replicate, const FlowKind& kind,
                                      std::vector<std::uint64_t> from, std::uint64_t window,
                                      double tolerance);

}  // namespace firstmove::engine
