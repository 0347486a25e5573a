// The quantities of a list of requests, computed from the graph of the costs.
#pragma once

#include <firstmove/abi.h>

#include <map>
#include <memory>
#include <span>
#include <vector>

#include "game/batch_array.hpp"
#include "game/graph_series.hpp"
#include "game/samples.hpp"
#include "graph/quantities.hpp"
#include "machine/machine.hpp"

namespace firstmove::engine {

// Everything is prepared by the constructor; evaluations allocate nothing after the first one.
class GraphPlan {
 public:
  // `offsets`: the first coordinate of each player, and the number of all. Requests that are not
  // quantities of costs are skipped. Adds the derivatives' nodes to the game's graph; it and
  // `samples`, those of the graph, must outlive the plan.
  GraphPlan(CostGraph& game, std::span<const std::uint32_t> offsets, Samples& samples,
            std::span<const fm_request* const> requests);
  // As fm_game.evaluate, for these requests.
  void evaluate(const fm_batch& batch, const double* const* vectors, double* const* out);

 private:
  // A program with its machine.
  struct Runner {
    Runner(const Graph& graph, std::span<const NodeId> outputs)
        : program(graph, outputs), machine(program) {}
    const Program program;
    Machine machine;
  };
  // A dense block from products with 0-1 vectors, at one replica after the other.
  struct Block {
    Block(const Graph& graph, CompressedBlock block, std::uint32_t request,
          std::uint32_t coordinates);
    void evaluate(const fm_batch& batch, const double* drawn, double* const* out);
    void direct_to(std::size_t first, std::size_t count);

    CompressedBlock compressed;
    std::uint32_t request;
    Runner products;
    BatchArray x, samples, direction, part, whole;           // `part`: the products of some lanes
    std::size_t directed_to = static_cast<std::size_t>(-1);  // the first colour of `direction`
  };

  // Adds FM_TAYLOR to the outputs and to requests_; returns those that series compute, by order.
  std::map<std::uint32_t, std::vector<CostSeries::Wanted>> add_derivatives(
      CostGraph& game, std::span<const std::uint32_t> offsets,
      std::span<const fm_request* const> requests, std::vector<NodeId>& outputs);

  Samples& samples_;
  std::unique_ptr<Runner> runner_;       // of all outputs but blocks; null if there are none
  std::vector<std::uint32_t> requests_;  // of each of its outputs
  std::vector<double*> pointers_;
  std::vector<std::unique_ptr<Block>> blocks_;
  std::vector<std::unique_ptr<CostSeries>> series_;
};

}  // namespace firstmove::engine
