#include "experiment/theory.hpp"

#include <spdlog/fmt/fmt.h>
#include <spdlog/fmt/ranges.h>

#include <map>

namespace firstmove::engine {
namespace {

// The asymptotic behaviour of step sizes, factor^k / k^exponent, and their text in a manifest.
struct Decay {
  double factor, exponent;
  std::string text;

  bool sums_to_infinity() const { return factor == 1 && exponent <= 1; }
  bool squares_sum() const { return factor < 1 || exponent > 0.5; }
  // Whether the ratio of these steps to the other's converges to 0.
  bool slower_than(const Decay& other) const {
    return factor < other.factor || (factor == other.factor && exponent > other.exponent);
  }
};

struct DecayOf {
  Decay operator()(const ConstantStep& s) const {
    return {1, 0, fmt::format("{{ constant = {} }}", s.gamma)};
  }
  Decay operator()(const PowerStep& s) const {
    return {1, s.exponent, fmt::format("{{ power = [{}, {}] }}", s.gamma, s.exponent)};
  }
  Decay operator()(const ExponentialStep& s) const {
    return {s.factor, 0, fmt::format("{{ exponential = [{}, {}] }}", s.gamma, s.factor)};
  }
  Decay operator()(const ListedSteps& s) const {
    return {1, 0, fmt::format("a list that stays at {}", s.gammas.back())};
  }
};

bool descends(const PlayerSpec& player) { return player.rule.learner().direction != nullptr; }
Decay decay_of(const PlayerSpec& player) { return std::visit(DecayOf{}, player.step); }

std::string named(const std::vector<std::size_t>& players) {
  return fmt::format("player{} {}", players.size() == 1 ? "" : "s", fmt::join(players, ", "));
}

void add_step_warnings(const LearnerSpec& learner, std::vector<std::string>& warnings) {
  std::map<std::pair<std::string, std::string>, std::vector<std::size_t>> by_fault;
  for (std::size_t p = 0; p < learner.players.size(); ++p) {
    if (!descends(learner.players[p])) continue;
    const Decay decay = decay_of(learner.players[p]);
    const char* const fault = !decay.sums_to_infinity() ? "sum to a finite value"
                              : !decay.squares_sum()    ? "are not square-summable"
                                                        : nullptr;
    if (fault) by_fault[{decay.text, fault}].push_back(p + 1);
  }
  for (const auto& [steps, players] : by_fault)
    warnings.push_back(fmt::format("the steps {} of {} {}, which violates assumption A1b",
                                   steps.first, named(players), steps.second));
}

struct MomentsMissing {
  const char* operator()(const StudentNoise& noise) const {
    return noise.nu <= 1 ? "has no mean" : noise.nu <= 2 ? "has an infinite variance" : nullptr;
  }
  template <class Noise>
  const char* operator()(const Noise&) const {
    return nullptr;
  }
};

// The convergence results use that the noise has mean 0 and that the mean of its square grows no
// faster than |x|^2.
void add_noise_warnings(const LearnerSpec& learner, std::vector<std::string>& warnings) {
  std::map<std::pair<std::string, std::string>, std::vector<std::size_t>> by_fault;
  for (std::size_t p = 0; p < learner.players.size(); ++p) {
    const PlayerSpec& player = learner.players[p];
    const char* const fault = std::visit(MomentsMissing{}, player.noise);
    if (!fault || !descends(player)) continue;
    const StudentNoise& noise = std::get<StudentNoise>(player.noise);
    by_fault[{fmt::format("{{ student_t = [{}, {}] }}", noise.nu, noise.scale), fault}].push_back(
        p + 1);
  }
  for (const auto& [noise, players] : by_fault)
    warnings.push_back(fmt::format("the noise {} of {} {}, which violates assumption A1c",
                                   noise.first, named(players), noise.second));
}

void add_timescale_warnings(const LearnerSpec& learner, const std::vector<std::uint32_t>& place,
                            std::vector<std::string>& warnings) {
  for (std::size_t leader = 0; leader < learner.players.size(); ++leader) {
    const fm_rule* const rule = learner.players[leader].rule.rule();
    if (!rule || !rule->slower || !descends(learner.players[leader])) continue;
    const Decay own = decay_of(learner.players[leader]);
    std::vector<std::size_t> not_faster;
    for (std::size_t p = 0; p < learner.players.size(); ++p)
      if (place[p] > place[leader] && descends(learner.players[p]) &&
          !own.slower_than(decay_of(learner.players[p])))
        not_faster.push_back(p + 1);
    if (!not_faster.empty())
      warnings.push_back(fmt::format(
          "the steps {} of player {} do not vanish faster than those of {}, which it leads: "
          "there is no timescale separation as in section 3.2",
          own.text, leader + 1, named(not_faster)));
  }
}

}  // namespace

std::vector<std::string> theory_warnings(const LearnerSpec& learner,
                                         const std::vector<std::uint32_t>& place) {
  std::vector<std::string> warnings;
  add_step_warnings(learner, warnings);
  add_noise_warnings(learner, warnings);
  add_timescale_warnings(learner, place, warnings);
  return warnings;
}

}  // namespace firstmove::engine
