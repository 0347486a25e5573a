// The signed-rank test as posterior probabilities: is a difference negligible, or on which side?
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace firstmove::engine {

// Benavoli, Mangili, Corani, Zaffalon and Ruggeri 2014, "A Bayesian Wilcoxon signed-rank test based
// on the Dirichlet process"; Benavoli, Corani, Demsar and Zaffalon 2017, "Time for a change: a
// tutorial for comparing multiple classifiers through Bayesian analysis", section 4.2. The
// differences are draws from an unknown distribution that has a Dirichlet process of strength 1/2,
// at the difference 0, as prior. A mean of two draws is below, within or above the region of
// practical equivalence [-rope, rope]; each of the three is the most probable with the posterior
// probability given here.
struct BayesianSignedRank {
  double below = 0, within = 1, above = 0;  // their sum is 1; without differences the prior's
  // The posterior means of the probabilities that a mean of two draws is there.
  double mean_below = 0, mean_within = 1, mean_above = 0;
};

struct BayesianSettings {
  std::size_t samples = 10000;  // of the posterior: the standard error is at most 0.005
  std::uint64_t seed = 0;       // the same seed, the same probabilities
};

// Infinite differences are the largest or the least; the mean of two of opposite signs is 0. NaN is
// left out. The order of the differences does not matter. Throws std::invalid_argument if `rope` is
// negative or NaN.
BayesianSignedRank bayesian_signed_rank(std::span<const double> differences, double rope,
                                        const BayesianSettings& settings);

}  // namespace firstmove::engine
