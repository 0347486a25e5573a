// Runs the steps of a program.
#pragma once

#include <cstddef>
#include <vector>

#include "machine/code.hpp"

namespace firstmove::engine {

// What a caller of a machine passes (Machine::run).
struct CallersArrays {
  const double* x;
  const double* const* directions;
  double* const* out;
};

class Execution {
 public:
  // `code` must outlive it.
  explicit Execution(const Code& code);

  void run(std::size_t count, std::size_t stride, const CallersArrays& arrays);

 private:
  // Instructions for rows of one length and arrays of one stride, in which only the addresses of
  // the caller's arrays change.
  struct Prepared {
    struct External {
      std::size_t instruction, slot;  // slot: two results, then the inputs
      Operand operand;
    };
    std::size_t lanes = 0, stride = 0;
    std::vector<Instruction> instructions;
    std::vector<External> externals;
  };

  void prepare(Prepared& prepared, const Layout& layout, std::size_t lanes, std::size_t stride);
  void point(Prepared& prepared, const CallersArrays& arrays, std::size_t first_replica) const;
  void keep_places(std::size_t numbers);

  const Code* code_;
  Kernels kernels_;
  std::size_t block_;  // replicas that are advanced at a time
  AlignedNumbers places_;
  Prepared whole_, rest_, single_;
};

}  // namespace firstmove::engine
