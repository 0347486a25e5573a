// Runs a program on a batch of replicas.
#pragma once

#include <cstddef>

#include "machine/program.hpp"

namespace firstmove::engine {

// The values of a replica are the same bits whatever its place in the batch, the number and the
// values of other replicas, the stride, and the processor's instruction set. Used by one thread at
// a time. Allocates nothing after a run with one replica and a run with the same or a larger number
// of replicas, but once when machine code is ready.
//
// Machine code takes the place of arithmetic instructions between two runs, when it has been made
// in the background. That begins when the runs so far have taken long enough. The values are the
// same bits.
class Machine {
 public:
  // `program` must outlive the machine.
  explicit Machine(const Program& program);
  ~Machine();
  Machine(const Machine&) = delete;
  Machine& operator=(const Machine&) = delete;

  // `x` has one row per coordinate of the joint action, `directions` one array for each
  // direction of the graph, with its rows, `samples` the rows of Graph::samples(). out[o] has one
  // row per element of output o. Row c of replica r is at [c * stride + r], r < count; stride is at
  // least count and a multiple of FM_LANES, or 1 for a single replica. No result may overlap an
  // input or another result. All arrays are aligned to 64 bytes; rows are read and
  // written up to the next multiple of FM_LANES, with stride 1 to the end of the array's last
  // FM_LANES values.
  void run(std::size_t count, std::size_t stride, const double* x, const double* const* directions,
           double* const* out, const double* samples = nullptr);

  // Makes machine code at once. False if there is none: nothing is worth it, this build has no
  // assembler, the processor is no x86-64, or the system forbids to execute what is written.
  bool make_machine_code();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// Whether machines have machine code made in the background, which they have at first; for
// measurements and tests. Not while machines run.
void make_machine_code_in_background(bool wanted);

}  // namespace firstmove::engine
