// A straightforward evaluator of graphs with the functions of the C library.
#pragma once

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <vector>

#include "graph/graph.hpp"

namespace firstmove::test {

using engine::Extent;
using engine::Graph;
using engine::NodeId;
using engine::Operation;

// Evaluates nodes one after the other; all sums run from left to right.
template <class T>
class NaiveEvaluator {
 public:
  using Array = std::vector<T>;

  NaiveEvaluator(const Graph& graph, std::vector<T> x, std::vector<std::vector<T>> directions = {})
      : graph_(graph), x_(std::move(x)), directions_(std::move(directions)) {}

  // The elements of a node, row-major.
  const Array& operator()(NodeId root) {
    arrays_.resize(graph_.size());
    std::vector<char> needed(graph_.size());
    needed[root] = 1;
    for (NodeId id = root + 1; id-- > 0;)
      if (needed[id])
        for (const NodeId input : graph_.inputs(id)) needed[input] = 1;
    for (NodeId id = 0; id <= root; ++id)
      if (needed[id] && arrays_[id].empty()) arrays_[id] = computed(id);
    return arrays_[root];
  }

 private:
  Array computed(NodeId id) {
    const engine::Node& node = graph_[id];
    Array out(node.extent.size());
    const std::size_t rows = node.extent.rows, columns = node.extent.columns;
    if (engine::is_elementwise(node.operation)) {
      for (std::size_t r = 0; r < rows; ++r)
        for (std::size_t c = 0; c < columns; ++c) {
          T in[3] = {};
          for (std::size_t k = 0; k < node.inputs_count; ++k) {
            const NodeId from = graph_.input(id, k);
            const Extent e = graph_.extent(from);
            in[k] = arrays_[from][(e.rows == 1 ? 0 : r) * e.columns + (e.columns == 1 ? 0 : c)];
          }
          out[r * columns + c] = element(node, in);
        }
      return out;
    }
    const auto a0 = node.attribute[0], a1 = node.attribute[1];
    const Array none;
    const Array& a = node.inputs_count > 0 ? arrays_[graph_.input(id, 0)] : none;
    const Extent in = node.inputs_count > 0 ? graph_.extent(graph_.input(id, 0)) : Extent{};
    switch (node.operation) {
      case Operation::constant:
        for (std::size_t e = 0; e < out.size(); ++e) out[e] = graph_.values(id)[e];
        break;
      case Operation::action:
        for (std::size_t e = 0; e < out.size(); ++e) out[e] = x_.at(a0 + e);
        break;
      case Operation::direction:
        for (std::size_t e = 0; e < out.size(); ++e) out[e] = directions_.at(a0).at(a1 + e);
        break;
      case Operation::sum:
        for (std::size_t e = 0; e < a.size(); ++e) out[sum_of(e, a0, in)] += a[e];
        break;
      case Operation::logsumexp: {
        Array most(out.size(), a[0]);
        for (std::size_t e = 0; e < a.size(); ++e)
          most[sum_of(e, a0, in)] = std::max(most[sum_of(e, a0, in)], a[e]);
        for (std::size_t e = 0; e < a.size(); ++e)
          out[sum_of(e, a0, in)] += std::exp(a[e] - most[sum_of(e, a0, in)]);
        for (std::size_t o = 0; o < out.size(); ++o) out[o] = most[o] + std::log(out[o]);
        break;
      }
      case Operation::product: {
        const NodeId right = graph_.input(id, 1);
        const bool ta = a0 & FM_TRANSPOSE_FIRST, tb = a0 & FM_TRANSPOSE_SECOND;
        const std::size_t inner = ta ? in.rows : in.columns;
        for (std::size_t r = 0; r < rows; ++r)
          for (std::size_t c = 0; c < columns; ++c)
            for (std::size_t m = 0; m < inner; ++m)
              out[r * columns + c] += a[ta ? m * in.columns + r : r * in.columns + m] *
                                      arrays_[right][tb ? c * graph_.extent(right).columns + m
                                                        : m * graph_.extent(right).columns + c];
        break;
      }
      case Operation::transpose:
        for (std::size_t e = 0; e < out.size(); ++e)
          out[e] = a[e % columns * in.columns + e / columns];
        break;
      case Operation::reshape:
        out = a;
        break;
      case Operation::slice:
        for (std::size_t e = 0; e < out.size(); ++e) out[e] = a.at(a0 + a1 * e);
        break;
      case Operation::gather:
        for (std::size_t e = 0; e < out.size(); ++e) out[e] = a.at(graph_.indices(id)[e]);
        break;
      case Operation::scatter:
        for (std::size_t e = 0; e < a.size(); ++e) out.at(graph_.indices(id)[e]) += a[e];
        break;
      case Operation::assemble:
        for (const engine::Piece& piece : graph_.pieces(id))
          for (std::size_t e = 0; e < arrays_[piece.node].size(); ++e)
            out.at(piece.first + piece.step * e) += arrays_[piece.node][e];
        break;
      default:
        throw std::logic_error("unknown operation");
    }
    return out;
  }

  // The sum along an axis to which an element belongs.
  static std::size_t sum_of(std::size_t element, std::int64_t axis, Extent in) {
    if (axis == FM_SUM_ALL) return 0;
    return axis == FM_SUM_COLUMNS ? element / in.columns : element % in.columns;
  }

  static T element(const engine::Node& node, const T* in) {
    const T a = in[0], b = in[1];
    switch (node.operation) {
      case Operation::negate:
        return -a;
      case Operation::absolute:
        return std::fabs(a);
      case Operation::square_root:
        return std::sqrt(a);
      case Operation::exp:
        return std::exp(a);
      case Operation::expm1:
        return std::expm1(a);
      case Operation::log:
        return std::log(a);
      case Operation::log1p:
        return std::log1p(a);
      case Operation::sin:
        return std::sin(a);
      case Operation::cos:
        return std::cos(a);
      case Operation::tanh:
        return std::tanh(a);
      case Operation::sigmoid:
        return a < 0 ? std::exp(a) / (1 + std::exp(a)) : 1 / (1 + std::exp(-a));
      case Operation::softplus:
        return (a > 0 ? a : 0) + std::log1p(std::exp(-std::fabs(a)));
      case Operation::whole_power:
        return std::pow(a, static_cast<T>(node.attribute[0]));
      case Operation::logical_not:
        return a == 0;
      case Operation::add:
        return a + b;
      case Operation::subtract:
        return a - b;
      case Operation::multiply:
        return a * b;
      case Operation::divide:
        return a / b;
      case Operation::power:
        return std::pow(a, b);
      case Operation::minimum:
        return b < a || b != b ? b : a;
      case Operation::maximum:
        return a < b || b != b ? b : a;
      case Operation::less:
        return a < b;
      case Operation::less_equal:
        return a <= b;
      case Operation::equal:
        return a == b;
      case Operation::logical_and:
        return a != 0 && b != 0;
      case Operation::logical_or:
        return a != 0 || b != 0;
      case Operation::choose:
        return a != 0 ? b : in[2];
      default:
        throw std::logic_error("not elementwise");
    }
  }

  const Graph& graph_;
  std::vector<T> x_;
  std::vector<std::vector<T>> directions_;
  std::vector<Array> arrays_;
};

}  // namespace firstmove::test
