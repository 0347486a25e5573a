// A program of the vector machine: the nodes that some outputs need, in an order in which they can
// be computed, with the places of their values.
#pragma once

#include <cstddef>
#include <memory>
#include <span>

#include "graph/graph.hpp"

namespace firstmove::engine {

struct Code;  // instructions and places (code.hpp)

// Immutable, so that several machines on several threads can share it. It does not keep the graph.
class Program {
 public:
  // Nodes that do not vary are computed here, once, by the same kernels.
  Program(const Graph& graph, std::span<const NodeId> outputs);
  ~Program();
  Program(Program&&) noexcept;
  Program& operator=(Program&&) noexcept;

  const Code& code() const { return *code_; }

 private:
  std::shared_ptr<const Code> code_;
};

}  // namespace firstmove::engine
