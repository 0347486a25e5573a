// The random numbers of a game's costs (Graph::samples), drawn once a step.
#pragma once

#include <firstmove/abi.h>

#include <cstdint>
#include <span>
#include <vector>

#include "game/batch_array.hpp"
#include "graph/sample.hpp"

namespace firstmove::engine {

// A number depends on the experiment's seed, the step, the replicate, and its place in the array
// that it belongs to: not on the batch, its layout, or what else is drawn.
class Samples {
 public:
  explicit Samples(const SampleList& list) : list_(list) {}

  // One row for each element of the list's vector, for the replicas of the batch and in its layout.
  // They stay until the next call; the same sample is not drawn twice in a row. NULL for an empty
  // list.
  const double* of(const fm_batch& batch);

 private:
  void draw(const SampleList::Entry& entry, const fm_batch& batch, std::size_t replica);
  // Which rows are picked, into picked_.
  void pick(const Sample& sample, std::size_t table_rows);

  SampleList list_;
  BatchArray rows_;
  std::uint64_t seed_ = 0, step_ = 0;
  std::vector<std::uint32_t> replicates_;  // of rows_; empty: nothing is drawn
  BatchArray drawn_;                       // of one array and one replica
  std::vector<std::uint32_t> picked_, rest_;
};

}  // namespace firstmove::engine
