#include "compare/chance.hpp"

#include <spdlog/fmt/fmt.h>

#include <algorithm>

#include "call/task.hpp"
#include "compare/score.hpp"
#include "game/game.hpp"
#include "play/noise.hpp"
#include "results/recorded_values.hpp"

namespace firstmove::engine {
namespace {

bool same_numbers(const std::vector<double>& a, const std::vector<double>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), same_bits);
}

bool same_end(const RunRecord& a, const RunRecord& b) {
  return a.outcome == b.outcome && a.steps == b.steps && same_numbers(a.x, b.x) &&
         same_numbers(a.cost, b.cost);
}

bool ends_differ(const Study& study, std::size_t learner) {
  for (std::size_t v = 0; v < study.variants().size(); ++v) {
    const auto& runs = study.runs(v, learner);
    const bool differ = std::any_of(runs.begin(), runs.end(), [&](const RunRecord* run) {
      return !same_end(*run, *runs.front());
    });
    if (differ) return true;
  }
  return false;
}

bool random_start(const StartSpec& start) {
  if (const auto* uniform = std::get_if<UniformStart>(&start))
    return uniform->lower != uniform->upper;
  const auto* normal = std::get_if<NormalStart>(&start);
  return normal && std::any_of(normal->variance.begin(), normal->variance.end(),
                               [](double variance) { return variance > 0; });
}

// Whether the game draws samples itself. A game that cannot be had is taken not to.
bool is_stochastic(const ExperimentSpec& spec, std::size_t variant) {
  bool stochastic = false;
  try {
    attempt(fmt::format("samples of variant {}", variant), spec.budget.call, [&] {
      stochastic = Game(spec.game.plugin, spec.game.params, spec.game.teams).stochastic();
    });
  } catch (const std::exception&) {
    return false;
  }
  return stochastic;
}

bool draws_samples(const Study& study) {
  for (std::size_t v = 0; study.manifest() && v < study.manifest()->variants.size(); ++v)
    if (is_stochastic(study.spec(v), v)) return true;
  return false;
}

// Whether any variant of the manifest draws numbers for this learner.
bool draws(const Study& study, std::size_t learner) {
  const auto& variants = study.manifest()->variants;
  return std::any_of(variants.begin(), variants.end(), [&](const Variant& variant) {
    return random_start(variant.spec.start) || has_noise(variant.spec.learners[learner]);
  });
}

bool starts_on_grid(const Study& study) {
  return study.manifest() && std::holds_alternative<GridStart>(study.spec(0).start);
}

bool has_chance(const Study& study, std::size_t learner) {
  if (study.manifest() && draws(study, learner)) return true;
  return (!starts_on_grid(study) || draws_samples(study)) && ends_differ(study, learner);
}

bool was_played(const Study& study, std::size_t learner) {
  for (std::size_t v = 0; v < study.variants().size(); ++v)
    for (const RunRecord* run : study.runs(v, learner))
      if (counts_as(*run) != CountsAs::missing) return true;
  return false;
}

}  // namespace

bool Chance::any() const {
  return std::any_of(learner.begin(), learner.end(), [](bool has) { return has; });
}

Chance chance_in(const Study& study) {
  Chance chance;
  std::string names;
  for (std::size_t l = 0; l < study.learners().size(); ++l) {
    chance.learner.push_back(has_chance(study, l));
    if (!chance.learner.back() && was_played(study, l))
      names += fmt::format("{}{}", names.empty() ? "" : ", ", study.learners()[l]);
  }
  if (names.empty()) return chance;
  const std::string why =
      starts_on_grid(study) ? "their starts are a fixed grid and there is no noise"
                            : "there is one start and no noise, so that they are one run repeated";
  chance.without = chance.any() ? fmt::format(
                                      "The replicates of these learners do not differ by "
                                      "chance: {}; {}. They have no intervals.",
                                      names, why)
                                : fmt::format(
                                      "No p-values and no intervals: the replicates do not "
                                      "differ by chance; {}.",
                                      why);
  return chance;
}

}  // namespace firstmove::engine
