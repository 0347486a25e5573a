// How many replicates an experiment needs.
#pragma once

#include <cstddef>

namespace firstmove::engine {

// Noether 1987, "Sample size determination for some common nonparametric tests", section 3: the
// number of pairs with which Wilcoxon's signed-rank test at level `alpha` (two-sided) finds an
// effect with probability `power`, (z(1 - alpha/2) + z(power))^2 / (3 (p - 1/2)^2). The effect is
// p, the probability that the mean of two differences is positive (see positive_walsh_share). It
// supposes that the normal approximation holds and that the effect is small enough not to change
// the variance of the rank sum: for large effects it asks for somewhat too many. It is never less
// than the least number with which p <= alpha is possible at all. 0 if p = 1/2: no number suffices.
// Throws std::invalid_argument unless 0 <= p <= 1, 0 < alpha < 1 and alpha/2 < power < 1.
std::size_t seeds_needed(double p, double alpha, double power);

// The p of normal differences with the given mean over standard deviation: Phi(sqrt(2) d).
double walsh_share_of_normal(double mean_over_deviation);

}  // namespace firstmove::engine
