#include "compare/score.hpp"

#include <cmath>
#include <limits>

namespace firstmove::engine {
namespace {

constexpr double worst_score = std::numeric_limits<double>::infinity();
constexpr double missing_score = std::numeric_limits<double>::quiet_NaN();

}  // namespace

CountsAs counts_as(const RunRecord& run) {
  if (run.outcome == Outcome::skipped || run.status == RunStatus::skipped) return CountsAs::missing;
  const bool fell = run.status == RunStatus::failed || run.outcome == Outcome::failed ||
                    run.outcome == Outcome::diverged;
  return fell ? CountsAs::worst : CountsAs::itself;
}

double score(const RunRecord& run, double value) {
  if (counts_as(run) == CountsAs::missing) return missing_score;
  return counts_as(run) == CountsAs::itself && std::isfinite(value) ? value : worst_score;
}

double cost_score(const RunRecord& run, std::size_t player) {
  if (!run.dims.empty() && player >= run.dims.size()) return missing_score;
  return score(run, player < run.cost.size() ? run.cost[player] : missing_score);
}

double plain_value(const RunRecord& run, double value) {
  return counts_as(run) == CountsAs::itself ? value : missing_score;
}

bool may_still_arrive(const RunRecord& run) {
  if (counts_as(run) != CountsAs::itself) return false;
  return run.outcome == Outcome::budget_spent || run.outcome == Outcome::timed_out ||
         run.outcome == Outcome::still_moving;
}

}  // namespace firstmove::engine
