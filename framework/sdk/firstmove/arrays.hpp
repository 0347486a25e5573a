// Vectors and matrices in a cost. A loop in a cost is recorded turn by turn, a few nodes each time;
// an operation on vectors is one node, however long they are. Costs of many coordinates are
// recorded, differentiated and evaluated many times faster in this form.
//
//   template <class T>
//   T cost(int i, firstmove::Actions<T> x) const {
//     const firstmove::Vector a(x.of(i)), b(x.of(1 - i));
//     const auto bond = a.slice(1, n - 1) - a.slice(0, n - 1);     // a_2 - a_1, a_3 - a_2, ..
//     return sum(a * tanh(b)) + 0.5 * dot(a, Q * a) + sum(bond * bond);
//   }
//
// Arithmetic and functions act element by element; a number is combined with every element. For
// others, each(a, f) and each(a, b, f) apply a function of numbers, which may use choose().
#pragma once

#include <concepts>

#include "actions.hpp"
#include "functions.hpp"
#include "internal/symbol.hpp"
#include "plugin.hpp"
#include "policies.hpp"

namespace firstmove {

// n numbers of a cost.
template <class T>
class Vector {
 public:
  explicit Vector(std::span<const T> elements) : elements_(elements.begin(), elements.end()) {}
  // Of constants, such as a parameter.
  explicit Vector(std::span<const double> constants) requires(!std::same_as<T, double>)
      : elements_(constants.begin(), constants.end()) {}

  std::size_t size() const { return elements_.size(); }
  const T& operator[](std::size_t i) const { return elements_[i]; }
  // The elements first, first + step, ..
  Vector slice(std::size_t first, std::size_t count, std::size_t step = 1) const {
    std::vector<T> chosen;
    for (std::size_t i = 0; i < count; ++i) chosen.push_back(elements_.at(first + i * step));
    return Vector(std::span<const T>(chosen));
  }

 private:
  std::vector<T> elements_;
};

template <>
class Vector<recording::Symbol> {
  using Symbol = recording::Symbol;

 public:
  explicit Vector(std::span<const Symbol> elements) : array_(gathered(elements)) {}
  explicit Vector(std::span<const double> constants)
      : array_(recording::constants(constants.size(), 1, constants)) {}
  // An array of n x 1.
  explicit Vector(const Symbol& array) : array_(array) {}

  std::size_t size() const { return array_.size(); }
  Symbol operator[](std::size_t i) const { return array_.slice(i, 1, 1); }
  Vector slice(std::size_t first, std::size_t count, std::size_t step = 1) const {
    return Vector(array_.slice(first, count, step));
  }
  const Symbol& array() const { return array_; }

 private:
  Symbol array_;
};

template <class T>
Vector(std::span<const T>) -> Vector<T>;

// f of each element, or of each pair of elements.
template <class T, class F>
Vector<T> each(const Vector<T>& a, const F& f) {
  if constexpr (std::is_same_v<T, recording::Symbol>) {
    return Vector<T>(T(f(a.array())).repeated(a.size()));
  } else {
    std::vector<T> y;
    for (std::size_t i = 0; i < a.size(); ++i) y.push_back(f(a[i]));
    return Vector<T>(std::span<const T>(y));
  }
}
template <class T, class F>
Vector<T> each(const Vector<T>& a, const Vector<T>& b, const F& f) {
  if (a.size() != b.size())
    throw std::logic_error("a cost combines vectors of " + std::to_string(a.size()) + " and " +
                           std::to_string(b.size()) + " numbers");
  if constexpr (std::is_same_v<T, recording::Symbol>) {
    return Vector<T>(T(f(a.array(), b.array())).repeated(a.size()));
  } else {
    std::vector<T> y;
    for (std::size_t i = 0; i < a.size(); ++i) y.push_back(f(a[i], b[i]));
    return Vector<T>(std::span<const T>(y));
  }
}

// The elements of a, then those of b.
template <class T>
Vector<T> joined(const Vector<T>& a, const Vector<T>& b) {
  if constexpr (std::is_same_v<T, recording::Symbol>) {
    return Vector<T>(recording::joined(a.array(), b.array()));
  } else {
    std::vector<T> y;
    for (const Vector<T>* part : {&a, &b})
      for (std::size_t i = 0; i < part->size(); ++i) y.push_back((*part)[i]);
    return Vector<T>(std::span<const T>(y));
  }
}

// ---- Element by element ----

#define FIRSTMOVE_VECTOR_OPERATOR(op)                                                \
  template <class T>                                                                 \
  Vector<T> operator op(const Vector<T>& a, const Vector<T>& b) {                    \
    return each(a, b, [](const T& x, const T& y) { return x op y; });                \
  }                                                                                  \
  template <class T>                                                                 \
  Vector<T> operator op(const Vector<T>& a, const std::type_identity_t<T>& number) { \
    return each(a, [&number](const T& x) { return x op number; });                   \
  }                                                                                  \
  template <class T>                                                                 \
  Vector<T> operator op(const std::type_identity_t<T>& number, const Vector<T>& a) { \
    return each(a, [&number](const T& x) { return number op x; });                   \
  }
FIRSTMOVE_VECTOR_OPERATOR(+)
FIRSTMOVE_VECTOR_OPERATOR(-)
FIRSTMOVE_VECTOR_OPERATOR(*)
FIRSTMOVE_VECTOR_OPERATOR(/)
#undef FIRSTMOVE_VECTOR_OPERATOR

template <class T>
Vector<T> operator-(const Vector<T>& a) {
  return each(a, [](const T& x) { return -x; });
}

#define FIRSTMOVE_VECTOR_FUNCTION(f)                 \
  template <class T>                                 \
  Vector<T> f(const Vector<T>& a) {                  \
    return each(a, [](const T& x) { return f(x); }); \
  }
FIRSTMOVE_VECTOR_FUNCTION(sin)
FIRSTMOVE_VECTOR_FUNCTION(cos)
FIRSTMOVE_VECTOR_FUNCTION(exp)
FIRSTMOVE_VECTOR_FUNCTION(expm1)
FIRSTMOVE_VECTOR_FUNCTION(log)
FIRSTMOVE_VECTOR_FUNCTION(log1p)
FIRSTMOVE_VECTOR_FUNCTION(sqrt)
FIRSTMOVE_VECTOR_FUNCTION(tanh)
FIRSTMOVE_VECTOR_FUNCTION(sigmoid)
FIRSTMOVE_VECTOR_FUNCTION(softplus)
FIRSTMOVE_VECTOR_FUNCTION(logsigmoid)
FIRSTMOVE_VECTOR_FUNCTION(abs)
#undef FIRSTMOVE_VECTOR_FUNCTION

template <class T>
Vector<T> pow(const Vector<T>& a, int n) {
  return each(a, [n](const T& x) { return pow(x, n); });
}
template <class T>
Vector<T> pow(const Vector<T>& a, double p) {
  return each(a, [p](const T& x) { return pow(x, p); });
}

// ---- Of whole vectors ----

// The terms are added in the order of FM_NODE_SUM (abi.h), which depends on their number alone.
template <class T, class Term>
T sum_of(std::size_t count, const Term& term) {
  constexpr std::size_t block = 4096, parts = 8;
  T total(0.0);
  for (std::size_t begin = 0; begin < count; begin += block) {
    const std::size_t end = std::min(count, begin + block), used = std::min(parts, end - begin);
    std::array<T, parts> partial;
    for (std::size_t i = begin; i < end; ++i)
      if (i < begin + parts)
        partial[i - begin] = term(i);
      else
        partial[(i - begin) % parts] += term(i);
    for (std::size_t p = 1; p < used; ++p) partial[0] += partial[p];
    if (begin == 0)
      total = partial[0];
    else
      total += partial[0];
  }
  return total;
}

template <class T>
T sum(const Vector<T>& a) {
  if constexpr (std::is_same_v<T, recording::Symbol>)
    return recording::sum(a.array());
  else
    return sum_of<T>(a.size(), [&a](std::size_t i) { return a[i]; });
}

template <class T>
T dot(const Vector<T>& a, const Vector<T>& b) {
  if (a.size() != b.size())
    throw std::logic_error("a cost multiplies vectors of " + std::to_string(a.size()) + " and " +
                           std::to_string(b.size()) + " numbers");
  if constexpr (std::is_same_v<T, recording::Symbol>)
    return recording::dot(a.array(), b.array());
  else
    return sum_of<T>(a.size(), [&](std::size_t i) { return a[i] * b[i]; });
}

// log(sum_a exp(x_a)), without overflow.
template <class T>
T logsumexp(const Vector<T>& a) {
  if constexpr (std::is_same_v<T, recording::Symbol>) {
    return recording::logsumexp(a.array());
  } else {
    std::vector<T> elements;
    for (std::size_t i = 0; i < a.size(); ++i) elements.push_back(a[i]);
    return logsumexp(std::span<const T>(elements));
  }
}

// A matrix of constants, row by row, such as a parameter of rank 2.
class Matrix {
 public:
  Matrix(std::size_t rows, std::size_t columns, std::span<const double> numbers)
      : rows_(rows), columns_(columns), numbers_(numbers.begin(), numbers.end()) {
    if (numbers_.size() != rows * columns)
      throw std::logic_error("a matrix has not as many numbers as rows times columns");
  }
  explicit Matrix(const Array& given)
      : Matrix(given.shape.at(0), given.shape.at(1), given.values) {}

  std::size_t rows() const { return rows_; }
  std::size_t columns() const { return columns_; }
  // Rows row .. row + rows - 1 of columns column .. column + columns - 1.
  Matrix block(std::size_t row, std::size_t column, std::size_t rows, std::size_t columns) const {
    std::vector<double> chosen;
    for (std::size_t r = row; r < row + rows; ++r)
      for (std::size_t c = column; c < column + columns; ++c) chosen.push_back((*this)(r, c));
    return Matrix(rows, columns, chosen);
  }
  double operator()(std::size_t row, std::size_t column) const {
    return numbers_[row * columns_ + column];
  }
  std::span<const double> numbers() const { return numbers_; }

 private:
  std::size_t rows_, columns_;
  std::vector<double> numbers_;
};

// M v, and M' v.
template <class T>
Vector<T> product(const Matrix& M, const Vector<T>& v, bool transposed) {
  const std::size_t taken = transposed ? M.rows() : M.columns();
  const std::size_t given = transposed ? M.columns() : M.rows();
  if (v.size() != taken)
    throw std::logic_error("a cost multiplies a matrix, which takes " + std::to_string(taken) +
                           " numbers, by a vector of " + std::to_string(v.size()));
  if constexpr (std::is_same_v<T, recording::Symbol>) {
    const T matrix = recording::constants(M.rows(), M.columns(), M.numbers());
    return Vector<T>(recording::product(matrix, v.array(), transposed ? FM_TRANSPOSE_FIRST : 0));
  } else {
    std::vector<T> y;
    for (std::size_t i = 0; i < given; ++i)
      y.push_back(
          sum_of<T>(taken, [&](std::size_t k) { return (transposed ? M(k, i) : M(i, k)) * v[k]; }));
    return Vector<T>(std::span<const T>(y));
  }
}
template <class T>
Vector<T> operator*(const Matrix& M, const Vector<T>& v) {
  return product(M, v, false);
}
template <class T>
Vector<T> transposed_product(const Matrix& M, const Vector<T>& v) {
  return product(M, v, true);
}

// x' M x / 2 of the whole joint action, for a symmetric M: block by block of the players, so that
// the derivatives by one player's coordinates are computed from its blocks alone.
template <class T>
T half_quadratic_form(const Matrix& M, const Actions<T>& x) {
  T sum(0.0);
  for (std::size_t p = 0, row = 0; p < x.players(); row += x.of(p++).size()) {
    const Vector own(x.of(p));
    sum += 0.5 * dot(own, M.block(row, row, own.size(), own.size()) * own);
    for (std::size_t q = p + 1, column = row + own.size(); q < x.players();
         column += x.of(q++).size()) {
      const Vector other(x.of(q));
      sum += dot(own, M.block(row, column, own.size(), other.size()) * other);
    }
  }
  return sum;
}

}  // namespace firstmove
