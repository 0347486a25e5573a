// The kernels of the vector machine: one function for each operation and form of its operands, for
// each instruction set.
#pragma once

#include <array>
#include <cstdint>

#include "graph/operation.hpp"
#include "machine/instruction.hpp"

namespace firstmove::engine {

using Kernel = void (*)(const Instruction&);

// ---- Their numbers, the same for every instruction set ----

enum class KernelName : std::uint16_t {
  // Element by element. `rows` forms have one row of the result after the other (Instruction);
  // others have a single row.
  negate,
  absolute,
  square_root,
  exp,
  expm1,
  log,
  log1p,
  sin,
  cos,
  tanh,
  sigmoid,
  softplus,
  logical_not,
  whole_power,
  sin_cos,   // two results
  sigmoids,  // of a and of -a
  add,       // this and the following come in six forms (binary_form)
  subtract = add + 6,
  multiply = subtract + 6,
  divide = multiply + 6,
  power = divide + 6,
  minimum = power + 6,
  maximum = minimum + 6,
  less = maximum + 6,
  less_equal = less + 6,
  equal = less_equal + 6,
  logical_and = equal + 6,
  logical_or = logical_and + 6,
  choose = logical_or + 6,     // in eight forms (choose_form)
  two_operators = choose + 8,  // of three inputs, in 24 forms (operators_form)
  // Sums, of the terms of a row or along rows
  sum = two_operators + 24,  // each number of a row is a sum of numbers of other rows
  sum_along,                 // `terms` numbers side by side
  logsumexp,                 // as sum
  logsumexp_along,           // as sum_along
  product,                   // sums of in[0] * in[1], both read along the row
  product_number,            // in[0] is one number for the whole row
  product_along,             // terms of both side by side
  // Moves
  copy,
  spread,    // one number for a whole row
  add_copy,  // adds to what is there
  add_spread,
  zero,
  by_rows,  // another kernel, for each row of elements (Instruction::row)
  gather,
  scatter,
  count
};

constexpr KernelName form(KernelName first, int number) {
  return static_cast<KernelName>(static_cast<int>(first) + number);
}
// Which inputs are one number for a whole row, and whether there are several rows.
constexpr int binary_form(bool first_is_number, bool second_is_number, bool rows) {
  return (first_is_number ? 1 : second_is_number ? 2 : 0) + (rows ? 3 : 0);
}
constexpr int choose_form(bool first_is_number, bool second_is_number, bool third_is_number) {
  return (first_is_number ? 1 : 0) + (second_is_number ? 2 : 0) + (third_is_number ? 4 : 0);
}

// (a first b) second c, or c second (a first b) if `turned`, where it differs; the operators are
// addition, subtraction, multiplication and division, in this order.
constexpr int operators_form(int first, int second, bool turned) {
  constexpr int forms[4][2] = {{0, 0}, {1, 2}, {3, 3}, {4, 5}};
  return first * 6 + forms[second][turned ? 1 : 0];
}

constexpr bool is_two_operators(KernelName name) {
  return name >= KernelName::two_operators && name < KernelName::sum;
}

// How often a constant of one number stands side by side: two of the longest vectors.
constexpr std::size_t repeated = 16;

struct Kernels {
  std::array<Kernel, static_cast<std::size_t>(KernelName::count)> by_name{};
  std::size_t width = 1;  // numbers in a vector

  Kernel& operator[](KernelName name) { return by_name[static_cast<std::size_t>(name)]; }
  Kernel operator[](KernelName name) const { return by_name[static_cast<std::size_t>(name)]; }
};

// Those for the best instruction set that this processor has.
Kernels best_kernels();

// The parts of it, by file.
void add_functions(Kernels& kernels);
void add_elementwise(Kernels& kernels);
void add_sums(Kernels& kernels);
void add_products(Kernels& kernels);
void add_operators(Kernels& kernels);
void add_moves(Kernels& kernels);

}  // namespace firstmove::engine
