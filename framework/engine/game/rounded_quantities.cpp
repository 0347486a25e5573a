#include "game/rounded_quantities.hpp"

#include <algorithm>

#include "game/graph_taylor.hpp"

namespace firstmove::engine {
namespace {

std::vector<NodeId> without_blocks(const std::vector<NodeId>& nodes) {
  std::vector<NodeId> some;
  std::copy_if(nodes.begin(), nodes.end(), std::back_inserter(some),
               [](NodeId node) { return node != no_node; });
  return some;
}

// Sets Rounded::as_given() as long as it lives.
class Inputs {
 public:
  explicit Inputs(bool as_given) { Rounded::as_given() = as_given; }
  ~Inputs() { Rounded::as_given() = false; }
  Inputs(const Inputs&) = delete;
  Inputs& operator=(const Inputs&) = delete;
};

// A product with second derivatives takes a few operations for each number of the cost.
bool affordable(const CostGraph& game, std::uint32_t coordinates,
                const std::vector<fm_request>& requests) {
  constexpr std::size_t most = 20'000'000;
  std::vector<NodeId> costs;
  for (const fm_request& r : requests)
    if (costs.empty() || costs.back() != game.costs[r.player])
      costs.push_back(game.costs[r.player]);
  std::size_t numbers = 0;
  for (const NodeId id : NodeOrder(game.graph, costs).nodes)
    numbers += game.graph.extent(id).size();
  return numbers <= most / coordinates;
}

}  // namespace

std::optional<RoundedQuantities> RoundedQuantities::make(CostGraph& game,
                                                         std::span<const std::uint32_t> offsets,
                                                         const std::vector<fm_request>& requests) {
  if (!affordable(game, offsets.back(), requests)) return std::nullopt;
  if (requests.front().quantity == FM_TAYLOR) {
    std::vector<NodeId> nodes;
    for (const fm_request& r : requests) nodes.push_back(taylor_node(game, offsets, r.player, r.j));
    if (std::find(nodes.begin(), nodes.end(), no_node) != nodes.end()) return std::nullopt;
    return RoundedQuantities(game, requests, std::move(nodes), {});
  }
  Quantities all = quantities(game.graph, game.costs, offsets, requests);
  return RoundedQuantities(game, requests, std::move(all.outputs), std::move(all.blocks));
}

RoundedQuantities::RoundedQuantities(CostGraph& game, const std::vector<fm_request>& requests,
                                     std::vector<NodeId> nodes, std::vector<CompressedBlock> blocks)
    : requests_(requests),
      nodes_(std::move(nodes)),
      blocks_(std::move(blocks)),
      evaluator_(game.graph, without_blocks(nodes_)) {
  for (const CompressedBlock& block : blocks_)
    products_.emplace_back(game.graph, std::span(&block.product, 1));
}

std::vector<Rounded> RoundedQuantities::entries(std::size_t block, std::span<const Rounded> x) {
  const CompressedBlock& all = blocks_[block];
  constexpr double (Rounded::*parts[])() const = {&Rounded::high, &Rounded::low, &Rounded::radius};
  std::vector<double> products[3], entries[3];
  for (std::size_t p = 0; p < 3; ++p) {
    products[p].resize(std::size_t{all.rows} * all.colours);
    entries[p].resize(std::size_t{all.rows} * all.columns);
  }
  for (std::uint32_t colour = 0; colour < all.colours; ++colour) {
    std::vector<std::vector<Rounded>> direction(1);
    for (const std::uint32_t of_column : all.colour)
      direction[0].push_back(of_column == colour ? 1.0 : 0.0);
    const std::vector<Rounded>& column = products_[block].run(x, direction)[0];
    for (std::size_t row = 0; row < all.rows; ++row)
      for (std::size_t p = 0; p < 3; ++p)
        products[p][row * all.colours + colour] = (column[row].*parts[p])();
  }
  for (std::size_t p = 0; p < 3; ++p)
    expand(all, products[p].data(), all.colours, entries[p].data(), 1);
  std::vector<Rounded> result;
  for (std::size_t e = 0; e < entries[0].size(); ++e)
    result.emplace_back(entries[0][e], entries[1][e], entries[2][e]);
  return result;
}

std::vector<std::vector<Rounded>> RoundedQuantities::at(
    std::span<const double> x, std::span<const std::vector<Rounded>> vectors, bool as_given) {
  const Inputs inputs(as_given);
  std::vector<Rounded> point;
  for (const double c : x) point.push_back(Rounded::stated(c));
  Rounded::kinked() = false;
  const auto& results = evaluator_.run(point, vectors);
  std::vector<std::vector<Rounded>> all;
  std::size_t result = 0, block = 0;
  for (const NodeId node : nodes_)
    all.push_back(node == no_node ? entries(block++, point) : results[result++]);
  if (Rounded::kinked()) all.clear();
  return all;
}

}  // namespace firstmove::engine
