// What a program consists of: steps, and where their operands are.
#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <memory>
#include <vector>

#include "machine/background.hpp"
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
  std::uint64_t until = no_step;  // the result is not read from this step on
  static constexpr std::uint64_t no_step = ~std::uint64_t{0};
};

// How numbers lie side by side.
enum class Side : std::uint8_t {
  replicas,  // every element is a row of replicas
  elements,  // of a single replica, in all arrays
  narrow     // elements of a single replica in places; in the caller's arrays each begins a row
};

// The same nodes for one way in which numbers lie.
struct Layout {
  std::vector<Step> steps;
  std::vector<std::uint32_t> indices;
  std::uint64_t places = 0;  // elements that must be kept at the same time
  // The first steps, which depend on these numbers of coordinates and samples alone, and whose
  // results stay where they are.
  std::size_t fixed_steps = 0;
  std::uint64_t actions = 0, samples = 0;
};

class MachineCode;

// Shared by programs, machines and those who make its machine code.
struct Code : std::enable_shared_from_this<Code> {
  Code();
  ~Code();

  std::array<Layout, 3> layouts;  // by Side
  AlignedNumbers constants;
  std::size_t outputs = 0;
  // By Side, for vectors of 1, 2, 4 and 8 numbers.
  mutable std::array<std::array<HandOver<MachineCode>, 4>, 3> machine_code;

  Layout& operator[](Side side) { return layouts[static_cast<std::size_t>(side)]; }
  const Layout& operator[](Side side) const { return layouts[static_cast<std::size_t>(side)]; }
  HandOver<MachineCode>& machine_code_of(Side side, std::size_t width) const {
    return machine_code[static_cast<std::size_t>(side)][std::bit_width(width) - 1];
  }
};

}  // namespace firstmove::engine
