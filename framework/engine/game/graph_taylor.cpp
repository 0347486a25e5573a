#include "game/graph_taylor.hpp"

#include <firstmove/internal/multi_index.hpp>

#include <algorithm>

#include "graph/derivatives.hpp"
#include "graph/evaluate.hpp"
#include "graph/quantities.hpp"

namespace firstmove::engine {
namespace {

constexpr std::uint32_t most_order = 4;
constexpr std::size_t most_rows = 128;
// DerivativeNodes times nodes of the cost: about what the derivatives' nodes cost to make.
constexpr std::size_t most_work = 20000;

class DerivativeNodes {
 public:
  DerivativeNodes(CostGraph& game, std::span<const std::uint32_t> offsets, std::uint32_t player)
      : graph_(game.graph), offsets_(offsets) {
    for (std::uint32_t c = 0, p = 0; c < offsets.back(); ++c) {
      while (c >= offsets[p + 1]) ++p;
      player_.push_back(p);
    }
    const std::uint32_t n = static_cast<std::uint32_t>(offsets.size() - 1);
    std::vector<fm_request> requests = {{sizeof(fm_request), FM_COST, player, 0, 0, 0}};
    for (std::uint32_t j = 0; j < n; ++j)
      requests.push_back({sizeof(fm_request), FM_GRADIENT, player, j, 0, 0});
    first_ = quantities(graph_, game.costs, offsets, requests).outputs;
  }
  // False if they are not all nodes.
  bool add_blocks(CostGraph& game, std::uint32_t player) {
    const std::uint32_t n = static_cast<std::uint32_t>(offsets_.size() - 1);
    std::vector<fm_request> requests;
    for (std::uint32_t j = 0; j < n; ++j)
      for (std::uint32_t k = 0; k < n; ++k)
        requests.push_back({sizeof(fm_request), FM_HESSIAN_BLOCK, player, j, k, 0});
    blocks_ = quantities(graph_, game.costs, offsets_, requests).outputs;
    return std::find(blocks_.begin(), blocks_.end(), no_node) == blocks_.end();
  }

  // The derivatives of order 0 and 1.
  void gather_first(std::vector<Piece>& pieces) const {
    pieces.push_back({first_[0], 0, 1});
    for (std::size_t j = 1; j < first_.size(); ++j)
      pieces.push_back({first_[j], 1 + offsets_[j - 1], 1});
  }
  // A derivative of a higher order, a number.
  NodeId number(const std::vector<std::uint32_t>& index) {
    if (index.size() == 2) {
      const std::uint32_t a = index[0], b = index[1], j = player_[a], k = player_[b];
      const std::uint32_t width = offsets_[k + 1] - offsets_[k];
      const NodeId block = blocks_[j * (offsets_.size() - 1) + k];
      return graph_.slice(block, (a - offsets_[j]) * width + b - offsets_[k], 1, 1);
    }
    const NodeId lower = number({index.begin(), index.end() - 1});
    return derivative(graph_, lower, {true, 0, index.back(), 1});
  }

 private:
  Graph& graph_;
  std::span<const std::uint32_t> offsets_;
  std::vector<std::uint32_t> player_;   // of each coordinate
  std::vector<NodeId> first_, blocks_;  // the cost and its gradients; D_jk f
};

}  // namespace

NodeId taylor_node(CostGraph& game, std::span<const std::uint32_t> offsets, std::uint32_t player,
                   std::uint32_t order) {
  const std::uint32_t d = offsets.back();
  const std::size_t rows = derivatives(d, order);
  if (order > 1) {
    const NodeOrder cost(game.graph, std::span(&game.costs[player], 1));
    if (order > most_order || rows > most_rows || rows * cost.nodes.size() > most_work)
      return no_node;
  }
  DerivativeNodes all(game, offsets, player);
  std::vector<Piece> pieces;
  if (order == 0) return game.costs[player];
  all.gather_first(pieces);
  if (order > 1) {
    if (!all.add_blocks(game, player)) return no_node;
    const MultiIndices indices(d, order);
    for (std::size_t row = 1 + d; row < rows; ++row)
      pieces.push_back({all.number(indices[row]), static_cast<std::uint32_t>(row), 1});
  }
  return game.graph.assemble(pieces, static_cast<std::uint32_t>(rows));
}

}  // namespace firstmove::engine
