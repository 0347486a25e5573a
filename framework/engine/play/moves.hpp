// What a step does to the rows of a batch, in as few passes as possible.
#pragma once

#include <firstmove/abi.h>

#include <cstddef>
#include <span>

namespace firstmove::engine {

// Rows of a batch. Arrays have `count` values; they need not be aligned, and nothing behind them is
// read or written.

// Where a coordinate has been since the last sample (path_memory.hpp).
struct Box {
  double* angle;  // x without its jumps, which goes on from its value; NULL: not on a circle
  double* least;
  double* greatest;
};

// The move of one coordinate of all replicas, or of several alike ones of one replica.
struct Move {
  fm_domain domain;
  std::size_t count;
  const double* direction;
  const double* noise;  // NULL: none
  double scale;         // of the noise
  bool one_noise;       // one number for the whole row
  double* x;
  double* before;  // takes x as it was
  double gamma;    // the step size
  Box box;         // which is widened to contain where it moves; `least` NULL: none
};

// Whether all values are finite.
struct Finite {
  bool directions, x;
};

// The way of a coordinate that something else has moved.
struct Way {
  fm_domain domain;
  std::size_t count;
  const double* x;
  const double* before;
  Box box;
};

// The functions for the processor at hand; the bits are the same for all.
struct Moves {
  std::size_t width;  // of its registers: counts that are multiples of it take the least time
  // x = x - gamma (direction + scale * noise), mapped into the domain, for each of `moves`. Boxes
  // are widened like follow() does.
  Finite (*move)(std::span<const Move> moves);
  // Whether all `count` values are finite.
  bool (*all_finite)(const double* values, std::size_t count);
  // Begins boxes least .. greatest: at first they are where the ways are now.
  void (*begin)(std::span<const Way> ways);
  // Widens the boxes so that they contain x.
  void (*follow)(std::span<const Way> ways);
};
const Moves& moves();

}  // namespace firstmove::engine
