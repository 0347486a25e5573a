#include "game/graph_series.hpp"

namespace firstmove::engine {
namespace {

std::vector<NodeId> costs_of(const CostGraph& game, const std::vector<CostSeries::Wanted>& wanted) {
  std::vector<NodeId> costs;
  for (const CostSeries::Wanted& one : wanted) costs.push_back(game.costs[one.player]);
  return costs;
}

}  // namespace

bool offers_series(std::uint32_t coordinates, std::uint32_t order) {
  constexpr std::size_t most_derivatives = 20000;
  if (order > most_series_order) return false;
  for (std::uint32_t k = 0; k <= order; ++k)
    if (derivatives(coordinates, k) > most_derivatives) return false;
  return true;
}

CostSeries::CostSeries(const CostGraph& game, std::uint32_t coordinates, std::uint32_t order,
                       std::vector<Wanted> wanted)
    : wanted_(std::move(wanted)),
      space_(std::make_unique<SeriesSpace>(coordinates, order)),
      evaluator_(game.graph, costs_of(game, wanted_)),
      x_(coordinates) {}

void CostSeries::evaluate(const fm_batch& batch, double* const* out) {
  const bool contiguous = batch.stride == 1;
  for (std::size_t r = 0; r < batch.count; r += Lane::width) {
    for (std::size_t c = 0; c < x_.size(); ++c) {
      const double* const row = batch.x + c * batch.stride + r;
      x_[c] = Series::variable(*space_, c, contiguous ? Lane(*row) : Lane::load(row));
    }
    const auto& costs = evaluator_.run(x_);
    for (std::size_t w = 0; w < wanted_.size(); ++w) {
      double* const to = out[wanted_[w].request] + r;
      for (std::size_t row = 0, rows = space_->size(space_->order()); row < rows; ++row) {
        const Lane derivative = costs[w][0].derivative(row);
        if (contiguous)
          to[row] = first_lane(derivative);
        else
          derivative.store(to + row * batch.stride);
      }
    }
  }
}

bool CostEnclosures::enclose(std::uint32_t player, std::uint32_t order, const double* lower,
                             const double* upper, double* out_lower, double* out_upper) {
  auto& space = spaces_[order];
  if (!space) space = std::make_unique<BasicSpace<Interval>>(coordinates_, order);
  auto& evaluator = evaluators_[player];
  if (!evaluator)
    evaluator =
        std::make_unique<Evaluator<Bounds>>(game_.graph, std::span(&game_.costs[player], 1));
  std::vector<Bounds> x;
  for (std::size_t c = 0; c < coordinates_; ++c)
    x.push_back(Bounds::variable(*space, c, Interval(lower[c], upper[c])));
  Interval::kinked() = false;
  const Bounds cost = evaluator->run(x)[0][0];
  const bool smooth = !Interval::kinked();
  for (std::size_t row = 0; row < space->size(order); ++row) {
    const Interval bounds = cost.derivative(row);
    out_lower[row] = bounds.lower();
    out_upper[row] = bounds.upper();
  }
  return smooth;
}

}  // namespace firstmove::engine
