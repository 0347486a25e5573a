#include "game/graph_bounds.hpp"

#include <algorithm>

namespace firstmove::engine {
namespace {

// The elements of an array, or of a dense block, by their lower and their upper bounds.
struct Ends {
  explicit Ends(std::size_t size) : lower(size), upper(size) {}
  explicit Ends(const std::vector<Interval>& bounds) {
    for (const Interval& one : bounds) {
      lower.push_back(one.lower());
      upper.push_back(one.upper());
    }
  }
  std::vector<double> lower, upper;
};

Ends bounds_of_block(const CompressedBlock& block, Evaluator<Interval>& product,
                     std::span<const Interval> x) {
  Ends products(std::size_t{block.rows} * block.colours);
  for (std::uint32_t colour = 0; colour < block.colours; ++colour) {
    std::vector<std::vector<Interval>> direction(1);
    for (const std::uint32_t of_column : block.colour)
      direction[0].push_back(of_column == colour ? 1.0 : 0.0);
    const Ends column(product.run(x, direction)[0]);
    for (std::size_t row = 0; row < block.rows; ++row) {
      products.lower[row * block.colours + colour] = column.lower[row];
      products.upper[row * block.colours + colour] = column.upper[row];
    }
  }
  Ends entries(std::size_t{block.rows} * block.columns);
  expand(block, products.lower.data(), block.colours, entries.lower.data(), 1);
  expand(block, products.upper.data(), block.colours, entries.upper.data(), 1);
  return entries;
}

// The rows of FM_TAYLOR of order 2.
class SecondOrderRows {
 public:
  SecondOrderRows(std::size_t coordinates, double* lower, double* upper)
      : d_(coordinates), lower_(lower), upper_(upper) {}
  void set(std::size_t row, const Ends& from, std::size_t element) {
    lower_[row] = from.lower[element];
    upper_[row] = from.upper[element];
  }
  // Of second derivatives, a <= b.
  std::size_t row(std::size_t a, std::size_t b) const {
    return 1 + d_ + a * d_ - a * (a + 1) / 2 + b;
  }

 private:
  std::size_t d_;
  double *lower_, *upper_;
};

// The cost, its gradients, and its blocks D_jk with j <= k.
std::vector<fm_request> second_order_requests(std::uint32_t player, std::size_t players) {
  const std::uint32_t n = static_cast<std::uint32_t>(players);
  std::vector<fm_request> all = {{sizeof(fm_request), FM_COST, player, 0, 0, 0}};
  for (std::uint32_t j = 0; j < n; ++j)
    all.push_back({sizeof(fm_request), FM_GRADIENT, player, j, 0, 0});
  for (std::uint32_t j = 0; j < n; ++j)
    for (std::uint32_t k = j; k < n; ++k)
      all.push_back({sizeof(fm_request), FM_HESSIAN_BLOCK, player, j, k, 0});
  return all;
}

std::vector<NodeId> nodes_in(const Quantities& quantities) {
  std::vector<NodeId> nodes;
  for (const NodeId node : quantities.outputs)
    if (node != no_node) nodes.push_back(node);
  return nodes;
}

}  // namespace

bool offers_bounds(const CostGraph& game, std::uint32_t player, std::uint32_t coordinates) {
  // A product with second derivatives takes a few operations for each number of the cost.
  constexpr std::size_t most = 20'000'000;
  std::size_t numbers = 0;
  for (const NodeId id : NodeOrder(game.graph, std::span(&game.costs[player], 1)).nodes)
    numbers += game.graph.extent(id).size();
  return numbers <= most / coordinates;
}

PointBounds::PointBounds(CostGraph& game, std::span<const std::uint32_t> offsets,
                         std::uint32_t player)
    : offsets_(offsets.begin(), offsets.end()),
      requests_(second_order_requests(player, offsets.size() - 1)),
      nodes_(quantities(game.graph, game.costs, offsets_, requests_)),
      evaluator_(game.graph, nodes_in(nodes_)) {
  for (const CompressedBlock& block : nodes_.blocks)
    products_.emplace_back(game.graph, std::span(&block.product, 1));
}

bool PointBounds::at(std::span<const double> x, double* lower, double* upper) {
  const std::vector<Interval> point(x.begin(), x.end());
  Interval::kinked() = false;
  const auto& results = evaluator_.run(point);
  SecondOrderRows rows(x.size(), lower, upper);
  std::size_t result = 0, block = 0;
  for (std::size_t q = 0; q < requests_.size(); ++q) {
    const fm_request& r = requests_[q];
    const bool by_products = nodes_.outputs[q] == no_node;
    const Ends ends = by_products ? bounds_of_block(nodes_.blocks[block], products_[block], point)
                                  : Ends(results[result]);
    ++(by_products ? block : result);
    if (r.quantity == FM_COST) rows.set(0, ends, 0);
    if (r.quantity == FM_GRADIENT)
      for (std::uint32_t c = offsets_[r.j]; c < offsets_[r.j + 1]; ++c)
        rows.set(1 + c, ends, c - offsets_[r.j]);
    if (r.quantity != FM_HESSIAN_BLOCK) continue;
    const std::size_t width = offsets_[r.k + 1] - offsets_[r.k];
    for (std::uint32_t a = offsets_[r.j]; a < offsets_[r.j + 1]; ++a)
      for (std::uint32_t b = std::max(a, offsets_[r.k]); b < offsets_[r.k + 1]; ++b)
        rows.set(rows.row(a, b), ends, (a - offsets_[r.j]) * width + b - offsets_[r.k]);
  }
  return !Interval::kinked();
}

}  // namespace firstmove::engine
