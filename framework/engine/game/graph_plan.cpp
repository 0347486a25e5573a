#include "game/graph_plan.hpp"

#include <algorithm>

#include "game/graph_taylor.hpp"

namespace firstmove::engine {
namespace {

// The products of a block are computed for this many lanes at a time.
constexpr std::size_t lanes_at_once = 64;

}  // namespace

GraphPlan::Block::Block(const Graph& graph, CompressedBlock block, std::uint32_t answered,
                        std::uint32_t coordinates)
    : compressed(std::move(block)),
      request(answered),
      products(graph, std::span(&compressed.product, 1)) {
  const std::size_t all = stride_for(compressed.colours), some = std::min(all, lanes_at_once);
  x = BatchArray(coordinates, some);
  samples = BatchArray(graph.samples().size, some);
  direction = BatchArray(compressed.columns, some);
  part = BatchArray(compressed.rows, some);
  whole = BatchArray(compressed.rows, all);
}

// The directions of `count` colours; they stay for all replicas if these are all colours.
void GraphPlan::Block::direct_to(std::size_t first, std::size_t count) {
  if (first == directed_to) return;
  directed_to = first;
  std::fill_n(direction.data(), direction.size(), 0.0);
  for (std::size_t c = 0; c < compressed.columns; ++c)
    if (const std::size_t colour = compressed.colour[c]; first <= colour && colour < first + count)
      direction.row(c)[colour - first] = 1;
}

void GraphPlan::Block::evaluate(const fm_batch& batch, const double* drawn, double* const* out) {
  const std::size_t lanes = part.stride();
  for (std::size_t r = 0; r < batch.count; ++r) {
    for (std::size_t c = 0; c < x.rows(); ++c)
      std::fill_n(x.row(c), lanes, batch.x[c * batch.stride + r]);
    for (std::size_t e = 0; e < samples.rows(); ++e)
      std::fill_n(samples.row(e), lanes, drawn[e * batch.stride + r]);
    for (std::size_t first = 0; first < compressed.colours; first += lanes) {
      const std::size_t count = std::min<std::size_t>(lanes, compressed.colours - first);
      direct_to(first, count);
      const double* const directions[] = {direction.data()};
      double* const results[] = {part.data()};
      products.machine.run(count, lanes, x.data(), directions, results, samples.data());
      for (std::size_t row = 0; row < part.rows(); ++row)
        std::copy_n(part.row(row), count, whole.row(row) + first);
    }
    expand(compressed, whole.data(), whole.stride(), out[request] + r, batch.stride);
  }
}

GraphPlan::GraphPlan(CostGraph& game, std::span<const std::uint32_t> offsets, Samples& samples,
                     std::span<const fm_request* const> requests)
    : samples_(samples) {
  std::vector<fm_request> asked;
  std::vector<std::uint32_t> answered;  // by their position in `asked`
  for (std::uint32_t q = 0; q < requests.size(); ++q) {
    const std::int32_t quantity = requests[q]->quantity;
    if (quantity < FM_COST || quantity > FM_THIRD_PRODUCT) continue;
    asked.push_back(*requests[q]);
    answered.push_back(q);
  }
  const Quantities nodes = quantities(game.graph, game.costs, offsets, asked);
  std::vector<NodeId> outputs;
  for (std::size_t q = 0; q < asked.size(); ++q) {
    if (nodes.outputs[q] == no_node) continue;
    outputs.push_back(nodes.outputs[q]);
    requests_.push_back(answered[q]);
  }
  const auto series = add_derivatives(game, offsets, requests, outputs);
  if (!outputs.empty()) runner_ = std::make_unique<Runner>(game.graph, outputs);
  pointers_.resize(outputs.size());
  for (const CompressedBlock& block : nodes.blocks)
    blocks_.push_back(
        std::make_unique<Block>(game.graph, block, answered[block.request], offsets.back()));
  // One evaluation for each order, as the highest order could turn lower ones into NaN.
  for (const auto& [order, some] : series)
    series_.push_back(std::make_unique<CostSeries>(game, offsets.back(), order, some));
}

std::map<std::uint32_t, std::vector<CostSeries::Wanted>> GraphPlan::add_derivatives(
    CostGraph& game, std::span<const std::uint32_t> offsets,
    std::span<const fm_request* const> requests, std::vector<NodeId>& outputs) {
  std::map<std::uint32_t, std::vector<CostSeries::Wanted>> series;
  for (std::uint32_t q = 0; q < requests.size(); ++q) {
    if (requests[q]->quantity != FM_TAYLOR) continue;
    const std::uint32_t player = requests[q]->player, order = requests[q]->j;
    const NodeId node = taylor_node(game, offsets, player, order);
    if (node == no_node) {
      series[order].push_back({player, q});
    } else {
      outputs.push_back(node);
      requests_.push_back(q);
    }
  }
  return series;
}

void GraphPlan::evaluate(const fm_batch& batch, const double* const* vectors, double* const* out) {
  const double* const drawn = samples_.of(batch);
  if (runner_) {
    for (std::size_t o = 0; o < pointers_.size(); ++o) pointers_[o] = out[requests_[o]];
    runner_->machine.run(batch.count, batch.stride, batch.x, vectors, pointers_.data(), drawn);
  }
  for (const auto& block : blocks_) block->evaluate(batch, drawn, out);
  for (const auto& series : series_) series->evaluate(batch, out);
}

}  // namespace firstmove::engine
