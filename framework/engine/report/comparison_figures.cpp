#include "report/comparison_figures.hpp"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <array>

namespace firstmove::engine {
namespace {

Panel ranks_panel(const Study& study, const CostComparison& costs) {
  const CostRanks& ranks = costs.ranks;
  Panel panel{.x = {.label = fmt::format("mean rank by cost f{}", costs.player + 1)}};
  for (std::size_t place = 0; place < ranks.critical.order.size(); ++place) {
    const std::size_t i = ranks.critical.order[place], learner = ranks.learners[i];
    const double mean = ranks.table.learners[i].mean, half = 0.5 * ranks.critical.difference;
    panel.y.categories.push_back(study.learners()[learner]);
    panel.marks.push_back(
        mark::Intervals{.of = {.learner = study.on_page(learner)},
                        .row = {static_cast<double>(place)},
                        .value = {mean},
                        .lower = {mean - half},
                        .upper = {mean + half},
                        .labels = {fmt::format("{}: {:.3g}", study.learners()[learner], mean)}});
  }
  return panel;
}

}  // namespace

std::optional<Figure> critical_difference_figure(const Study& study,
                                                 const std::vector<CostComparison>& costs) {
  Figure figure{
      .id = "critical-difference",
      .title = "Mean ranks and their critical difference",
      .caption = fmt::format("Two learners differ significantly at {:.0f} % if their intervals, of "
                             "the length of Nemenyi's critical difference, do not overlap. Demšar "
                             "2006.",
                             100 * (1 - study.options().confidence))};
  for (const CostComparison& of_player : costs)
    if (of_player.ranks.tested) figure.panels.push_back(ranks_panel(study, of_player));
  if (figure.panels.empty()) return {};
  return figure;
}

std::optional<Figure> targets_figure(const Study& study, const TargetCurves& found) {
  double least = 0, most = 0;  // efforts above 0
  for (const TargetsReached& curve : found.curves)
    for (const double effort : curve.efforts) {
      most = std::max(most, effort);
      if (effort > 0 && (least == 0 || effort < least)) least = effort;
    }
  if (most == 0) return {};
  Figure figure{
      .id = "targets",
      .title = "Targets reached over oracle products",
      .caption = fmt::format(
          "Share of all pairs of a run ({}) and a target ({} distances to the critical point at "
          "which it ends, from the farthest start to {:.0e} of it, equally spaced on the log "
          "scale) that were reached with so many oracle products. A failed or diverged run reaches "
          "none. Hansen et al. 2021.{}",
          found.runs, found.targets.size(), found.targets.front(),
          found.left_out == 0 ? ""
                              : fmt::format(" {} runs without a recorded path or a known critical "
                                            "point are left out.",
                                            found.left_out))};
  Panel panel{.x = {.label = "oracle products", .scale = Axis::Scale::log},
              .y = {.label = "share of runs and targets", .range = std::array{0.0, 1.02}}};
  for (std::size_t i = 0; i < found.learners.size(); ++i) {
    const TargetsReached& curve = found.curves[i];
    const std::size_t learner = found.learners[i];
    mark::Line line{.of = {.learner = study.on_page(learner), .name = study.learners()[learner]},
                    .x = {least},
                    .y = {curve.at(least)},
                    .thick = true,
                    .steps = true};
    for (std::size_t e = 0; e < curve.efforts.size(); ++e)
      if (curve.efforts[e] > least) {
        line.x.push_back(curve.efforts[e]);
        line.y.push_back(curve.shares[e]);
      }
    line.x.push_back(most);
    line.y.push_back(curve.at(most));
    panel.marks.push_back(std::move(line));
  }
  figure.panels.push_back(std::move(panel));
  return figure;
}

}  // namespace firstmove::engine
