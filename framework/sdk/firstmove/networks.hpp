// Matrices in a cost that depend on the joint action, the random inputs of a step, and networks of
// dense layers made of them. A row is a member of a minibatch, a column a feature.
//
//   const firstmove::Network network({16, 32, 2}, firstmove::Activation::tanh);
//   template <class T>
//   std::array<T, 2> costs(firstmove::Actions<T> x) const {
//     const auto z = firstmove::normal_sample<T>(0, 256, 16);  // the same for both costs
//     const T f = mean(softplus(network(x.of(0), z)));
//     ..
//   }
//
// Random inputs are drawn anew at each step, for each replicate (FM_NODE_NORMAL in abi.h): all
// derivatives of a step are those of the same sample.
#pragma once

#include <cmath>
#include <concepts>
#include <numeric>
#include <utility>

#include "arrays.hpp"

namespace firstmove {

// rows x columns numbers of a cost. T is the type of numbers that a recorded cost is called with.
template <class T>
class MatrixOf {
  static_assert(std::same_as<T, recording::Symbol>,
                "only recorded costs have matrices that depend on the joint action");

 public:
  explicit MatrixOf(const T& array) : array_(array) {}
  // Consecutive coordinates, row by row. Throws std::logic_error if there are not as many.
  MatrixOf(std::span<const T> elements, std::size_t rows, std::size_t columns)
      : array_(recording::reshaped(recording::gathered(elements), rows, columns)) {}
  explicit MatrixOf(const Matrix& constants)
      : array_(recording::constants(constants.rows(), constants.columns(), constants.numbers())) {}

  std::size_t rows() const { return recording::extent(array_).rows; }
  std::size_t columns() const { return recording::extent(array_).columns; }
  const T& array() const { return array_; }

 private:
  T array_;
};

// ---- Random inputs ----

// Independent standard normal numbers, or numbers uniform in (0, 1). Inputs of different streams, 0
// to FM_MAX_STREAM, are independent.
template <class T>
MatrixOf<T> normal_sample(std::uint32_t stream, std::size_t rows, std::size_t columns) {
  return MatrixOf<T>(recording::random(FM_NODE_NORMAL, stream, rows, columns));
}
template <class T>
MatrixOf<T> uniform_sample(std::uint32_t stream, std::size_t rows, std::size_t columns) {
  return MatrixOf<T>(recording::random(FM_NODE_UNIFORM, stream, rows, columns));
}
// `rows` rows of a table, each with equal probability; distinct: no row twice. The same rows of
// two tables if they have as many rows, and the stream is the same.
template <class T>
MatrixOf<T> picked_rows(std::uint32_t stream, const Matrix& table, std::size_t rows,
                        bool distinct = false) {
  return MatrixOf<T>(recording::picked(MatrixOf<T>(table).array(), stream, rows, distinct));
}

// ---- Element by element; an array with one row or column is combined with every row, column ----

#define FIRSTMOVE_MATRIX_OPERATOR(op)                                                    \
  template <class T>                                                                     \
  MatrixOf<T> operator op(const MatrixOf<T>& a, const MatrixOf<T>& b) {                  \
    return MatrixOf<T>(a.array() op b.array());                                          \
  }                                                                                      \
  template <class T>                                                                     \
  MatrixOf<T> operator op(const MatrixOf<T>& a, const std::type_identity_t<T>& number) { \
    return MatrixOf<T>(a.array() op number);                                             \
  }                                                                                      \
  template <class T>                                                                     \
  MatrixOf<T> operator op(const std::type_identity_t<T>& number, const MatrixOf<T>& a) { \
    return MatrixOf<T>(number op a.array());                                             \
  }
FIRSTMOVE_MATRIX_OPERATOR(+)
FIRSTMOVE_MATRIX_OPERATOR(-)
FIRSTMOVE_MATRIX_OPERATOR(*)
FIRSTMOVE_MATRIX_OPERATOR(/)
#undef FIRSTMOVE_MATRIX_OPERATOR

// f of each element: each(a, [](const auto& x) { return tanh(x) + x; }).
template <class T, class F>
MatrixOf<T> each(const MatrixOf<T>& a, const F& f) {
  return MatrixOf<T>(T(f(a.array())));
}
template <class T>
MatrixOf<T> operator-(const MatrixOf<T>& a) {
  return each(a, [](const T& x) { return -x; });
}
template <class T>
MatrixOf<T> tanh(const MatrixOf<T>& a) {
  return each(a, [](const T& x) { return tanh(x); });
}
template <class T>
MatrixOf<T> sigmoid(const MatrixOf<T>& a) {
  return each(a, [](const T& x) { return sigmoid(x); });
}
template <class T>
MatrixOf<T> softplus(const MatrixOf<T>& a) {
  return each(a, [](const T& x) { return softplus(x); });
}
// max(x, 0), whose derivatives at 0 are 0.
template <class T>
MatrixOf<T> relu(const MatrixOf<T>& a) {
  return each(a, [](const T& x) { return max(T(0.0), x); });
}

// ---- Of whole matrices ----

template <class T>
MatrixOf<T> product(const MatrixOf<T>& a, const MatrixOf<T>& b) {
  return MatrixOf<T>(recording::product(a.array(), b.array()));
}
// a b'.
template <class T>
MatrixOf<T> product_with_transposed(const MatrixOf<T>& a, const MatrixOf<T>& b) {
  return MatrixOf<T>(recording::product(a.array(), b.array(), FM_TRANSPOSE_SECOND));
}
template <class T>
T sum(const MatrixOf<T>& a) {
  return recording::sum(a.array());
}
template <class T>
T mean(const MatrixOf<T>& a) {
  return sum(a) / T(static_cast<double>(a.rows() * a.columns()));
}

// ---- Networks ----

enum class Activation { tanh, relu };

// Dense layers: h = activation(h W + b) after each but the last one, which is h W + b.
class Network {
 public:
  // Of the input, of each hidden layer, and of the output. Throws Refusal for less than an input
  // and an output, and for a width of 0.
  Network(std::vector<std::size_t> widths, Activation activation)
      : widths_(std::move(widths)), activation_(activation) {
    if (widths_.size() < 2) throw Refusal("a network needs an input and an output");
    for (const std::size_t width : widths_)
      if (width == 0) throw Refusal("a layer of a network has a width of 0, and needs a neuron");
  }

  std::size_t layers() const { return widths_.size() - 1; }
  // The number of its parameters: for each layer W, row by row, one row for each input; then b.
  std::size_t parameters() const {
    std::size_t all = 0;
    for (std::size_t l = 0; l < layers(); ++l) all += (widths_[l] + 1) * widths_[l + 1];
    return all;
  }
  // For each parameter a, so that starts uniform in [-a, a] keep the signal's size: 1 / sqrt of the
  // layer's inputs (LeCun, Bottou, Orr, Mueller, "Efficient BackProp", 1998, section 4.6).
  std::vector<double> start_ranges() const {
    std::vector<double> ranges;
    for (std::size_t l = 0; l < layers(); ++l)
      ranges.insert(ranges.end(), (widths_[l] + 1) * widths_[l + 1],
                    1 / std::sqrt(static_cast<double>(widths_[l])));
    return ranges;
  }

  // The outputs of a minibatch, a row each. Throws std::logic_error if the shapes do not fit.
  template <class T>
  MatrixOf<T> operator()(std::span<const T> parameters, MatrixOf<T> h) const {
    if (parameters.size() != this->parameters())
      throw std::logic_error("a network of " + std::to_string(this->parameters()) +
                             " parameters is given " + std::to_string(parameters.size()));
    for (std::size_t l = 0; l < layers(); ++l) {
      const std::size_t in = widths_[l], out = widths_[l + 1];
      const MatrixOf<T> W(parameters.first(in * out), in, out);
      const MatrixOf<T> b(parameters.subspan(in * out, out), 1, out);
      parameters = parameters.subspan((in + 1) * out);
      h = product(h, W) + b;
      if (l + 1 < layers()) h = activation_ == Activation::tanh ? tanh(h) : relu(h);
    }
    return h;
  }
  // The same of plain numbers, for one input: for metrics.
  std::vector<double> evaluate(std::span<const double> parameters, std::vector<double> h) const {
    for (std::size_t l = 0; l < layers(); ++l) {
      const std::size_t in = widths_[l], out = widths_[l + 1];
      const auto bias = parameters.subspan(in * out, out);
      std::vector<double> next(bias.begin(), bias.end());
      for (std::size_t i = 0; i < in; ++i)
        for (std::size_t o = 0; o < out; ++o) next[o] += h[i] * parameters[i * out + o];
      parameters = parameters.subspan((in + 1) * out);
      if (l + 1 < layers())
        for (double& x : next)
          x = activation_ == Activation::tanh ? std::tanh(x) : std::max(0.0, x);
      h = std::move(next);
    }
    return h;
  }

 private:
  std::vector<std::size_t> widths_;
  Activation activation_;
};

}  // namespace firstmove
