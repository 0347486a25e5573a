// Large angles, reduced exactly.
#pragma once

#include <cstdint>

namespace firstmove::engine {

struct ReducedAngle {
  double remainder;       // within pi/4 of 0, to one unit in the last place
  std::uint64_t quarter;  // number of quarter turns, modulo 4
};

// x = quarter * pi/2 + remainder, modulo 2 pi, for finite |x| >= 2^20; by a product with the bits
// of 2/pi that matter. Payne, Hanek, "Radian reduction for trigonometric functions", SIGNUM
// Newsletter 18, 1983. Integer arithmetic: the same bits on every processor.
ReducedAngle reduced_angle(double x);

}  // namespace firstmove::engine
