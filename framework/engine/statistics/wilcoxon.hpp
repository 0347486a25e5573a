// Tests whether paired differences lie to one side of zero.
#pragma once

#include <cstddef>
#include <span>

namespace firstmove::engine {

// Wilcoxon's signed-rank test, two-sided (Wilcoxon 1945, "Individual comparisons by ranking
// methods"). Under the null hypothesis each difference is as likely to be d as -d, independently.
//
// Zeros keep their ranks but enter neither sum: Pratt 1959, "Remarks on zeros and ties in the
// Wilcoxon signed rank procedures", who shows that leaving them out before ranking can reverse the
// evidence. Equal absolute values share their mean rank; infinite differences are the largest, all
// of them equal.
struct SignedRankTest {
  std::size_t size = 0;  // all differences, zeros included
  std::size_t zeros = 0;
  double positive = 0, negative = 0;  // the sums of ranks
  // Over all sign assignments of the actual ranks, for any number of differences and any ties: no
  // normal approximation, which far out is wrong by factors (signed_rank_sums.hpp).
  double p = 1;
  // The share of the rank sum that is positive minus the share that is negative, in [-1, 1]: the
  // matched-pairs rank-biserial correlation of Kerby 2014, "The simple difference formula". 0 if
  // all differences are zero.
  double rank_biserial = 0;
};
// No difference may be NaN.
SignedRankTest signed_rank_test(std::span<const double> differences);

}  // namespace firstmove::engine
