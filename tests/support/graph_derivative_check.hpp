// Derivatives of a graph against others: bounds from the nodes of derivatives, whose numbers carry
// their rounding errors, and from Taylor series in interval arithmetic, which both hold the exact
// number; and central differences.
#pragma once

#include <limits>

#include "game/graph_series.hpp"
#include "game/graph_taylor.hpp"
#include "game/rounded_quantities.hpp"
#include "graph/derivatives.hpp"
#include "support/differences.hpp"
#include "support/graph_case.hpp"

namespace firstmove::test {

class DerivativeCheck {
 public:
  DerivativeCheck(GraphCase& one, Checked& checked) : case_(one), checked_(checked) {}

  void run() {
    const Values& x = case_.points[0];
    constexpr double reach = 4e-3;  // more than that of the differences
    for (const double value : x) {
      lower_.push_back(value - reach);
      upper_.push_back(value + reach);
    }
    if (!regular()) return;
    check_bounds();
    check_slopes();
  }

 private:
  using Values = GraphCase::Values;
  static constexpr double infinity = std::numeric_limits<double>::infinity();

  // Whether all that the cost is computed from is finite around the joint action: a comparison of
  // what is not a number has a value, but none of its bounds.
  bool regular() const {
    std::vector<Interval> box;
    for (std::size_t c = 0; c < lower_.size(); ++c) box.emplace_back(lower_[c], upper_[c]);
    const NodeOrder order(case_.game.graph, std::span(&case_.game.costs[case_.player], 1));
    Evaluator<Interval> evaluator(case_.game.graph, order.nodes);
    for (const auto& array : evaluator.run(box))
      for (const Interval& one : array)
        if (!one.finite()) return false;
    return true;
  }

  // ---- Bounds: those of the derivatives' nodes meet those of series, and hold the numbers ----

  void check_bounds() {
    const Values& x = case_.points[0];
    constexpr std::uint32_t order = 3;
    const std::size_t rows = derivatives(case_.offsets.back(), order);
    Values lower(rows), upper(rows), low(rows), high(rows);
    CostEnclosures series(case_.game, case_.offsets.back());
    if (!series.enclose(case_.player, order, x.data(), x.data(), lower.data(), upper.data()))
      return;
    if (!bounds_of_nodes(low, high)) return;
    meet(lower, upper, low, high, derivatives(case_.offsets.back(), 2));
    const NodeId taylor = taylor_node(case_.game, case_.offsets, case_.player, order);
    if (taylor == no_node) return;
    const std::vector<Interval> at(x.begin(), x.end());
    Interval::kinked() = false;
    const auto bounds = Evaluator<Interval>(case_.game.graph, std::span(&taylor, 1)).run(at)[0];
    if (Interval::kinked()) return;
    const Values numbers = reference(case_.game.graph, taylor, x, {});
    for (std::size_t row = 0; row < rows; ++row) {
      low[row] = bounds[row].lower();
      high[row] = bounds[row].upper();
      const double number = numbers[row];
      if (bounds[row].finite() && std::isfinite(number) && !bounds[row].holds(number))
        disagree("derivative " + std::to_string(row) + " is beyond its bounds");
    }
    meet(lower, upper, low, high, rows);
  }

  // The cost, its gradients and the blocks of its Hessian, in the order of FM_TAYLOR.
  bool bounds_of_nodes(Values& low, Values& high) {
    const std::uint32_t i = case_.player, players = case_.players(), n = case_.offsets.back();
    std::vector<fm_request> requests = {{sizeof(fm_request), FM_COST, i, 0, 0, 0}};
    for (std::uint32_t j = 0; j < players; ++j)
      requests.push_back({sizeof(fm_request), FM_GRADIENT, i, j, 0, 0});
    for (std::uint32_t j = 0; j < players; ++j)
      for (std::uint32_t k = j; k < players; ++k)
        requests.push_back({sizeof(fm_request), FM_HESSIAN_BLOCK, i, j, k, 0});
    auto nodes = RoundedQuantities::make(case_.game, case_.offsets, requests);
    if (!nodes) return false;
    const auto all = nodes->at(case_.points[0], {}, true);
    if (all.empty()) return false;
    const auto put = [&](std::size_t row, const Rounded& number) {
      const double error = number.known() ? number.error() : infinity;
      low[row] = number.high() - error;
      high[row] = number.high() + error;
    };
    put(0, all[0][0]);
    for (std::size_t q = 1; q < requests.size(); ++q) {
      const std::uint32_t first = case_.offsets[requests[q].j];
      const bool block = requests[q].quantity == FM_HESSIAN_BLOCK;
      const std::uint32_t left = case_.offsets[requests[q].k];
      const std::uint32_t columns = block ? case_.offsets[requests[q].k + 1] - left : 1;
      for (std::uint32_t e = 0; e < all[q].size(); ++e) {
        const std::uint32_t a = first + e / columns, b = left + e % columns;
        if (!block)
          put(1 + a, all[q][e]);
        else if (a <= b)
          put(1 + n + a * n - a * (a + 1) / 2 + b, all[q][e]);
      }
    }
    return true;
  }

  void meet(const Values& lower, const Values& upper, const Values& low, const Values& high,
            std::size_t rows) {
    for (std::size_t row = 0; row < rows; ++row) {
      if (!std::isfinite(upper[row] - lower[row]) || !std::isfinite(high[row] - low[row])) continue;
      ++checked_.bounds;
      if (lower[row] > high[row] || low[row] > upper[row])
        disagree("two bounds on derivative " + std::to_string(row) + " do not meet");
    }
  }

  // ---- Gradients and central differences, where the cost is proven to be smooth ----

  void check_slopes() {
    const Values& x = case_.points[0];
    const std::size_t d = x.size();
    Values low(1 + d), high(1 + d);
    CostEnclosures enclosures(case_.game, case_.offsets.back());
    if (!enclosures.enclose(case_.player, 1, lower_.data(), upper_.data(), low.data(), high.data()))
      return;
    for (std::size_t row = 0; row <= d; ++row)
      if (!std::isfinite(high[row] - low[row])) return;
    // Rounding errors in the cost must not matter.
    enclosures.enclose(case_.player, 0, x.data(), x.data(), low.data(), high.data());
    if (!(high[0] - low[0] <= 1e-9)) return;
    Evaluator<long double> cost(case_.game.graph, std::span(&case_.game.costs[case_.player], 1));
    const auto f = [&](const std::vector<long double>& at) { return cost.run(at)[0]; };
    const std::vector<long double> at(x.begin(), x.end());
    for (std::uint32_t j = 0; j < case_.players(); ++j) {
      const NodeId slopes = gradient(case_.game.graph, case_.game.costs[case_.player],
                                     case_.offsets[j], case_.offsets[j + 1] - case_.offsets[j]);
      const auto got = Evaluator<long double>(case_.game.graph, std::span(&slopes, 1)).run(at)[0];
      for (std::size_t c = 0; c < got.size(); ++c) {
        const auto wanted = slopes_in(f, at, case_.offsets[j] + c)[0];
        if (!wanted) continue;
        ++checked_.slopes;
        if (!(std::fabs(got[c] - *wanted) <= 1e-7L * (1 + std::fabs(*wanted))))
          disagree("derivative " + std::to_string(c) + " of block " + std::to_string(j) +
                   " is not that of differences");
      }
    }
  }

  GraphCase& case_;
  Checked& checked_;
  Values lower_, upper_;  // a box around the joint action
};

}  // namespace firstmove::test
