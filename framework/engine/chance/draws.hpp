// Standard random numbers for the coordinates of joint actions, many at a time.
//
// A number depends on the seed, the step, the replicate, the coordinate of the joint action and the
// distribution alone: not on its place in a register or an array, on what else is drawn, or on the
// processor's instruction set.
//
// Generator: Philox 4x32-10 (Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2,
// 3", SC 2011), with the seed as key. Its counter is the replicate, the step (62 bits) with the
// distribution in the two highest bits, and an index. One block of 128 bits gives the numbers of
// two coordinates, 2 * index and 2 * index + 1, or of Student's t that of coordinate `index`.
#pragma once

#include <cstddef>
#include <cstdint>

namespace firstmove::engine {

struct Distribution {
  enum class Kind : std::uint32_t {
    normal = 0,   // N(0, 1), by the Box-Muller transform: a pair of coordinates from one block
    uniform = 1,  // odd multiples of 2^-52 in (-1, 1)
    // Student's t with `nu` degrees of freedom, exact for every nu > 0 but for rounding:
    // sqrt(nu (U^(-2/nu) - 1)) cos(2 pi V) (Bailey, "Polar generation of random variates with the
    // t-distribution", Mathematics of Computation 62, 1994). Infinite where it overflows.
    student = 2
  };
  Kind kind;
  double nu = 0;
};

struct DrawKey {
  std::uint64_t seed, step;
};

// The functions for the processor at hand.
struct Draws {
  // The numbers of the coordinates 2 * pair and 2 * pair + 1 for `count` replicates. Arrays hold
  // whole registers, which are read and written; `even` and `odd` are aligned to 64 bytes, and one
  // of them may be NULL.
  void (*across)(const Distribution& distribution, const DrawKey& key,
                 const std::uint64_t* replicates, std::size_t count, std::uint32_t pair,
                 double* even, double* odd);
  // The same for one replicate, at `steps` steps from key.step on, a multiple of FM_LANES.
  void (*ahead)(const Distribution& distribution, const DrawKey& key, std::size_t steps,
                std::uint64_t replicate, std::uint32_t pair, double* even, double* odd);
  // The numbers of the coordinates 2 * pair, 2 * pair + 1, .. for one replicate: 2 * pairs
  // numbers, pairs a multiple of FM_LANES. `out` is aligned to 64 bytes.
  void (*along)(const Distribution& distribution, const DrawKey& key, std::uint64_t replicate,
                std::uint32_t pair, std::size_t pairs, double* out);
};
const Draws& draws();

}  // namespace firstmove::engine
