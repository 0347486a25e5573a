// The Stackelberg step on the torus as one loop, written for nothing else.
#pragma once

#include <cstddef>
#include <cstdint>

namespace firstmove::bench {

// Takes the steps 1 .. steps of section 4.2 (step sizes 1 / k and k^-0.5) with normal noise of this
// variance: the numbers of replicate r are those that the engine draws for it. Nothing is tested,
// recorded or supervised.
void fused_torus(double* x, double* y, std::size_t replicas, std::uint64_t steps, double variance,
                 std::uint64_t seed);

}  // namespace firstmove::bench
