#include "game/graph_bounds.hpp"

#include <vector>

#include "graph/evaluate.hpp"
#include "graph/quantities.hpp"

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

Ends bounds_of_block(const Graph& graph, const CompressedBlock& block,
                     std::span<const Interval> x) {
  Evaluator<Interval> product(graph, std::span(&block.product, 1));
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

}  // namespace

bool bounds_at(CostGraph& game, std::span<const std::uint32_t> offsets, std::uint32_t player,
               std::span<const double> x, double* lower, double* upper) {
  const std::uint32_t n = static_cast<std::uint32_t>(offsets.size() - 1);
  std::vector<fm_request> asked = {{sizeof(fm_request), FM_COST, player, 0, 0, 0}};
  for (std::uint32_t j = 0; j < n; ++j)
    asked.push_back({sizeof(fm_request), FM_GRADIENT, player, j, 0, 0});
  for (std::uint32_t j = 0; j < n; ++j)
    for (std::uint32_t k = j; k < n; ++k)
      asked.push_back({sizeof(fm_request), FM_HESSIAN_BLOCK, player, j, k, 0});
  const Quantities nodes = quantities(game.graph, game.costs, offsets, asked);

  const std::vector<Interval> at(x.begin(), x.end());
  Interval::kinked() = false;
  std::vector<NodeId> outputs;
  for (const NodeId node : nodes.outputs)
    if (node != no_node) outputs.push_back(node);
  const auto results = Evaluator<Interval>(game.graph, outputs).run(at);

  SecondOrderRows rows(x.size(), lower, upper);
  std::size_t result = 0, next_block = 0;
  for (std::size_t q = 0; q < asked.size(); ++q) {
    const fm_request& r = asked[q];
    const Ends ends = nodes.outputs[q] != no_node
                          ? Ends(results[result++])
                          : bounds_of_block(game.graph, nodes.blocks[next_block++], at);
    if (r.quantity == FM_COST) rows.set(0, ends, 0);
    if (r.quantity == FM_GRADIENT)
      for (std::uint32_t c = offsets[r.j]; c < offsets[r.j + 1]; ++c)
        rows.set(1 + c, ends, c - offsets[r.j]);
    if (r.quantity != FM_HESSIAN_BLOCK) continue;
    const std::size_t width = offsets[r.k + 1] - offsets[r.k];
    for (std::uint32_t a = offsets[r.j]; a < offsets[r.j + 1]; ++a)
      for (std::uint32_t b = std::max(a, offsets[r.k]); b < offsets[r.k + 1]; ++b)
        rows.set(rows.row(a, b), ends, (a - offsets[r.j]) * width + b - offsets[r.k]);
  }
  return !Interval::kinked();
}

}  // namespace firstmove::engine
