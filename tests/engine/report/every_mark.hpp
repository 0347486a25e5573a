// Figures with every kind of mark, with data similar to that of experiments.
#pragma once

#include <algorithm>
#include <cmath>
#include <numbers>
#include <random>
#include <string>

#include "report/page.hpp"

namespace firstmove::engine {}

namespace firstmove::test {
using namespace engine;

inline std::string learner_name(std::size_t i) {
  static const std::vector<std::string> names = {"gradient play",
                                                 "Stackelberg, two timescales",
                                                 "LOLA",
                                                 "optimistic gradient",
                                                 "extragradient",
                                                 "consensus",
                                                 "LookAhead",
                                                 "symplectic adjustment",
                                                 "best response",
                                                 "stable opponent shaping",
                                                 "CGD",
                                                 "follow the ridge",
                                                 "local symplectic surgery",
                                                 "Adam <β₁ = 0.5>",
                                                 "momentum",
                                                 "regularized Stackelberg"};
  return i < names.size() ? names[i] : names[i % names.size()] + ", slow";
}

struct Runs {
  std::vector<double> step, lower, median, upper;
  std::vector<std::vector<double>> each;
};

// Distances that fall to a noise floor, like those of a learner's runs.
inline Runs runs_of(std::size_t learner, std::size_t replicates) {
  std::mt19937 generator(static_cast<unsigned>(learner));
  std::normal_distribution<double> normal;
  Runs runs;
  for (int k = 0; k < 120; ++k)
    if (const double step = std::round(std::pow(10, k * 5.0 / 119));
        runs.step.empty() || step > runs.step.back())
      runs.step.push_back(step);
  const double rate = std::pow(10, -1.2 - 0.13 * static_cast<double>(learner % 11));
  const double floor = std::pow(10, -5 + 0.23 * static_cast<double>(learner % 17));
  for (std::size_t r = 0; r < replicates; ++r) {
    double drift = 0.4 * normal(generator);
    const double own = rate * std::exp(0.5 * normal(generator));
    runs.each.emplace_back();
    for (const double k : runs.step) {
      drift = 0.97 * drift + 0.15 * normal(generator);
      runs.each.back().push_back((3 * std::exp(-own * k) + floor) * std::exp(drift));
    }
  }
  for (std::size_t k = 0; k < runs.step.size(); ++k) {
    std::vector<double> values;
    for (const auto& run : runs.each) values.push_back(run[k]);
    std::sort(values.begin(), values.end());
    const auto at = [&](double share) {
      return values[static_cast<std::size_t>(share * static_cast<double>(values.size() - 1))];
    };
    runs.lower.push_back(at(0.25));
    runs.median.push_back(at(0.5));
    runs.upper.push_back(at(0.75));
  }
  return runs;
}

inline Figure bands(const std::string& id, std::size_t learners, bool each_run) {
  Figure figure{.id = id,
                .title = "Distance to the equilibrium",
                .caption =
                    "Median of 25 runs a learner; bands from the lower to the upper "
                    "quartile. The last value is carried forward."};
  figure.panels.push_back({.x = {.label = "step", .scale = Axis::Scale::log},
                           .y = {.label = "distance", .scale = Axis::Scale::log}});
  auto& marks = figure.panels[0].marks;
  for (std::size_t i = 0; i < learners; ++i) {
    const Runs runs = runs_of(i, 25);
    const Owner of{.learner = i, .name = learner_name(i)};
    marks.push_back(mark::Band{.of = of,
                               .x = runs.step,
                               .lower = runs.lower,
                               .upper = runs.upper,
                               .quantiles = "quartiles"});
    for (std::uint32_t r = 0; each_run && r < 8; ++r)
      marks.push_back(mark::Line{.of = {.learner = i, .name = of.name, .replicate = r},
                                 .x = runs.step,
                                 .y = runs.each[r]});
    marks.push_back(mark::Line{.of = of, .x = runs.step, .y = runs.median});
  }
  return figure;
}

// Two costs on the torus: f_i = -alpha_i cos(x_i - phi_i) + cos(x_1 - x_2).
struct Torus {
  static constexpr double alpha[2] = {1, 1.3}, phi[2] = {0, std::numbers::pi / 8};
  static double d1(double x, double y) { return alpha[0] * std::sin(x - phi[0]) - std::sin(x - y); }
  static double d2(double x, double y) { return alpha[1] * std::sin(y - phi[1]) - std::sin(y - x); }
};

inline std::vector<std::vector<std::array<double, 2>>> torus_path(double x, double y, double step) {
  std::vector<std::vector<std::array<double, 2>>> pieces(1);
  for (int k = 0; k < 400; ++k) {
    pieces[0].push_back({x, y});
    const double dx = -Torus::d1(x, y), dy = -Torus::d2(x, y);
    x = std::remainder(x + step * dx, 2 * std::numbers::pi);
    y = std::remainder(y + step * dy, 2 * std::numbers::pi);
  }
  return pieces;
}

inline Figure field() {
  using std::numbers::pi;
  Figure figure{.id = "field",
                .title = "Learning paths over the field of gradient play",
                .caption =
                    "Arrows: the direction of −ω. Lines in grey: where a player's "
                    "derivative vanishes."};
  figure.panels.push_back(
      {.x = {.label = "action of player 1", .range = {{-pi, pi}}, .angle = true},
       .y = {.label = "action of player 2", .range = {{-pi, pi}}, .angle = true},
       .equal = true});
  auto& marks = figure.panels[0].marks;
  mark::Arrows arrows{.of = {.name = "−ω"}};
  for (int j = 0; j < 20; ++j)
    for (int i = 0; i < 20; ++i) {
      const double x = -pi + (i + 0.5) * pi / 10, y = -pi + (j + 0.5) * pi / 10;
      arrows.x.push_back(x);
      arrows.y.push_back(y);
      arrows.u.push_back(-Torus::d1(x, y));
      arrows.v.push_back(-Torus::d2(x, y));
    }
  marks.push_back(arrows);
  mark::Curves first{.of = {.name = "D₁f₁ = 0"}},
      second{.of = {.name = "D₂f₂ = 0"}, .dashed = true};
  for (const double branch : {0.0, 1.0}) {  // y = x - asin(alpha sin(x - phi)), or the other branch
    first.pieces.emplace_back();
    second.pieces.emplace_back();
    for (int k = 0; k <= 300; ++k) {
      const double x = -pi + k * pi / 150;
      const auto other = [&](int i) {
        const double s = Torus::alpha[i] * std::sin(x - Torus::phi[i]);
        const double a = std::asin(s);
        return std::remainder(x - (branch == 0 ? a : pi - a), 2 * pi);
      };
      first.pieces.back().push_back({x, other(0)});
      second.pieces.back().push_back({other(1), x});
    }
  }
  marks.push_back(first);
  marks.push_back(second);
  std::size_t learner = 0;
  for (const double step : {0.05, 0.3, 0.6}) {
    mark::Curves path{.of = {.learner = learner, .name = learner_name(learner)}};
    mark::Points start{.of = path.of, .filled = false}, end{.of = path.of, .size = 9};
    for (const double angle : {0.3, 2.2, 4.4}) {
      const double turn = angle + 0.4 * static_cast<double>(learner);
      path.pieces.push_back(torus_path(2.7 * std::cos(turn), 2.7 * std::sin(turn), step)[0]);
      start.x.push_back(path.pieces.back().front()[0]);
      start.y.push_back(path.pieces.back().front()[1]);
      end.x.push_back(path.pieces.back().back()[0]);
      end.y.push_back(path.pieces.back().back()[1]);
      start.labels.push_back("start");
      end.labels.push_back("end");
    }
    marks.push_back(path);
    marks.push_back(start);
    marks.push_back(end);
    ++learner;
  }
  marks.push_back(mark::Points{.of = {.name = "equilibrium"},
                               .x = {-1.0219, 1.3454},
                               .y = {1.0977, -0.4508},
                               .labels = {"differential Nash", "differential Nash"},
                               .marker = Marker::star,
                               .size = 12});
  return figure;
}

inline Figure cross_play(std::size_t n) {
  Figure figure{.id = "cross-play",
                .title = "Cross-play: cost of player 1",
                .caption = "Rows: the rule of player 1; columns: of player 2. Means of 10 runs."};
  Panel panel{.x = {.label = "player 2"}, .y = {.label = "player 1"}};
  const mark::Cells all{0, static_cast<double>(n - 1), n};
  mark::HeatMap map{.x = all, .y = all, .numbers = true};
  for (std::size_t j = 0; j < n; ++j) {
    panel.x.categories.push_back(learner_name(j));
    panel.y.categories.push_back(learner_name(j));
    for (std::size_t i = 0; i < n; ++i) {
      const auto a = static_cast<double>(i), b = static_cast<double>(j);
      map.values.push_back(i == 7 && j == 3 ? NAN : -1.2 + std::sin(0.7 * a) * std::cos(0.3 * b));
      map.labels.push_back(learner_name(j) + " against " + learner_name(i));
    }
  }
  panel.marks.push_back(map);
  figure.panels.push_back(panel);
  return figure;
}

inline Figure landscapes() {
  Figure figure{.id = "landscapes",
                .title = "Costs over joint actions",
                .caption = "Two colour scales: one for costs, one for differences of costs."};
  for (const bool diverging : {false, true}) {
    mark::HeatMap map{.x = {-3, 3, 60},
                      .y = {-3, 3, 60},
                      .colours = diverging ? mark::HeatMap::Colours::diverging
                                           : mark::HeatMap::Colours::sequential,
                      .log = !diverging,
                      .label = diverging ? "difference" : "cost"};
    for (std::size_t i = 0; i < 3600; ++i) {
      const double x = -3 + 6 * static_cast<double>(i % 60) / 59;
      const double y = -3 + 6 * static_cast<double>(i / 60) / 59;
      map.values.push_back(diverging ? std::sin(x) * y : 1e-3 + x * x + y * y * y * y);
    }
    figure.panels.push_back({.title = diverging ? "f₁ − f₂" : "f₁",
                             .x = {.label = "x₁"},
                             .y = {.label = "x₂"},
                             .equal = true,
                             .marks = {map}});
  }
  return figure;
}

inline Figure spectra() {
  Figure figure{.id = "spectra",
                .title = "Spectra at the point reached",
                .caption = "Eigenvalues of the game's Jacobian and of its parts."};
  const std::vector<std::string> names = {"J", "Schur complement", "D₁²f₁"};
  std::mt19937 generator(3);
  std::normal_distribution<double> normal;
  for (std::size_t p = 0; p < 3; ++p) {
    Panel panel{.title = names[p], .x = {.label = "real part"}, .y = {.label = "imaginary part"}};
    panel.marks.push_back(mark::Line{.of = {}, .x = {0, 0}, .y = {-0.6, 0.6}, .dashed = true});
    mark::Points points{.of = {.series = p, .name = names[p]}, .filled = p != 1, .size = 6};
    for (int i = 0; i < 24; ++i) {
      const double re = std::exp(normal(generator)) - 0.3;
      const double im = p == 0 ? 0.3 * normal(generator) : 0;
      for (const double sign : {1.0, -1.0}) {
        points.x.push_back(re);
        points.y.push_back(sign * im);
      }
    }
    panel.marks.push_back(points);
    figure.panels.push_back(panel);
  }
  return figure;
}

inline Figure attraction_map() {
  using std::numbers::pi;
  Figure figure{.id = "attraction",
                .title = "Regions of attraction of gradient play",
                .caption = "Where 10,000 runs end, by where they start; 400 steps each."};
  mark::Regions map{.x = {-pi, pi, 100},
                    .y = {-pi, pi, 100},
                    .regions = {{"ends at (−0.62, −1.10)"},
                                {"ends at (1.25, 1.38)"},
                                {.name = "in no place", .muted = true},
                                {.name = "failed", .muted = true}}};
  for (int j = 0; j < 100; ++j)
    for (int i = 0; i < 100; ++i) {
      const double x = -pi + i * 2 * pi / 99, y = -pi + j * 2 * pi / 99;
      if (std::hypot(x - 2.4, y + 2.2) < 0.45)
        map.region.push_back(3);
      else if (std::abs(std::abs(x - y) - pi) < 0.06)
        map.region.push_back(2);
      else
        map.region.push_back(
            std::sin(x - 0.3) + std::sin(y - 0.2) + 0.4 * std::sin(3 * (x - y)) > 0 ? 1 : 0);
    }
  figure.panels.push_back({.x = {.label = "x₁", .angle = true},
                           .y = {.label = "x₂", .angle = true},
                           .equal = true,
                           .marks = {map, mark::Points{.of = {.name = "equilibrium"},
                                                       .x = {-0.62, 1.25},
                                                       .y = {-1.1, 1.38},
                                                       .marker = Marker::star,
                                                       .size = 12}}});
  return figure;
}

inline Figure forest(std::size_t learners) {
  Figure figure{.id = "forest",
                .title = "Final cost of player 1",
                .caption = "Median and its 95 % bootstrap interval."};
  Panel panel{.x = {.label = "cost of player 1"}};
  for (std::size_t i = 0; i < learners; ++i) {
    panel.y.categories.push_back(learner_name(i));
    const double value = 10 + std::sin(2.1 * static_cast<double>(i)),
                 wide = 0.2 + 0.03 * static_cast<double>(i);
    panel.marks.push_back(mark::Intervals{.of = {.learner = i},
                                          .row = {static_cast<double>(i)},
                                          .value = {value},
                                          .lower = {value - wide},
                                          .upper = {value + 1.4 * wide},
                                          .labels = {"25 runs"}});
  }
  figure.panels.push_back(panel);
  return figure;
}

inline Figure outcomes(std::size_t learners) {
  Figure figure{.id = "outcomes", .title = "How runs end", .caption = "Shares of 25 runs."};
  Panel panel{.x = {.label = "share of runs", .range = {{0, 1}}}};
  const std::vector<std::string> kinds = {"converged", "cycling", "diverged"};
  for (std::size_t k = 0; k < kinds.size(); ++k) {
    mark::Bars bars{.of = {.series = k, .name = kinds[k]}};
    for (std::size_t i = 0; i < learners; ++i) {
      const double first = 0.5 + 0.4 * std::sin(static_cast<double>(i)), second = 0.6 * (1 - first);
      const double ends[] = {0, first, first + second, 1};
      bars.row.push_back(static_cast<double>(i));
      bars.from.push_back(ends[k]);
      bars.to.push_back(ends[k + 1]);
      bars.labels.push_back(kinds[k]);
    }
    panel.marks.push_back(bars);
  }
  for (std::size_t i = 0; i < learners; ++i) panel.y.categories.push_back(learner_name(i));
  figure.panels.push_back(panel);
  return figure;
}

inline Figure profiles(std::size_t learners) {
  Figure figure{
      .id = "profiles",
      .title = "Performance profiles",
      .caption = "Share of 40 games solved within a factor of the fastest (Dolan, Moré)."};
  Panel panel{.x = {.label = "time over the fastest learner's", .scale = Axis::Scale::log},
              .y = {.label = "share of games", .range = {{0, 1}}}};
  for (std::size_t i = 0; i < learners; ++i) {
    std::mt19937 generator(static_cast<unsigned>(i));
    std::exponential_distribution<double> draw(1.0 / (0.4 + 0.3 * static_cast<double>(i)));
    std::vector<double> ratios;
    for (int g = 0; g < 40; ++g) ratios.push_back(std::exp(draw(generator)));
    std::sort(ratios.begin(), ratios.end());
    mark::Line line{
        .of = {.learner = i, .name = learner_name(i)}, .x = {1}, .y = {0}, .steps = true};
    for (std::size_t g = 0; g < 36; ++g) {
      line.x.push_back(ratios[g]);
      line.y.push_back(static_cast<double>(g + 1) / 40);
    }
    panel.marks.push_back(line);
  }
  figure.panels.push_back(panel);
  return figure;
}

// Problems of real data: gaps, values that are not positive, a single point, no variation, no data.
inline Figure odd_values() {
  Figure figure{.id = "odd",
                .title = "Odd & \"unlikely\" <values>",
                .caption = "Gaps, constants, single points, nothing.",
                .columns = 2};
  const double nan = NAN, inf = INFINITY;
  figure.panels = {
      {.title = "gaps, values ≤ 0",
       .x = {.label = "k"},
       .y = {.label = "cost", .scale = Axis::Scale::log},
       .marks = {mark::Line{.of = {.learner = 0, .name = learner_name(0)},
                            .x = {1, 2, 3, 4, 5, 6, 7, 8},
                            .y = {1, 3, nan, 0.5, 0, -1, inf, 2}},
                 mark::Band{.of = {.learner = 1, .name = learner_name(1)},
                            .x = {1, 2, 3, 4, 5, 6},
                            .lower = {0.2, 0.1, 0, -1, 0.3, 0.2},
                            .upper = {2, 1, 0.7, 0.6, 0.9, 1},
                            .quantiles = "5 % to 95 %"}}},
      {.title = "no variation",
       .x = {.label = "k"},
       .y = {.label = "cost"},
       .marks = {mark::Line{
           .of = {.learner = 0, .name = learner_name(0)}, .x = {1, 2, 3}, .y = {1e7, 1e7, 1e7}}}},
      {.title = "one point",
       .x = {.label = "k"},
       .y = {.label = "cost"},
       .marks = {mark::Points{
           .of = {.learner = 2, .name = learner_name(2)}, .x = {0}, .y = {-3e-7}}}},
      {.title = "nothing", .x = {.label = "k"}, .y = {.label = "cost"}}};
  return figure;
}

inline std::vector<Figure> every_figure() {
  return {bands("three", 3, true),
          bands("twenty", 20, false),
          field(),
          cross_play(20),
          landscapes(),
          spectra(),
          attraction_map(),
          forest(20),
          outcomes(8),
          profiles(6),
          odd_values()};
}

inline Page every_page() {
  Page page{.title = "Torus: 20 learners", .subtitle = "firstmove, 25 runs a learner"};
  for (std::size_t i = 0; i < 20; ++i) page.learners.push_back(learner_name(i));
  DataTable table{.title = "What learners reach",
                  .columns = {{.name = "learner", .number = false},
                              {.name = "runs"},
                              {.name = "converged", .hover = "stated tests"},
                              {.name = "final cost, player 1"},
                              {.name = "final cost, player 2"},
                              {.name = "steps to 1e-3"},
                              {.name = "wall time, s"}},
                  .notes = {"Shares with Wilson's 95 % interval. Medians with bootstrap intervals "
                            "(2,000 resamples)."}};
  for (std::size_t i = 0; i < 20; ++i)
    table.rows.push_back({.learner = i,
                          .cells = {{learner_name(i)},
                                    {"25"},
                                    {"0.92 [0.75, 0.98]", "runs 0 to 22"},
                                    {"−1.203 [−1.21, −1.19]"},
                                    {"0.5"},
                                    {"1,204"},
                                    {"0.31"}}});
  page.sections = {
      {.id = "summary",
       .heading = "Summary",
       .blocks = {Paragraph{"Twenty learners play one game, 25 times each."},
                  Paragraph{.text = "Two runs have not finished.", .warning = true}, table}},
      {.id = "figures", .heading = "Figures", .blocks = {}},
      {.id = "manifest",
       .heading = "Manifest",
       .blocks = {
           Heading{"As it was run"},
           Details{"manifest.toml", "[experiment]\nname = \"torus\"  # </script> & <b>\n"}}}};
  for (Figure& figure : every_figure()) page.sections[1].blocks.push_back(std::move(figure));
  return page;
}

}  // namespace firstmove::test
