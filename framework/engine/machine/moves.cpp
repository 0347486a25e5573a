// Copies of rows: no arithmetic but additions of rows, which any instruction set does alike.
#include <cstring>

#include "machine/kernels.hpp"

namespace firstmove::engine {
namespace {

double* result_row(const Instruction& i, std::size_t row) {
  return i.out[0] + static_cast<std::ptrdiff_t>(row) * i.out_step;
}
const double* input_row(const Instruction& i, std::size_t row, std::size_t column = 0) {
  return i.in[0] + static_cast<std::ptrdiff_t>(row) * i.step[0][0] +
         static_cast<std::ptrdiff_t>(column) * i.step[0][1];
}
void copy_row(const double* from, double* to, std::size_t count) {
  if (count == 1)
    *to = *from;
  else
    std::memcpy(to, from, count * sizeof(double));
}

// Elements one by one, as in a transposition.
void copy_numbers(const Instruction& i) {
  double* out = i.out[0];
  for (std::size_t row = 0; row < i.rows; ++row) {
    const double* in = input_row(i, row);
    for (std::size_t column = 0; column < i.columns; ++column) {
      *out = *in;
      out += i.out_step;
      in += i.step[0][1];
    }
  }
}

void copy(const Instruction& i) {
  if (i.count == 1) return copy_numbers(i);
  for (std::size_t row = 0; row < i.rows; ++row)
    for (std::size_t column = 0; column < i.columns; ++column)
      copy_row(input_row(i, row, column), result_row(i, row * i.columns + column), i.count);
}

void spread(const Instruction& i) {
  for (std::size_t row = 0; row < i.rows; ++row) {
    double* const out = result_row(i, row);
    const double value = *input_row(i, row);
    for (std::size_t k = 0; k < i.count; ++k) out[k] = value;
  }
}

void add_copy(const Instruction& i) {
  for (std::size_t row = 0; row < i.rows; ++row) {
    double* const out = result_row(i, row);
    const double* const in = input_row(i, row);
    for (std::size_t k = 0; k < i.count; ++k) out[k] += in[k];
  }
}

void add_spread(const Instruction& i) {
  for (std::size_t row = 0; row < i.rows; ++row) {
    double* const out = result_row(i, row);
    const double value = *input_row(i, row);
    for (std::size_t k = 0; k < i.count; ++k) out[k] += value;
  }
}

void zero(const Instruction& i) {
  for (std::size_t row = 0; row < i.rows; ++row)
    std::memset(result_row(i, row), 0, i.count * sizeof(double));
}

void by_rows(const Instruction& i) {
  Instruction one = i;
  for (std::size_t row = 0; row < i.rows; ++row) {
    i.row(one);
    one.out[0] += i.out_step;
    for (std::size_t k = 0; k < 3; ++k) one.in[k] += i.step[k][0];
  }
}

void gather(const Instruction& i) {
  for (std::size_t row = 0; row < i.rows; ++row)
    copy_row(input_row(i, i.indices[row]), result_row(i, row), i.count);
}

// Adds to what is there.
void scatter(const Instruction& i) {
  for (std::size_t row = 0; row < i.rows; ++row) {
    double* const out = result_row(i, i.indices[row]);
    const double* const in = input_row(i, row);
    for (std::size_t k = 0; k < i.count; ++k) out[k] += in[k];
  }
}

}  // namespace

void add_moves(Kernels& kernels) {
  kernels[KernelName::copy] = copy;
  kernels[KernelName::spread] = spread;
  kernels[KernelName::add_copy] = add_copy;
  kernels[KernelName::add_spread] = add_spread;
  kernels[KernelName::zero] = zero;
  kernels[KernelName::by_rows] = by_rows;
  kernels[KernelName::gather] = gather;
  kernels[KernelName::scatter] = scatter;
}

}  // namespace firstmove::engine
