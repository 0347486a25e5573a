// Many tests at once.
#pragma once

#include <span>
#include <vector>

namespace firstmove::engine {

// Holm 1979, "A simple sequentially rejective multiple test procedure": to reject what comes out at
// most alpha errs anywhere among the hypotheses with probability alpha at most, however the tests
// depend on each other. In the order given. What is NaN was not tested: it stays, and doesn't
// count.
std::vector<double> holm(std::span<const double> p);

}  // namespace firstmove::engine
