// The quantities of costs at one joint action with their proven rounding errors, from the same
// nodes as the quantities themselves.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <vector>

#include "game/oracle.hpp"
#include "graph/evaluate.hpp"
#include "graph/import.hpp"
#include "graph/quantities.hpp"
#include "graph/rounded.hpp"

namespace firstmove::engine {

class RoundedQuantities {
 public:
  // Empty where the quantities have no nodes (FM_TAYLOR, graph_taylor.hpp), or would take more than
  // a second or two to evaluate. Adds the derivatives' nodes to the game's graph, which must
  // outlive this object. `offsets` as in quantities().
  static std::optional<RoundedQuantities> make(CostGraph& game,
                                               std::span<const std::uint32_t> offsets,
                                               const std::vector<fm_request>& requests);
  // For each request its rows, as fm_game.evaluate says. The digits of x and of the game's
  // constants are inputs with errors (Rounded::stated), or exact if they are taken as given.
  // `vectors` are those of the products, in order. Empty if a branch of a cost is not decided to
  // within rounding.
  std::vector<std::vector<Rounded>> at(std::span<const double> x,
                                       std::span<const std::vector<Rounded>> vectors = {},
                                       bool as_given = false);

 private:
  RoundedQuantities(CostGraph& game, const std::vector<fm_request>& requests,
                    std::vector<NodeId> nodes, std::vector<CompressedBlock> blocks);
  std::vector<Rounded> entries(std::size_t block, std::span<const Rounded> x);

  std::vector<fm_request> requests_;
  std::vector<NodeId> nodes_;
  std::vector<CompressedBlock> blocks_;
  Evaluator<Rounded> evaluator_;              // of all but blocks
  std::vector<Evaluator<Rounded>> products_;  // of each block
};

}  // namespace firstmove::engine
