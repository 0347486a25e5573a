#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <nlohmann/json.hpp>

#include "base/json_text.hpp"
#include "report/sections.hpp"
#include "statistics/quantile.hpp"

namespace firstmove::engine {
namespace {

using Json = nlohmann::ordered_json;
constexpr std::size_t most_keys = 8, most_players = 4;

// A swept key with its values, in the order of the sweep, and the variants with each value.
struct Swept {
  std::string key;
  std::vector<Json> values;
  std::vector<std::vector<std::size_t>> variants;
  bool numeric = true;
};

std::vector<Swept> swept_keys(const Study& study) {
  std::vector<Swept> keys;
  for (std::size_t v = 0; v < study.variants().size(); ++v) {
    const Json variant = Json::parse(study.variants()[v]);
    for (const auto& [key, value] : variant.items()) {
      auto swept = std::find_if(keys.begin(), keys.end(),
                                [&key = key](const Swept& s) { return s.key == key; });
      if (swept == keys.end()) swept = keys.insert(keys.end(), Swept{key, {}, {}, true});
      swept->numeric = swept->numeric && value.is_number();
      const auto known = std::find(swept->values.begin(), swept->values.end(), value);
      const auto at = static_cast<std::size_t>(known - swept->values.begin());
      if (known == swept->values.end()) {
        swept->values.push_back(value);
        swept->variants.emplace_back();
      }
      swept->variants[at].push_back(v);
    }
  }
  std::erase_if(keys, [](const Swept& swept) { return swept.values.size() < 2; });
  for (Swept& swept : keys) {
    if (!swept.numeric) continue;
    std::vector<std::size_t> order(swept.values.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
      return swept.values[a].get<double>() < swept.values[b].get<double>();
    });
    Swept sorted = swept;
    for (std::size_t i = 0; i < order.size(); ++i) {
      sorted.values[i] = swept.values[order[i]];
      sorted.variants[i] = swept.variants[order[i]];
    }
    swept = std::move(sorted);
  }
  return keys;
}

Axis axis_of(const Swept& swept) {
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

// For each learner and value of the key: quartiles from `measure` over all runs with that value.
template <class Measure>
Panel panel_of(const Study& study, const Swept& swept, const std::string& label, bool band,
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
        runs.insert(runs.end(), study.runs(v, l).begin(), study.runs(v, l).end());
      const std::array<double, 3> three = measure(runs);
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

}  // namespace

Section sweep_section(const Study& study) {
  Section section{"sweep", "Over the sweep", {}};
  const std::vector<Swept> keys = swept_keys(study);
  for (std::size_t k = 0; k < std::min(keys.size(), most_keys); ++k) {
    const Swept& swept = keys[k];
    Figure figure{.id = fmt::format("sweep-{}", k + 1),
                  .title = "Final costs over " + swept.key,
                  .caption =
                      "Medians and quartiles over all runs with this value, for all values of "
                      "the other swept keys; failed runs are left out of the costs and "
                      "count as not converged."};
    for (std::size_t p = 0; p < std::min(study.players(), most_players); ++p)
      figure.panels.push_back(panel_of(
          study, swept, fmt::format("cost f{}", p + 1), true,
          [p](const std::vector<const RunRecord*>& runs) {
            std::vector<double> costs;
            for (const RunRecord* run : runs)
              if (p < run->cost.size() && run->status != RunStatus::failed)
                costs.push_back(run->cost[p]);
            const OrderedSample sample(costs);
            return std::array{sample.quantile(0.25), sample.median(), sample.quantile(0.75)};
          }));
    Panel share = panel_of(
        study, swept, "share converged", false, [](const std::vector<const RunRecord*>& runs) {
          double hits = 0;
          for (const RunRecord* run : runs) hits += run->outcome == Outcome::converged;
          const double rate = runs.empty() ? std::nan("") : hits / static_cast<double>(runs.size());
          return std::array{rate, rate, rate};
        });
    share.y.range = std::array{-0.02, 1.02};
    figure.panels.push_back(std::move(share));
    section.blocks.push_back(std::move(figure));
  }
  return section;
}

}  // namespace firstmove::engine
