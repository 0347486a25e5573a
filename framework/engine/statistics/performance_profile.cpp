#include "statistics/performance_profile.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>

namespace firstmove::engine {
namespace {

// The best score on each problem; infinite where all learners fail.
std::vector<double> best_scores(const ScoreTable& scores) {
  std::vector<double> best(problems_of(scores), std::numeric_limits<double>::infinity());
  for (std::size_t l = 0; l < scores.size(); ++l)
    for (std::size_t p = 0; p < best.size(); ++p) {
      if (scores[l][p] < 0)
        throw std::invalid_argument("learner " + std::to_string(l) + " has the score " +
                                    std::to_string(scores[l][p]) + " on problem " +
                                    std::to_string(p) +
                                    "; a performance profile needs scores of at least 0");
      if (scores[l][p] < best[p]) best[p] = scores[l][p];
    }
  return best;
}

}  // namespace

double PerformanceProfile::at(double ratio) const {
  const auto past = std::upper_bound(ratios.begin(), ratios.end(), ratio);
  return past == ratios.begin() ? 0 : shares[static_cast<std::size_t>(past - ratios.begin()) - 1];
}

std::vector<PerformanceProfile> performance_profiles(const ScoreTable& scores) {
  const std::vector<double> best = best_scores(scores);
  std::vector<PerformanceProfile> profiles;
  for (const std::vector<double>& own : scores) {
    std::vector<double> ratios;
    for (std::size_t p = 0; p < best.size(); ++p) {
      if (!std::isfinite(own[p])) continue;
      const double ratio = own[p] == best[p] ? 1 : own[p] / best[p];
      if (std::isfinite(ratio)) ratios.push_back(ratio);
    }
    std::sort(ratios.begin(), ratios.end());
    PerformanceProfile& profile = profiles.emplace_back();
    for (std::size_t i = 0; i < ratios.size(); ++i)
      if (i + 1 == ratios.size() || ratios[i + 1] > ratios[i]) {
        profile.ratios.push_back(ratios[i]);
        profile.shares.push_back(static_cast<double>(i + 1) / static_cast<double>(best.size()));
      }
  }
  return profiles;
}

}  // namespace firstmove::engine
