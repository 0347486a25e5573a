// What a kernel is called with: addresses and lengths, nothing to look up.
#pragma once

#include <cstddef>
#include <cstdint>

namespace firstmove::engine {

// The results of an instruction are rows of `count` numbers side by side: one row for each element,
// with a number for each replica; or, with a single replica, one row for all elements. Row (i, j)
// of the result, i < rows, j < columns, is at out + (i * columns + j) * out_step, and is computed
// from inputs at in[k] + i * step[k][0] + j * step[k][1]. An input is either read along the row, or
// is one number for the whole row.
//
// Numbers are read and written up to the next multiple of FM_LANES of a row.
struct Instruction {
  void (*kernel)(const Instruction&);
  void (*row)(const Instruction&);  // the kernel for a single row
  double* out[2];
  const double* in[3];
  std::size_t count;
  std::size_t rows, columns;
  std::size_t terms;  // that are summed; the next term of an input is at step[k][2]
  std::ptrdiff_t out_step;
  std::ptrdiff_t step[3][3];
  const std::uint32_t* indices;
  std::int64_t exponent;
  double* const* arrays;  // of a segment (MachineCode)
};

}  // namespace firstmove::engine
