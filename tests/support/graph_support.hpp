// Graphs as plugins lend them, made by hand and at random.
#pragma once

#include <firstmove/abi.h>

#include <initializer_list>
#include <random>
#include <vector>

namespace firstmove::test {

// The lists of an fm_graph.
struct GivenGraph {
  std::vector<fm_node> nodes;
  std::vector<std::uint32_t> inputs;
  std::vector<double> numbers;
  std::vector<std::uint32_t> indices, costs;

  // Appends a node and returns its position.
  std::uint32_t add(std::int32_t operation, std::uint32_t rows, std::uint32_t columns,
                    std::initializer_list<std::uint32_t> of = {}, std::int64_t first = 0,
                    std::int64_t second = 0) {
    nodes.push_back({operation,
                     rows,
                     columns,
                     static_cast<std::uint32_t>(of.size()),
                     inputs.size(),
                     {first, second}});
    inputs.insert(inputs.end(), of);
    return static_cast<std::uint32_t>(nodes.size() - 1);
  }
  std::uint32_t constant(std::uint32_t rows, std::uint32_t columns,
                         const std::vector<double>& values) {
    const auto begin = static_cast<std::int64_t>(numbers.size());
    numbers.insert(numbers.end(), values.begin(), values.end());
    return add(FM_NODE_CONSTANT, rows, columns, {}, begin);
  }
  std::int64_t keep(std::initializer_list<std::uint32_t> list) {
    indices.insert(indices.end(), list);
    return static_cast<std::int64_t>(indices.size() - list.size());
  }
  // Lent as long as this object does not change.
  fm_graph get() const {
    return {sizeof(fm_graph), static_cast<std::uint32_t>(nodes.size()),
            nodes.data(),     inputs.size(),
            inputs.data(),    numbers.size(),
            numbers.data(),   indices.size(),
            indices.data(),   costs.data()};
  }
};

// A graph of small arrays over `coordinates` numbers with one cost, which uses operations of every
// kind; many of its nodes do not fit their inputs if `wrong` is set.
inline GivenGraph random_graph(std::mt19937_64& random, std::uint32_t coordinates, bool wrong) {
  GivenGraph g;
  const auto below = [&random](std::size_t n) {
    return static_cast<std::uint32_t>(std::uniform_int_distribution<std::size_t>(0, n - 1)(random));
  };
  const auto any = [&] { return below(g.nodes.size()); };
  g.add(FM_NODE_ACTION, coordinates, 1);
  g.constant(2, 3, {1, 2, 3, -0.5, 0.25, 0});
  g.constant(1, 1, {0.75});
  static constexpr std::int32_t functions[] = {
      FM_NODE_NEGATE,  FM_NODE_ABS,   FM_NODE_SQRT,    FM_NODE_EXP, FM_NODE_EXPM1,
      FM_NODE_LOG,     FM_NODE_LOG1P, FM_NODE_SIN,     FM_NODE_COS, FM_NODE_TANH,
      FM_NODE_SIGMOID, FM_NODE_NOT,   FM_NODE_SOFTPLUS};
  static constexpr std::int32_t pairs[] = {FM_NODE_ADD,    FM_NODE_SUBTRACT,   FM_NODE_MULTIPLY,
                                           FM_NODE_DIVIDE, FM_NODE_MINIMUM,    FM_NODE_MAXIMUM,
                                           FM_NODE_LESS,   FM_NODE_LESS_EQUAL, FM_NODE_EQUAL,
                                           FM_NODE_AND,    FM_NODE_OR};
  for (std::uint32_t n = 4 + below(20); n > 0; --n) {
    const std::uint32_t a = any(), b = any();
    const fm_node of = g.nodes[a], with = g.nodes[b];
    const std::uint32_t size = of.rows * of.columns;
    if (size == 0 || size > 100) continue;
    switch (below(12)) {
      case 0:
      case 1:
        g.add(functions[below(std::size(functions))], of.rows, of.columns, {a});
        break;
      case 2:
      case 3: {
        const bool fits = (of.rows == with.rows || of.rows == 1 || with.rows == 1) &&
                          (of.columns == with.columns || of.columns == 1 || with.columns == 1);
        const std::uint32_t rows = std::max(of.rows, with.rows);
        const std::uint32_t columns = std::max(of.columns, with.columns);
        if ((fits || wrong) && rows * columns < 200)
          g.add(pairs[below(std::size(pairs))], rows, columns, {a, b});
        break;
      }
      case 4:
        g.add(FM_NODE_WHOLE_POWER, of.rows, of.columns, {a}, below(7) - std::int64_t{3});
        break;
      case 5:
      case 6: {
        const std::uint32_t axis = below(3);
        g.add(below(2) ? FM_NODE_SUM : FM_NODE_LOGSUMEXP, axis == FM_SUM_COLUMNS ? of.rows : 1,
              axis == FM_SUM_ROWS ? of.columns : 1, {a}, axis);
        break;
      }
      case 7: {
        const std::uint32_t flags = below(4);
        const std::uint32_t rows = flags & FM_TRANSPOSE_FIRST ? of.columns : of.rows;
        const std::uint32_t inner = flags & FM_TRANSPOSE_FIRST ? of.rows : of.columns;
        const std::uint32_t other = flags & FM_TRANSPOSE_SECOND ? with.columns : with.rows;
        const std::uint32_t columns = flags & FM_TRANSPOSE_SECOND ? with.rows : with.columns;
        if ((inner == other || wrong) && rows * columns < 200)
          g.add(FM_NODE_PRODUCT, rows, columns, {a, b}, flags);
        break;
      }
      case 8:
        g.add(below(2) ? FM_NODE_TRANSPOSE : FM_NODE_RESHAPE, of.columns, of.rows, {a});
        break;
      case 9: {
        const std::uint32_t first = below(size), step = 1 + below(3);
        g.add(FM_NODE_SLICE, 1 + (size - 1 - first) / step + (wrong ? below(2) : 0), 1, {a}, first,
              step);
        break;
      }
      case 10: {
        const bool gathers = below(2) == 0;
        const std::uint32_t count = gathers ? 1 + below(5) : 1 + below(2 * size);
        const auto begin = static_cast<std::int64_t>(g.indices.size());
        for (std::uint32_t i = 0; i < (gathers ? count : size); ++i)
          g.indices.push_back(below(gathers ? size : count) + (wrong ? below(2) : 0));
        g.add(gathers ? FM_NODE_GATHER : FM_NODE_SCATTER, count, 1, {a}, begin);
        break;
      }
      default: {
        const std::uint32_t other = with.rows * with.columns;
        if (other == 0 || other > 100) break;
        const auto begin = g.keep({0, 1 + below(2), below(3), 1});
        g.add(FM_NODE_ASSEMBLE, std::max(2 * size, other + 2) - (wrong ? below(4) : 0), 1, {a, b},
              begin);
      }
    }
  }
  const std::uint32_t last = static_cast<std::uint32_t>(g.nodes.size() - 1);
  g.costs = {g.add(FM_NODE_SUM, 1, 1, {last}, FM_SUM_ALL)};
  return g;
}

}  // namespace firstmove::test
