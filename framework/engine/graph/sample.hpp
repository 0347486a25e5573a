// The random numbers of a step that a graph takes (FM_NODE_NORMAL, FM_NODE_UNIFORM, FM_NODE_PICK).
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

namespace firstmove::engine {

// One array of them, `rows` x `columns`.
struct Sample {
  enum class Kind : std::uint8_t { normal, uniform, pick, distinct_pick };
  Kind kind;
  std::uint32_t stream;
  std::uint32_t rows, columns;
  // What rows are picked from, row by row; rows of `columns` numbers.
  std::shared_ptr<const std::vector<double>> table = nullptr;

  std::size_t size() const { return std::size_t{rows} * columns; }
  bool picks() const { return kind == Kind::pick || kind == Kind::distinct_pick; }
};

// All that a graph takes, one after the other in one vector.
struct SampleList {
  struct Entry {
    Sample sample;
    std::uint32_t first;  // element of the vector
  };
  std::vector<Entry> entries;
  std::uint32_t size = 0;
  bool empty() const { return entries.empty(); }
};

}  // namespace firstmove::engine
