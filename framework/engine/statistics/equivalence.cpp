#include "statistics/equivalence.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "statistics/quantile.hpp"

namespace firstmove::engine {

double equivalence_margin(std::span<const double> first, std::span<const double> second,
                          double relative) {
  std::vector<double> sizes;
  for (std::size_t i = 0; i < first.size(); ++i)
    if (std::isfinite(first[i]) && std::isfinite(second[i]))
      sizes.push_back(std::max(std::abs(first[i]), std::abs(second[i])));
  return sizes.empty() ? 0 : relative * OrderedSample(std::move(sizes)).median();
}

Relevance relevance_of(const ConfidenceInterval& interval, double margin, double confidence) {
  // Confidences are differences of probabilities, rounded.
  if (!(interval.confidence >= confidence - 1e-9)) return Relevance::undecided;
  if (-margin <= interval.lower && interval.upper <= margin) return Relevance::negligible;
  if (interval.lower > margin || interval.upper < -margin) return Relevance::relevant;
  return Relevance::undecided;
}

}  // namespace firstmove::engine
