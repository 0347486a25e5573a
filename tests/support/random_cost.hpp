// Random costs as graphs of numbers, vectors and matrices.
#pragma once

#include <algorithm>
#include <random>
#include <vector>

#include "support/naive_graph.hpp"

namespace firstmove::test {

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
        return graph_.logsumexp(a, static_cast<int>(below(3)));
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
