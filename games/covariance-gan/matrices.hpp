// Square matrices over a batch: entry (i, j) of an m x m matrix is row i m + j.
#pragma once

#include <firstmove/rows.hpp>

namespace firstmove {

// out += factor A B, where a(i, k, r) and b(k, j, r) return entries of A and B.
template <class A, class B>
void add_product(std::size_t m, double factor, const A& a, const B& b, Rows out) {
  for (std::size_t r = 0; r < out.stride(); r += Lane::width)
    for (std::size_t i = 0; i < m; ++i)
      for (std::size_t j = 0; j < m; ++j) {
        Lane sum(0.0);
        for (std::size_t k = 0; k < m; ++k) sum = multiply_add(a(i, k, r), b(k, j, r), sum);
        out.store(i * m + j, r, out.load(i * m + j, r) + factor * sum);
      }
}

inline auto entries(ConstRows X, std::size_t m) {
  return [X, m](std::size_t i, std::size_t j, std::size_t r) { return X.load(i * m + j, r); };
}
inline auto transposed(ConstRows X, std::size_t m) {
  return [X, m](std::size_t i, std::size_t j, std::size_t r) { return X.load(j * m + i, r); };
}
// X + X'
inline auto symmetrized(ConstRows X, std::size_t m) {
  return [X, m](std::size_t i, std::size_t j, std::size_t r) {
    return X.load(i * m + j, r) + X.load(j * m + i, r);
  };
}

}  // namespace firstmove
