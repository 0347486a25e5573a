// Mixed strategies: probabilities from logits, and expected payoffs.
#pragma once

#include <span>

#include "functions.hpp"

namespace firstmove {

// pi_a = exp(theta_a) / sum_b exp(theta_b). To avoid overflow, the largest logit is subtracted from
// all of them, as a constant: neither the quotient nor its derivatives change.
template <class T>
void softmax(std::span<const T> logits, std::span<T> policy) {
  auto largest = value(logits[0]);
  for (const T& logit : logits) largest = max(largest, value(logit));
  T sum(0.0);
  for (std::size_t a = 0; a < logits.size(); ++a) {
    Derivatives<T> d;
    d.fill(exp(value(logits[a]) - largest));
    policy[a] = compose(logits[a], d.data());
    sum += policy[a];
  }
  const T share = 1.0 / sum;
  for (T& probability : policy) probability *= share;
}

// x' M y, the matrix row by row: the expected payoff if x and y are policies.
template <class T>
T bilinear(std::span<const T> x, std::span<const double> matrix, std::span<const T> y) {
  T sum(0.0);
  for (std::size_t a = 0; a < x.size(); ++a) {
    T row(0.0);
    for (std::size_t b = 0; b < y.size(); ++b) row += y[b] * matrix[a * y.size() + b];
    sum += x[a] * row;
  }
  return sum;
}

}  // namespace firstmove
