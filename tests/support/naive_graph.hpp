// Graphs for tests of derivatives: a straightforward evaluator with the functions of the C library,
// and random graphs of numbers, vectors and matrices.
#pragma once

#include <algorithm>
#include <cmath>
#include <random>
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
        for (std::size_t e = 0; e < a.size(); ++e)
          out[a0 == FM_SUM_ALL       ? 0
              : a0 == FM_SUM_COLUMNS ? e / in.columns
                                     : e % in.columns] += a[e];
        break;
      case Operation::logsumexp: {
        T most = a[0], sum = 0;
        for (const T& v : a) most = v > most ? v : most;
        for (const T& v : a) sum += std::exp(v - most);
        out[0] = most + std::log(sum);
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

// A random cost of `coordinates` coordinates: a sum of random terms of all kinds of nodes. Its
// functions stay where they are smooth and of moderate size.
class RandomGraph {
 public:
  RandomGraph(Graph& graph, std::uint32_t coordinates, std::uint64_t seed)
      : graph_(graph), generator_(seed) {
    for (std::uint32_t c = 0; c < coordinates; ++c)
      if (below(2) == 0) pool_.push_back(graph.action(c, 1));
    for (int k = 0; k < 3; ++k) {
      const std::uint32_t first = below(coordinates), count = 1 + below(coordinates - first);
      pool_.push_back(graph.action(first, count));
    }
    pool_.push_back(graph.action(0, coordinates));
    for (const Extent extent : {Extent{2, 3}, Extent{3, 2}})
      pool_.push_back(graph.apply(Operation::add, constant(extent), graph.sum(any())));
  }

  NodeId cost(int nodes) {
    for (int k = 0; k < nodes; ++k) pool_.push_back(tame(next()));
    NodeId total = graph_.number(0.25);
    for (int k = 0; k < 3; ++k) {
      const NodeId term = pool_[pool_.size() - 1 - below(static_cast<std::uint32_t>(nodes))];
      total = graph_.apply(Operation::add, total, graph_.sum(term));
    }
    return total;
  }

 private:
  std::uint32_t below(std::uint32_t n) { return static_cast<std::uint32_t>(generator_() % n); }
  double real() { return std::uniform_real_distribution<double>(-1.5, 1.5)(generator_); }
  NodeId any() { return pool_[below(static_cast<std::uint32_t>(pool_.size()))]; }
  NodeId number(double v) { return graph_.number(v); }
  NodeId apply(Operation o, NodeId a) { return graph_.apply(o, a); }
  NodeId apply(Operation o, NodeId a, NodeId b) { return graph_.apply(o, a, b); }
  NodeId above(double least, NodeId a) {  // least + a^2
    return apply(Operation::add, number(least), apply(Operation::multiply, a, a));
  }

  // Large values are made small, so that long chains stay well-conditioned.
  NodeId tame(NodeId a) {
    return below(3) == 0 ? apply(Operation::multiply, number(0.5), apply(Operation::sin, a)) : a;
  }

  NodeId constant(Extent extent) {
    std::vector<double> values(extent.size());
    for (double& v : values) v = real();
    return graph_.numbers(extent, values);
  }

  // An array that can be combined with one of this shape element by element.
  NodeId partner(Extent extent) {
    for (int k = 0; k < 8; ++k) {
      const NodeId b = any();
      const Extent e = graph_.extent(b);
      if ((e.rows == extent.rows || e.rows == 1 || extent.rows == 1) &&
          (e.columns == extent.columns || e.columns == 1 || extent.columns == 1) &&
          std::max(e.rows, extent.rows) * std::max(e.columns, extent.columns) < 200)
        return b;
    }
    return constant(extent);
  }

  NodeId next() {
    using enum Operation;
    const NodeId a = any();
    const Extent e = graph_.extent(a);
    const auto size = static_cast<std::uint32_t>(e.size());
    if (size > 300) return graph_.sum(a, FM_SUM_COLUMNS);
    switch (below(28)) {
      case 0:
        return apply(tanh, a);
      case 1:
        return apply(sigmoid, a);
      case 2:
        return apply(softplus, a);
      case 3:
        return apply(sin, a);
      case 4:
        return apply(cos, a);
      case 5:
        return apply(log, above(0.5, a));
      case 6:
        return apply(log1p, above(0.1, a));
      case 7:
        return apply(square_root, above(0.5, a));
      case 8:
        return apply(exp, apply(tanh, a));
      case 9:
        return apply(expm1, apply(sin, a));
      case 10:
        return graph_.whole_power(apply(sin, a), 3 + below(3));
      case 11:
        return graph_.whole_power(above(1.0, a), -static_cast<std::int64_t>(1 + below(3)));
      case 12:
        return apply(power, above(0.5, a), number(real()));
      case 13:
        return apply(add, a, partner(e));
      case 14:
        return apply(subtract, a, partner(e));
      case 15:
        return apply(multiply, a, partner(e));
      case 16:
        return apply(divide, a, above(1.0, partner(e)));
      case 17:
        return apply(below(2) ? minimum : maximum, a, partner(e));
      case 18:
        return apply(negate, apply(absolute, a));
      case 19:
        return choice(a, e);
      case 20:
        return graph_.sum(a, static_cast<int>(below(3)));
      case 21:
        return graph_.logsumexp(a);
      case 22:
        return times(a, e);
      case 23:
        return graph_.transpose(a);
      case 24:
        return graph_.reshape(a, below(2) ? Extent{size, 1} : Extent{1, size});
      case 25: {
        const std::uint32_t first = below(size), step = 1 + below(2);
        return graph_.slice(a, first, step, 1 + below((size - 1 - first) / step + 1));
      }
      case 26: {
        std::vector<std::uint32_t> indices(1 + below(5));
        for (std::uint32_t& i : indices) i = below(size);
        return graph_.gather(a, indices, {static_cast<std::uint32_t>(indices.size()), 1});
      }
      default: {
        if (below(2)) {
          std::vector<std::uint32_t> indices(size);
          for (std::uint32_t& i : indices) i = below(5);
          return graph_.scatter(a, indices, 5);
        }
        const NodeId b = any();
        const auto other = static_cast<std::uint32_t>(graph_.extent(b).size());
        const engine::Piece pieces[] = {{a, 1, 1}, {b, below(2), 2}};
        return graph_.assemble(pieces, std::max(size + 1, 2 * other) + below(2));
      }
    }
  }

  NodeId choice(NodeId a, Extent e) {
    const NodeId condition = apply(Operation::less, a, partner(e));
    return graph_.choose(condition, apply(Operation::sin, a), partner(graph_.extent(condition)));
  }

  NodeId times(NodeId a, Extent e) {
    const bool ta = below(2), tb = below(2);
    const std::uint32_t inner = ta ? e.rows : e.columns, outer = 1 + below(3);
    NodeId b = constant(tb ? Extent{outer, inner} : Extent{inner, outer});
    if (below(2)) b = apply(Operation::multiply, b, apply(Operation::sin, graph_.action(0, 1)));
    for (const NodeId other : pool_)
      if (below(4) == 0 && graph_.extent(other).size() < 50 &&
          (tb ? graph_.extent(other).columns : graph_.extent(other).rows) == inner)
        b = other;
    return graph_.product(a, b, (ta ? FM_TRANSPOSE_FIRST : 0) | (tb ? FM_TRANSPOSE_SECOND : 0));
  }

  Graph& graph_;
  std::mt19937_64 generator_;
  std::vector<NodeId> pool_;
};

}  // namespace firstmove::test
