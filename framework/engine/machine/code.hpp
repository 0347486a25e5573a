// What a program consists of: steps, and where their operands are.
#pragma once

#include <cstdint>
#include <vector>

#include "machine/kernels.hpp"
#include "machine/memory.hpp"

namespace firstmove::engine {

// An element of one of the arrays that a machine works on.
struct Operand {
  enum class Space : std::uint8_t { place, constant, action, direction, sample, output };
  Space space = Space::place;
  std::uint32_t which = 0;    // of the directions or outputs
  std::uint64_t element = 0;  // of this array
};

// An instruction whose lengths and distances count elements (Instruction).
struct Step {
  KernelName kernel = KernelName::count;
  KernelName row = KernelName::count;  // with KernelName::by_rows
  Operand out[2];
  Operand in[3];
  std::uint8_t outputs = 1, inputs = 0;
  std::uint64_t count = 1;
  std::uint64_t rows = 1, columns = 1, terms = 0;
  std::int64_t out_step = 0;
  std::int64_t step[3][3] = {};
  bool repeated[3] = {};      // constants that stand side by side (two_operators)
  std::uint64_t indices = 0;  // position in Layout::indices
  std::int64_t exponent = 0;
};

// The same nodes, for one of two layouts of all arrays: replicas side by side, so that every
// element is a row of replicas; or a single replica, so that the elements are side by side.
struct Layout {
  std::vector<Step> steps;
  std::vector<std::uint32_t> indices;
  std::uint64_t places = 0;  // elements that must be kept at the same time
  // The first steps, which depend on these numbers of coordinates and samples alone, and whose
  // results stay where they are.
  std::size_t fixed_steps = 0;
  std::uint64_t actions = 0, samples = 0;
};

struct Code {
  Layout replicas, single;
  AlignedNumbers constants;
  std::size_t outputs = 0;
};

}  // namespace firstmove::engine
