// All derivatives of costs up to an order (FM_TAYLOR), and proven bounds on them (fm_enclosure), by
// Taylor series through the graph of the costs.
#pragma once

#include <firstmove/abi.h>

#include <map>
#include <memory>
#include <vector>

#include "graph/evaluate.hpp"
#include "graph/import.hpp"

namespace firstmove::engine {

constexpr std::uint32_t most_series_order = 8;
// Whether series of `coordinates` variables to this order are offered: the tables of the products
// of larger ones would not fit into memory.
bool offers_series(std::uint32_t coordinates, std::uint32_t order);

// The series of some costs to one order, over batches.
class CostSeries {
 public:
  // One entry for each series that is wanted: a player, and the request that it answers.
  struct Wanted {
    std::uint32_t player, request;
  };
  // `game` must outlive it, and may grow.
  CostSeries(const CostGraph& game, std::uint32_t coordinates, std::uint32_t order,
             std::vector<Wanted> wanted);
  // out as fm_game.evaluate says.
  void evaluate(const fm_batch& batch, double* const* out);

 private:
  std::vector<Wanted> wanted_;
  std::unique_ptr<SeriesSpace> space_;  // outlives the numbers of the evaluator
  Evaluator<Series> evaluator_;
  std::vector<Series> x_;
};

// The bounds of one game's costs on boxes; made when first asked for.
class CostEnclosures {
 public:
  using Bounds = BasicSeries<Interval>;
  CostEnclosures(const CostGraph& game, std::uint32_t coordinates)
      : game_(game), coordinates_(coordinates) {}
  // As fm_enclosure.enclose; returns `smooth`.
  bool enclose(std::uint32_t player, std::uint32_t order, const double* lower, const double* upper,
               double* out_lower, double* out_upper);

 private:
  const CostGraph& game_;
  std::uint32_t coordinates_;
  std::map<std::uint32_t, std::unique_ptr<BasicSpace<Interval>>> spaces_;   // by order
  std::map<std::uint32_t, std::unique_ptr<Evaluator<Bounds>>> evaluators_;  // by player
};

}  // namespace firstmove::engine
