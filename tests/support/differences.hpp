// Central differences in long double, for tests of derivatives.
#pragma once

#include <cmath>
#include <cstddef>
#include <optional>
#include <vector>

namespace firstmove::test {

// The derivatives of f(x), a vector, in coordinate c, by differences over six points, whose error
// is of order h^6. Nothing for an element where two step sizes disagree: it has a kink nearby.
template <class F>
std::vector<std::optional<long double>> slopes_in(const F& f, std::vector<long double> x,
                                                  std::size_t c) {
  const long double at = x[c];
  const auto differences = [&](long double h) {
    std::vector<long double> sum;
    for (const int k : {-3, -2, -1, 1, 2, 3}) {
      x[c] = at + k * h;
      const std::vector<long double> value = f(x);
      sum.resize(value.size());
      const int sign = k < 0 ? -1 : 1;
      const long double weight = std::abs(k) == 1 ? 45 : std::abs(k) == 2 ? -9 : 1;
      for (std::size_t e = 0; e < value.size(); ++e) sum[e] += sign * weight * value[e] / (60 * h);
    }
    return sum;
  };
  const std::vector<long double> coarse = differences(1e-3L), fine = differences(5e-4L);
  std::vector<std::optional<long double>> slopes(fine.size());
  for (std::size_t e = 0; e < fine.size(); ++e)
    if (std::fabs(coarse[e] - fine[e]) <= 1e-9L * (1 + std::fabs(fine[e]))) slopes[e] = fine[e];
  return slopes;
}

}  // namespace firstmove::test
