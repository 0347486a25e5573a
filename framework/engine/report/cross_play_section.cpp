#include <spdlog/fmt/fmt.h>

#include "compare/comparison.hpp"
#include "compare/replicates.hpp"
#include "report/sections.hpp"
#include "report/text.hpp"
#include "statistics/quantile.hpp"

namespace firstmove::engine {
namespace {

std::vector<const RunRecord*> runs_of(const Study& study, const std::vector<std::size_t>& variants,
                                      std::size_t learner) {
  std::vector<const RunRecord*> runs;
  for (const std::size_t v : variants)
    runs.insert(runs.end(), study.runs(v, learner).begin(), study.runs(v, learner).end());
  return runs;
}

}  // namespace

Section cross_play_section(const Study& study) {
  Section section{"cross-play", "Cross-play", {}};
  if (!study.manifest() || study.manifest()->variants.front().spec.cross_play.empty())
    return section;
  const ExperimentSpec& spec = study.spec(0);
  std::vector<std::string> names;
  for (const CrossPlaySpec& entry : spec.cross_play) names.push_back(entry.name);
  if (study.players() != 2) return section;
  Figure figure{.id = "cross-play",
                .title = "Final costs of every rule against every rule",
                .caption =
                    "Medians over replicates; rows: player 1's rule, columns: player 2's. A "
                    "failed or diverged run counts as +∞; skipped pairings are empty. Of several "
                    "games, the first."};
  const std::vector<std::size_t> variants = groups_by(study, {}).front().variants;
  for (std::size_t p = 0; p < 2; ++p) {
    mark::HeatMap map{.x = {0, static_cast<double>(names.size() - 1), names.size()},
                      .y = {0, static_cast<double>(names.size() - 1), names.size()},
                      .values = std::vector<double>(names.size() * names.size(), std::nan("")),
                      .label = fmt::format("cost f{}", p + 1),
                      .numbers = true,
                      .labels = std::vector<std::string>(names.size() * names.size())};
    for (std::size_t l = 0; l < study.learners().size(); ++l) {
      const std::vector<std::string>& entries = spec.learners[l].entries;
      if (entries.size() != 2) continue;
      const auto index = [&names](const std::string& name) {
        return static_cast<std::size_t>(std::find(names.begin(), names.end(), name) -
                                        names.begin());
      };
      const std::vector<double> costs = replicate_costs(study, l, variants, p);
      const std::size_t cell = index(entries[0]) * names.size() + index(entries[1]);
      map.values[cell] = OrderedSample(costs).median();
      map.labels[cell] = fmt::format("{}: {}; {}", study.learners()[l],
                                     costs.empty() ? "skipped" : short_number(map.values[cell], 5),
                                     ids_text(runs_of(study, variants, l)));
    }
    figure.panels.push_back(Panel{.title = fmt::format("player {}", p + 1),
                                  .x = {.label = "player 2", .categories = names},
                                  .y = {.label = "player 1", .categories = names},
                                  .marks = {std::move(map)}});
  }
  section.blocks.push_back(std::move(figure));
  return section;
}

}  // namespace firstmove::engine
