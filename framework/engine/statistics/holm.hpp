// Correction for multiple tests.
#pragma once

#include <span>
#include <vector>

namespace firstmove::engine {

// Holm 1979, "A simple sequentially rejective multiple test procedure": the adjusted p values, in
// the order given. Rejecting those of at most alpha keeps the family-wise error rate at most alpha,
// however the tests depend on each other. A NaN was not tested: it stays NaN and is not counted.
std::vector<double> holm(std::span<const double> p);

}  // namespace firstmove::engine
