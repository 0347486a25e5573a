// Runs the steps of a program.
#pragma once

#include <cstddef>
#include <vector>

#include "machine/code.hpp"

namespace firstmove::engine {

// What a caller of a machine passes (Machine::run).
struct Arrays {
  const double* x;
  const double* const* directions;
  double* const* out;
  const double* samples;
};

class Execution {
 public:
  // `code` must outlive it.
  explicit Execution(const Code& code);

  void run(std::size_t count, std::size_t stride, const Arrays& arrays);

 private:
  // Instructions for rows of one length and arrays of one stride, in which only the addresses of
  // the caller's arrays change.
  struct Prepared {
    struct External {
      const double** address;  // of an instruction
      Operand operand;
    };
    std::size_t lanes = 0, stride = 0;
    std::vector<Instruction> instructions;
    std::vector<External> externals;
  };

  void prepare(Prepared& prepared, const Layout& layout, std::size_t lanes, std::size_t stride);
  static void point(Prepared& prepared, const Arrays& arrays, std::size_t first_replica);
  void keep_places(std::size_t numbers);
  // Of a single replica: whether the fixed steps have their results for these arrays already;
  // remembers the arrays if not.
  bool fixed_are_known(const Arrays& arrays);

  const Code* code_;
  Kernels kernels_;
  std::size_t block_;  // replicas that are advanced at a time
  AlignedNumbers places_;
  Prepared whole_, rest_, single_;
  std::vector<double> known_;  // coordinates and samples of the fixed steps' results; empty: none
};

}  // namespace firstmove::engine
