// Square matrices over a batch: entry (i, j) of an m x m matrix is row i m + j.
#pragma once

#include <firstmove/rows.hpp>

#include <vector>

namespace firstmove {

// out += factor A B, where a and b give entries of A and B as Entries does. Each entry of A B
// is added from left to right, in both layouts. With a single replica the lanes are columns: its
// factors are copied here first.
class MatrixProducts {
 public:
  explicit MatrixProducts(std::size_t m)
      : m_(m), columns_((m + Lane::width - 1) / Lane::width * Lane::width) {}

  template <class A, class B>
  void add(double factor, const A& a, const B& b, Rows out) {
    if (out.stride() == 1) return add_to_one(factor, a, b, out.data());
    for (std::size_t r = 0; r < out.stride(); r += Lane::width)
      for (std::size_t i = 0; i < m_; ++i)
        for (std::size_t j = 0; j < m_; ++j) {
          Lane sum(0.0);
          for (std::size_t k = 0; k < m_; ++k) sum = multiply_add(a(i, k, r), b(k, j, r), sum);
          out.store(i * m_ + j, r, out.load(i * m_ + j, r) + factor * sum);
        }
  }

 private:
  template <class A, class B>
  void add_to_one(double factor, const A& a, const B& b, double* out) {
    first_.resize(m_ * m_);
    second_.resize(m_ * columns_);
    for (std::size_t i = 0; i < m_; ++i)
      for (std::size_t k = 0; k < m_; ++k) first_[i * m_ + k] = a.number(i, k);
    for (std::size_t k = 0; k < m_; ++k)
      for (std::size_t j = 0; j < m_; ++j) second_[k * columns_ + j] = b.number(k, j);
    std::size_t i = 0;
    for (; i + 4 <= m_; i += 4) add_rows<4>(factor, i, out);
    for (; i < m_; ++i) add_rows<1>(factor, i, out);
  }

  // Several rows at once, so that no sum waits for the one before.
  template <std::size_t rows>
  void add_rows(double factor, std::size_t i, double* out) const {
    for (std::size_t j = 0; j < columns_; j += Lane::width) {
      Lane sum[rows];
      for (std::size_t k = 0; k < m_; ++k) {
        const Lane b = Lane::load_anywhere(second_.data() + k * columns_ + j);
        for (std::size_t r = 0; r < rows; ++r)
          sum[r] = multiply_add(Lane(first_[(i + r) * m_ + k]), b, sum[r]);
      }
      for (std::size_t r = 0; r < rows; ++r) {
        alignas(64) double product[Lane::width];
        (factor * sum[r]).store(product);
        double* const to = out + (i + r) * m_ + j;
        for (std::size_t lane = 0; lane < std::min(Lane::width, m_ - j); ++lane)
          to[lane] += product[lane];
      }
    }
  }

  std::size_t m_, columns_;
  std::vector<double> first_, second_;
};

// The entries of X, of X' or of X + X': for the replicas of a register, and of the only replica.
struct Entries {
  ConstRows X;
  std::size_t m;
  Lane operator()(std::size_t i, std::size_t j, std::size_t r) const {
    return X.load(i * m + j, r);
  }
  double number(std::size_t i, std::size_t j) const { return X.data()[i * m + j]; }
};
struct TransposedEntries {
  Entries of;
  Lane operator()(std::size_t i, std::size_t j, std::size_t r) const { return of(j, i, r); }
  double number(std::size_t i, std::size_t j) const { return of.number(j, i); }
};
struct SymmetrizedEntries {
  Entries of;
  Lane operator()(std::size_t i, std::size_t j, std::size_t r) const {
    return of(i, j, r) + of(j, i, r);
  }
  double number(std::size_t i, std::size_t j) const { return of.number(i, j) + of.number(j, i); }
};
inline Entries entries(ConstRows X, std::size_t m) { return {X, m}; }
inline TransposedEntries transposed(ConstRows X, std::size_t m) { return {{X, m}}; }
inline SymmetrizedEntries symmetrized(ConstRows X, std::size_t m) { return {{X, m}}; }

}  // namespace firstmove
