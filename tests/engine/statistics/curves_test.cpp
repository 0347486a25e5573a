// Runs of different lengths on a common grid, by hand and by brute force.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>
#include <vector>

#include "statistics/aligned_curves.hpp"

namespace {

using namespace firstmove;
using namespace firstmove::engine;

constexpr double inf = std::numeric_limits<double>::infinity();
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

TEST_CASE("four runs by hand: one finishes, one stops, one diverges, one begins late") {
  const std::vector<double> s0 = {0, 10, 20}, v0 = {5, 4, 3};
  const std::vector<double> s1 = {0, 5}, v1 = {9, 1};
  const std::vector<double> s2 = {0, 8}, v2 = {2, 100};
  const std::vector<double> s3 = {10, 15, 20}, v3 = {7, nan, 6};
  const std::vector<RunCurve> runs = {{s0, v0, 20}, {s1, v1, 7}, {s2, v2, 12, true}, {s3, v3, 20}};
  const AlignedCurves curves = align(runs, {0, 5, 7, 10, 12, 15, 20}, {0, 0.5, 1});
  using Row = std::vector<double>;
  using Counts = std::vector<std::size_t>;
  CHECK(curves.grid.size() == 7);
  CHECK(curves.quantiles[0] == Row{2, 1, 1, 1, 1, 1, 1});
  CHECK(curves.quantiles[1] == Row{5, 2, 2, 5.5, 5.5, 4, 4.5});
  CHECK(curves.quantiles[2] == Row{9, 5, 5, 100, inf, inf, inf});
  CHECK(curves.running == Counts{4, 4, 4, 3, 2, 2, 2});
  CHECK(curves.diverged == Counts{0, 0, 0, 0, 1, 1, 1});
  CHECK(curves.missing == Counts{1, 1, 1, 0, 0, 1, 0});

  const AlignedCurves coordinates = align(runs, {0, 12, 20}, {1}, nan);
  CHECK(coordinates.quantiles[0] == Row{9, 7, 6});
  CHECK(coordinates.diverged == Counts{0, 1, 1});
  CHECK(coordinates.missing == Counts{1, 1, 1});
  CHECK(farthest_steps(runs) == s0);
  CHECK(farthest_steps({}).empty());
}

TEST_CASE("if most runs have diverged, the median is infinite to the end") {
  const std::vector<double> steps = {0, 1}, values = {1, 1};
  std::vector<RunCurve> runs(5, {steps, values, 1, true});
  runs[0].diverged = runs[1].diverged = false;
  const AlignedCurves curves = align(runs, {0, 1, 1000}, {0.25, 0.5});
  CHECK(curves.quantiles[0] == std::vector<double>{1, 1, 1});
  CHECK(curves.quantiles[1] == std::vector<double>{1, inf, inf});
}

TEST_CASE("random runs, against a search of each run at each step") {
  std::mt19937_64 generator(1);
  std::uniform_int_distribution<int> draw(0, 40);
  for (int round = 0; round < 50; ++round) {
    const std::size_t count = 1 + static_cast<std::size_t>(round);
    std::vector<std::vector<double>> steps(count), values(count);
    std::vector<RunCurve> runs;
    for (std::size_t r = 0; r < count; ++r) {
      for (int step = draw(generator) % 3; step < draw(generator) + 5; step += 1 + step % 4) {
        steps[r].push_back(step);
        values[r].push_back(draw(generator));
      }
      const double end = (steps[r].empty() ? 0 : steps[r].back()) + draw(generator) % 3;
      runs.push_back({steps[r], values[r], end, draw(generator) < 10});
    }
    std::vector<double> grid;
    for (int g = draw(generator) % 4; g < 60; g += 1 + draw(generator) % 5) grid.push_back(g);
    const AlignedCurves curves = align(runs, grid, {0, 1});
    for (std::size_t g = 0; g < grid.size(); ++g) {
      double least = nan, most = nan;
      std::size_t running = 0, diverged = 0, missing = 0;
      for (const RunCurve& run : runs) {
        double value = nan, latest = -1;
        for (std::size_t i = 0; i < run.steps.size(); ++i)
          if (run.steps[i] <= grid[g] && run.steps[i] > latest) {
            latest = run.steps[i];
            value = run.values[i];
          }
        if (run.diverged && run.end <= grid[g]) {
          value = inf;
          ++diverged;
        } else if (run.end >= grid[g]) {
          ++running;
        }
        missing += std::isnan(value);
        least = std::fmin(least, value);
        most = std::fmax(most, value);
      }
      CHECK(curves.running[g] == running);
      CHECK(curves.diverged[g] == diverged);
      CHECK(curves.missing[g] == missing);
      if (missing == count) {
        CHECK(std::isnan(curves.quantiles[0][g]));
      } else {
        CHECK(curves.quantiles[0][g] == least);
        CHECK(curves.quantiles[1][g] == most);
      }
    }
  }
}

}  // namespace
