// The chain rule for numbers that carry derivatives: f(x) from the derivatives of f at the value of
// x, by Faa di Bruno's formula (by nesting).
#pragma once

#include <array>

#include "jet.hpp"

namespace firstmove {

// f(x), given the derivatives 0 .. order of f at the value of x.
FIRSTMOVE_INLINE Lane compose(Lane, const Lane* derivatives) { return derivatives[0]; }
template <int N>
FIRSTMOVE_INLINE Gradient<N> compose(const Gradient<N>& x, const Lane* derivatives) {
  Gradient<N> y;
  y.v = derivatives[0];
  for (int i = 0; i < N; ++i) y.g[i] = derivatives[1] * x.g[i];
  return y;
}
template <class T>
FIRSTMOVE_INLINE Dual<T> compose(const Dual<T>& x, const Lane* derivatives) {
  return {compose(x.v, derivatives), compose(x.v, derivatives + 1) * x.d};
}

template <class T>
using Derivatives = std::array<Scalar<T>, Jet<T>::order + 1>;

}  // namespace firstmove
