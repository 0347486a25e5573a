// The distribution of Wilcoxon's signed-rank sum.
#pragma once

#include <cstddef>
#include <span>

namespace firstmove::engine {

// The probability that the sum of those ranks whose sign is positive is at least `sum`, where each
// sign is positive with probability 1/2, independently. Ranks are positive multiples of 1/2, equal
// ones included. Exact up to rounding, also far in the tails: the number of sign choices for each
// sum is counted or, for many ranks, the tail is summed from the characteristic function.
double signed_rank_tail(std::span<const double> ranks, double sum);

// The largest c such that the sum for ranks 1 .. n is at most c with a probability of at most
// `tail` < 1/2; -1 if there is none. Beyond 300 ranks by the Cornish-Fisher expansion, which errs
// in the probability by less than 1e-5.
double signed_rank_quantile(std::size_t n, double tail);

}  // namespace firstmove::engine
