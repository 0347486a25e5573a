// Mixed strategies: probabilities from logits, and expected payoffs.
#pragma once

#include <span>
#include <type_traits>
#include <vector>

#include "functions.hpp"
#include "internal/symbol.hpp"

namespace firstmove {

// Whether a can stand in for b as the reference of logits: any reference gives the same numbers but
// for overflow and rounding. Not if one of them is NaN.
inline Mask reaches(Lane a, Lane b) { return a >= b; }

// Types of numbers that are bounds over boxes.
template <class T>
concept BoundsOfValues = requires(const T& x) {
  value(x).lower();
};

// Calls term(a, x_a's e^(x_a - m), whether x_a is m) for each logit, and returns m, the largest.
// The terms have a derivative through m, too: with it, probabilities close to 1 keep the relative
// accuracy of their small derivatives, since nothing close to 1 is subtracted from 1.
template <class T, class Term>
T relative_to_largest(std::span<const T> logits, Term&& term) {
  T largest = logits[0];
  for (const T& x : logits.subspan(1))
    largest = choose(reaches(value(largest), value(x)), largest, x);
  auto found = !reaches(value(largest), value(largest));  // holds for NaN: none is the largest
  for (std::size_t a = 0; a < logits.size(); ++a) {
    const auto is_largest = !found && reaches(value(logits[a]), value(largest));
    found = found || is_largest;
    term(a, choose(is_largest, T(1.0), exp(logits[a] - largest)), is_largest);
  }
  return largest;
}

// pi_a = exp(theta_a) / sum_b exp(theta_b), without overflow.
template <class T>
void softmax(std::span<const T> logits, std::span<T> policy) {
  // One logit against all others: smooth, and each logit occurs once.
  if constexpr (std::is_same_v<T, recording::Symbol>) {
    for (std::size_t a = 0; a < logits.size(); ++a) {
      std::vector<T> others;
      for (std::size_t b = 0; b < logits.size(); ++b)
        if (b != a) others.push_back(logits[b]);
      policy[a] =
          others.empty() ? T(1.0) : sigmoid(logits[a] - recording::logsumexp(gathered(others)));
    }
    return;
  }
  // Over a box of logits this form has the exact range: each of the other logits occurs once, and
  // theta_a always in the same sense.
  if constexpr (BoundsOfValues<T>) {
    for (std::size_t a = 0; a < logits.size(); ++a) {
      T others(1.0);
      for (std::size_t b = 0; b < logits.size(); ++b)
        if (b != a) others = others + exp(logits[b] - logits[a]);
      policy[a] = 1.0 / others;
    }
    return;
  }
  T others(0.0);
  relative_to_largest(logits, [&](std::size_t a, const T& ratio, auto is_largest) {
    policy[a] = ratio;
    others = others + choose(is_largest, T(0.0), ratio);
  });
  const T share = 1.0 / (1.0 + others);
  for (T& probability : policy) probability *= share;
}

// log(sum_a exp(x_a)), without overflow.
template <class T>
T logsumexp(std::span<const T> x) {
  if constexpr (std::is_same_v<T, recording::Symbol>) return recording::logsumexp(gathered(x));
  T others(0.0);
  const T largest = relative_to_largest(x, [&](std::size_t, const T& ratio, auto is_largest) {
    others = others + choose(is_largest, T(0.0), ratio);
  });
  return largest + log1p(others);
}
template <class T, std::size_t n>
T logsumexp(const std::array<T, n>& x) {
  return logsumexp(std::span<const T>(x));
}

// x' M y, the matrix row by row: the expected payoff if x and y are policies.
template <class T>
T bilinear(std::span<const T> x, std::span<const double> matrix, std::span<const T> y) {
  if constexpr (std::is_same_v<T, recording::Symbol>)
    return recording::bilinear(gathered(x), matrix, gathered(y));
  T sum(0.0);
  for (std::size_t a = 0; a < x.size(); ++a) {
    T row(0.0);
    for (std::size_t b = 0; b < y.size(); ++b) row += y[b] * matrix[a * y.size() + b];
    sum += x[a] * row;
  }
  return sum;
}

}  // namespace firstmove
