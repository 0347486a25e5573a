// Runs a program on a batch of replicas.
#pragma once

#include <cstddef>

#include "machine/program.hpp"

namespace firstmove::engine {

// The values of a replica are the same bits whatever its place in the batch, the number and the
// values of other replicas, the stride, and the processor's instruction set. Used by one thread at
// a time. Allocates nothing after the first run with the same or a larger number of replicas.
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

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace firstmove::engine
