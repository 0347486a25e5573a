// Games of small graphs, as plugins would lend them, made from any bytes: for fuzzing.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>

#include "support/graph_support.hpp"

namespace firstmove::test {

// Bytes that are read one after the other; 0 beyond the last.
class Bytes {
 public:
  explicit Bytes(std::span<const std::uint8_t> bytes) : bytes_(bytes) {}
  bool more() const { return at_ < bytes_.size(); }
  std::uint8_t next() { return more() ? bytes_[at_++] : std::uint8_t{0}; }
  std::uint32_t below(std::size_t n) { return next() % static_cast<std::uint32_t>(n); }

 private:
  std::span<const std::uint8_t> bytes_;
  std::size_t at_ = 0;
};

struct GivenGame {
  GivenGraph graph;
  std::vector<std::uint32_t> dims;  // of the players
  bool spoiled = false;             // some of its fields are not what they should be
  std::uint64_t seed = 0;           // of joint actions
};

// Two bytes for the players, three or four for a node, and some that spoil the graph.
class GameOfBytes {
 public:
  explicit GameOfBytes(std::span<const std::uint8_t> bytes) : from_(bytes) {}

  GivenGame game() {
    GivenGame made;
    const std::uint32_t players = 1 + from_.below(2), spoils = from_.below(8);
    for (std::uint32_t i = 0; i < players; ++i) made.dims.push_back(1 + from_.below(3));
    made.seed = from_.next();
    for (const std::uint32_t dim : made.dims) coordinates_ += dim;
    g_.add(FM_NODE_ACTION, coordinates_, 1);
    constexpr std::size_t most_nodes = 24;
    while (from_.more() && g_.nodes.size() < most_nodes) node();
    for (std::uint32_t i = 0; i < players; ++i) {
      const auto last = static_cast<std::uint32_t>(g_.nodes.size() - 1);
      g_.costs.push_back(g_.add(FM_NODE_SUM, 1, 1, {last - std::min(i, last)}, FM_SUM_ALL));
    }
    made.spoiled = spoils >= 6;
    for (std::uint32_t k = 5; k < spoils; ++k) spoil();
    made.graph = std::move(g_);
    return made;
  }

 private:
  std::uint32_t size(std::uint32_t id) const { return g_.nodes[id].rows * g_.nodes[id].columns; }
  std::uint32_t any() { return from_.below(g_.nodes.size()); }

  double number() {
    constexpr double infinity = std::numeric_limits<double>::infinity();
    constexpr double special[] = {
        0.0,     -0.0,   1.0,      -1.0,
        0.5,     2.0,    infinity, 1e300,
        -5e-324, -1e300, 1e-20,    -infinity,
        709.0,   -37.0,  0x1p-30,  std::numeric_limits<double>::quiet_NaN()};
    const std::uint8_t byte = from_.next();
    return byte < 16 ? special[byte] : (byte - 136) / 32.0;
  }

  // A number for an operand that does not fit.
  std::uint32_t summed(std::uint32_t a) {
    return size(a) == 1 ? a : g_.add(FM_NODE_SUM, 1, 1, {a}, FM_SUM_ALL);
  }

  // Assembled vectors are at most three times as large.
  std::uint32_t small() {
    const std::uint32_t a = any();
    return size(a) <= most_size ? a : summed(a);
  }

  void pair(std::int32_t operation) {
    const std::uint32_t a = any();
    std::uint32_t b = any();
    const auto fit = [](std::uint32_t p, std::uint32_t q) { return p == q || p == 1 || q == 1; };
    const auto rows = [&] { return std::max(g_.nodes[a].rows, g_.nodes[b].rows); };
    const auto columns = [&] { return std::max(g_.nodes[a].columns, g_.nodes[b].columns); };
    if (!fit(g_.nodes[a].rows, g_.nodes[b].rows) ||
        !fit(g_.nodes[a].columns, g_.nodes[b].columns) || rows() * columns() > most_size)
      b = summed(b);
    g_.add(operation, rows(), columns(), {a, b});
  }

  void choice() {
    const std::uint32_t condition = any(), yes = any(), no = summed(any());
    const fm_node a = g_.nodes[condition], b = g_.nodes[yes];
    if (a.rows == b.rows && a.columns == b.columns)
      g_.add(FM_NODE_CHOOSE, a.rows, a.columns, {condition, yes, no});
    else
      g_.add(FM_NODE_CHOOSE, b.rows, b.columns, {summed(condition), yes, no});
  }

  void product() {
    const std::uint32_t a = any(), b = any(), flags = from_.below(4);
    const fm_node left = g_.nodes[a], right = g_.nodes[b];
    const bool first = flags & FM_TRANSPOSE_FIRST, second = flags & FM_TRANSPOSE_SECOND;
    const std::uint32_t rows = first ? left.columns : left.rows;
    const std::uint32_t columns = second ? right.rows : right.columns;
    const bool fit = (first ? left.rows : left.columns) == (second ? right.columns : right.rows);
    if (fit && rows * columns <= most_size)
      g_.add(FM_NODE_PRODUCT, rows, columns, {a, b}, flags);
    else  // an outer product, or that of two numbers
      outer(a, size(a) * size(b) <= most_size ? b : summed(b));
  }
  void outer(std::uint32_t a, std::uint32_t b) {
    const std::uint32_t column = g_.add(FM_NODE_RESHAPE, size(a), 1, {a});
    const std::uint32_t other = g_.add(FM_NODE_RESHAPE, size(b), 1, {b});
    g_.add(FM_NODE_PRODUCT, size(a), size(b), {column, other}, FM_TRANSPOSE_SECOND);
  }

  void along(std::int32_t operation) {
    const std::uint32_t a = any(), axis = from_.below(3);
    g_.add(operation, axis == FM_SUM_COLUMNS ? g_.nodes[a].rows : 1,
           axis == FM_SUM_ROWS ? g_.nodes[a].columns : 1, {a}, axis);
  }

  void indexed(std::int32_t operation) {
    const std::uint32_t a = any(), count = 1 + from_.below(9);
    const auto begin = static_cast<std::int64_t>(g_.indices.size());
    const bool gathers = operation == FM_NODE_GATHER;
    for (std::uint32_t i = 0; i < (gathers ? count : size(a)); ++i)
      g_.indices.push_back((from_.more() ? from_.next() : i) % (gathers ? size(a) : count));
    const bool wide = gathers && count % 3 == 0;
    g_.add(operation, wide ? 3 : count, wide ? count / 3 : 1, {a}, begin);
  }

  void assemble() {
    const std::uint32_t a = small(), b = small(), spare = from_.below(3);
    const auto begin = static_cast<std::int64_t>(g_.indices.size());
    std::uint32_t count = 0;
    for (const std::uint32_t id : {a, b}) {
      const std::uint32_t first = from_.below(4), step = 1 + from_.below(2);
      g_.keep({first, step});
      count = std::max(count, first + step * (size(id) - 1) + 1);
    }
    g_.add(FM_NODE_ASSEMBLE, count + spare, 1, {a, b}, begin);
  }

  void slice() {
    const std::uint32_t a = any(), first = from_.below(size(a)), step = 1 + from_.below(3);
    const std::uint32_t most = (size(a) - 1 - first) / step + 1;
    g_.add(FM_NODE_SLICE, most - from_.below(most), 1, {a}, first, step);
  }

  void leaf() {
    if (from_.below(2) == 0) {
      const std::uint32_t first = from_.below(coordinates_);
      g_.add(FM_NODE_ACTION, 1 + from_.below(coordinates_ - first), 1, {}, first);
      return;
    }
    const std::uint32_t rows = 1 + from_.below(3), columns = 1 + from_.below(3);
    std::vector<double> values;
    for (std::uint32_t k = 0; k < rows * columns; ++k) values.push_back(number());
    g_.constant(rows, columns, values);
  }

  void node() {
    static constexpr std::int32_t functions[] = {
        FM_NODE_NEGATE,  FM_NODE_ABS,   FM_NODE_SQRT,    FM_NODE_EXP, FM_NODE_EXPM1,
        FM_NODE_LOG,     FM_NODE_LOG1P, FM_NODE_SIN,     FM_NODE_COS, FM_NODE_TANH,
        FM_NODE_SIGMOID, FM_NODE_NOT,   FM_NODE_SOFTPLUS};
    static constexpr std::int32_t pairs[] = {FM_NODE_ADD,    FM_NODE_SUBTRACT,   FM_NODE_MULTIPLY,
                                             FM_NODE_DIVIDE, FM_NODE_MINIMUM,    FM_NODE_MAXIMUM,
                                             FM_NODE_LESS,   FM_NODE_LESS_EQUAL, FM_NODE_EQUAL,
                                             FM_NODE_AND,    FM_NODE_OR};
    static constexpr std::int64_t exponents[] = {
        0, 1, 2, 3, 4, 5, -1, -2, -3, FM_MAX_POWER, -FM_MAX_POWER};
    const std::uint32_t kind = from_.below(std::size(functions) + std::size(pairs) + 14);
    if (kind < std::size(functions)) {
      const std::uint32_t a = any();
      g_.add(functions[kind], g_.nodes[a].rows, g_.nodes[a].columns, {a});
      return;
    }
    if (kind < std::size(functions) + std::size(pairs))
      return pair(pairs[kind - std::size(functions)]);
    switch (kind - std::size(functions) - std::size(pairs)) {
      case 0:
        return choice();
      case 1:
        return product();
      case 2:
        return along(FM_NODE_SUM);
      case 3:
        return along(FM_NODE_LOGSUMEXP);
      case 4:
        return indexed(FM_NODE_GATHER);
      case 5:
        return indexed(FM_NODE_SCATTER);
      case 6:
        return assemble();
      case 7:
        return slice();
      case 8: {
        const std::uint32_t a = any();
        g_.add(FM_NODE_TRANSPOSE, g_.nodes[a].columns, g_.nodes[a].rows, {a});
        return;
      }
      case 9: {
        const std::uint32_t a = any(), flat = from_.below(3);
        g_.add(FM_NODE_RESHAPE,
               flat == 0   ? size(a)
               : flat == 1 ? 1
                           : g_.nodes[a].columns,
               flat == 0   ? 1
               : flat == 1 ? size(a)
                           : g_.nodes[a].rows,
               {a});
        return;
      }
      case 10: {
        const std::uint32_t a = any();
        g_.add(FM_NODE_WHOLE_POWER, g_.nodes[a].rows, g_.nodes[a].columns, {a},
               exponents[from_.below(std::size(exponents))]);
        return;
      }
      case 11: {
        const std::uint32_t a = any(), b = g_.constant(1, 1, {number()});
        g_.add(FM_NODE_POWER, g_.nodes[a].rows, g_.nodes[a].columns, {a, b});
        return;
      }
      default:
        return leaf();
    }
  }

  // Sets a field of some entry to a value that is likely to be wrong.
  void spoil() {
    static constexpr std::uint64_t values[] = {
        0,          1,          2,          3,     7,           8,    0x7fffffff, 0x80000000,
        0xffffffff, 1ull << 32, 1ull << 63, ~0ull, FM_NODE_SUM, 1000, 4097,       1ull << 31};
    const std::uint64_t value = values[from_.below(std::size(values))];
    fm_node& node = g_.nodes[any()];
    const auto in_list = [&](std::vector<std::uint32_t>& list) {
      if (!list.empty()) list[from_.next() % list.size()] = static_cast<std::uint32_t>(value);
    };
    switch (from_.below(10)) {
      case 0:
        node.operation = static_cast<std::int32_t>(value);
        return;
      case 1:
        node.operation = static_cast<std::int32_t>(from_.below(70));
        return;
      case 2:
        node.rows = static_cast<std::uint32_t>(value);
        return;
      case 3:
        node.columns = static_cast<std::uint32_t>(value);
        return;
      case 4:
        node.inputs_count = static_cast<std::uint32_t>(value);
        return;
      case 5:
        node.inputs_begin = value;
        return;
      case 6:
        node.attribute[from_.below(2)] = static_cast<std::int64_t>(value);
        return;
      case 7:
        return in_list(g_.inputs);
      case 8:
        return in_list(g_.indices);
      default:
        return in_list(g_.costs);
    }
  }

  static constexpr std::uint32_t most_size = 60;  // of an array, about

  Bytes from_;
  GivenGraph g_;
  std::uint32_t coordinates_ = 0;
};

}  // namespace firstmove::test
