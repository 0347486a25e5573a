#include "statistics/wilcoxon.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "statistics/midranks.hpp"
#include "statistics/signed_rank_sums.hpp"

namespace firstmove::engine {

SignedRankTest signed_rank_test(std::span<const double> differences) {
  SignedRankTest test;
  test.size = differences.size();
  std::vector<double> sizes;
  for (const double d : differences) sizes.push_back(std::abs(d));
  const std::vector<double> all = midranks(sizes);
  std::vector<double> ranks;  // of the nonzero differences
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (differences[i] == 0) {
      ++test.zeros;
      continue;
    }
    ranks.push_back(all[i]);
    (differences[i] > 0 ? test.positive : test.negative) += all[i];
  }
  if (ranks.empty()) return test;
  const double total = test.positive + test.negative;
  const double farther = std::max(test.positive, test.negative);
  // The distribution is symmetric: both tails together are twice the upper one.
  test.p = std::min(1.0, 2 * signed_rank_tail(ranks, farther));
  test.rank_biserial = (test.positive - test.negative) / total;
  return test;
}

}  // namespace firstmove::engine
