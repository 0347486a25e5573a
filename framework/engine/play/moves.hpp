// What a step does to the rows of a batch, in as few passes as possible.
#pragma once

#include <firstmove/abi.h>

#include <cstddef>

namespace firstmove::engine {

// Arrays have `count` values; they need not be aligned, and nothing behind them is read or written.
struct Move {
  const fm_domain* domain;
  std::size_t count;
  double gamma;
  const double* direction;
  const double* noise;  // NULL: none
  double scale;         // of the noise
  double* x;
  double* before;  // takes x as it was
};

// Whether all values of a row are finite.
struct Finite {
  bool direction = true, x = true;
};

// The way of a row of coordinates since the last sample (path_memory.hpp).
struct Way {
  const fm_domain* domain;
  std::size_t count;
  const double* x;
  const double* before;
  double* angle;  // of coordinates on circles: x without its jumps, which goes on from its value
  double* least;
  double* greatest;
};

// The functions for the processor at hand; the bits are the same for all.
struct Moves {
  // x = x - gamma (direction + scale * noise), mapped into the domain.
  Finite (*move)(const Move& move);
  // Whether all `count` values are finite.
  bool (*all_finite)(const double* values, std::size_t count);
  // Widens the box least .. greatest so that it contains x.
  void (*follow)(const Way& way);
};
const Moves& moves();

}  // namespace firstmove::engine
