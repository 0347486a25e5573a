#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <nlohmann/json.hpp>

#include "base/json_text.hpp"
#include "compare/replicates.hpp"
#include "compare/score.hpp"
#include "compare/swept_keys.hpp"
#include "report/sections.hpp"
#include "statistics/quantile.hpp"

namespace firstmove::engine {
namespace {

using Json = nlohmann::ordered_json;
constexpr std::size_t most_keys = 8, most_players = 4;

Axis axis_of(const SweptKey& swept) {
  Axis axis{.label = swept.key};
  if (!swept.numeric) {
    for (const Json& value : swept.values)
      axis.categories.push_back(value.is_string() ? value.get<std::string>() : json_text(value));
    return axis;
  }
  const double first = swept.values.front().get<double>(), last = swept.values.back().get<double>();
  if (first > 0 && last / first >= 50) axis.scale = Axis::Scale::log;
  return axis;
}

// For each learner and value of the key: quartiles from `measure` over the variants with that
// value.
template <class Measure>
Panel panel_of(const Study& study, const SweptKey& swept, const std::string& label, bool band,
               Measure&& measure) {
  Panel panel{.x = axis_of(swept), .y = {.label = label}};
  std::vector<Mark> lines;
  for (std::size_t l = 0; l < study.learners().size(); ++l) {
    const Owner owner{.learner = study.on_page(l), .name = study.learners()[l]};
    mark::Line line{.of = owner, .thick = true};
    mark::Band quartiles{.of = owner, .quantiles = "quartiles"};
    mark::Points points{.of = {.learner = study.on_page(l)}};
    for (std::size_t i = 0; i < swept.values.size(); ++i) {
      std::vector<const RunRecord*> runs;
      for (const std::size_t v : swept.variants[i])
        std::copy_if(study.runs(v, l).begin(), study.runs(v, l).end(), std::back_inserter(runs),
                     [](const RunRecord* run) { return counts_as(*run) != CountsAs::missing; });
      const std::array<double, 3> three = measure(l, swept.variants[i], runs);
      const double x =
          swept.numeric ? swept.values[i].template get<double>() : static_cast<double>(i);
      line.x.push_back(x);
      line.y.push_back(three[1]);
      quartiles.lower.push_back(three[0]);
      quartiles.upper.push_back(three[2]);
      points.labels.push_back(fmt::format("{}, {} = {}: {:.5g}; {}", study.learners()[l], swept.key,
                                          json_text(swept.values[i]), three[1], ids_text(runs)));
    }
    quartiles.x = points.x = line.x;
    points.y = line.y;
    if (band) panel.marks.push_back(std::move(quartiles));
    lines.push_back(std::move(line));
    lines.push_back(std::move(points));
  }
  std::move(lines.begin(), lines.end(), std::back_inserter(panel.marks));
  return panel;
}

std::array<double, 3> quartiles_of(const std::vector<double>& values) {
  const OrderedSample sample(values);
  return {sample.quantile(0.25), sample.median(), sample.quantile(0.75)};
}

double share_converged(const std::vector<const RunRecord*>& runs) {
  double hits = 0;
  for (const RunRecord* run : runs) hits += run->outcome == Outcome::converged;
  return runs.empty() ? std::nan("") : hits / static_cast<double>(runs.size());
}

}  // namespace

Section sweep_section(const Study& study) {
  Section section{"sweep", "Over the sweep", {}};
  const std::vector<SweptKey> keys = swept_keys(study.variants());
  for (std::size_t k = 0; k < std::min(keys.size(), most_keys); ++k) {
    const SweptKey& swept = keys[k];
    Figure figure{.id = fmt::format("sweep-{}", k + 1),
                  .title = "Final costs over " + swept.key,
                  .caption =
                      "Medians and quartiles over replicates; a replicate's value is its mean over "
                      "all values of the other swept keys. A failed or diverged run counts as +∞, "
                      "which is not drawn, and as not converged; skipped runs are left out."};
    for (std::size_t p = 0; p < std::min(study.players(), most_players); ++p)
      figure.panels.push_back(
          panel_of(study, swept, fmt::format("cost f{}", p + 1), true,
                   [&study, p](std::size_t learner, const std::vector<std::size_t>& variants,
                               const std::vector<const RunRecord*>&) {
                     return quartiles_of(replicate_costs(study, learner, variants, p));
                   }));
    Panel share = panel_of(study, swept, "share converged", false,
                           [](std::size_t, const std::vector<std::size_t>&,
                              const std::vector<const RunRecord*>& runs) {
                             const double rate = share_converged(runs);
                             return std::array{rate, rate, rate};
                           });
    share.y.range = std::array{-0.02, 1.02};
    figure.panels.push_back(std::move(share));
    section.blocks.push_back(std::move(figure));
  }
  return section;
}

}  // namespace firstmove::engine
