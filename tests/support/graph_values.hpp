// The values of a graph of costs (fm_graph), computed node by node as abi.h defines them, in any
// type of numbers.
#pragma once

#include <firstmove/abi.h>

#include <algorithm>
#include <cmath>
#include <iomanip>
#include <limits>
#include <sstream>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace firstmove::test {

// A node with all that it is computed from, for comparisons of small graphs: two nodes with the
// same text have the same operations in the same order.
inline std::string text_of(const fm_graph& graph, std::uint32_t id) {
  const fm_node& node = graph.nodes[id];
  std::ostringstream text;
  text << std::setprecision(17) << node.operation << ':' << node.rows << 'x' << node.columns;
  const bool constant = node.operation == FM_NODE_CONSTANT;
  const bool indexed = node.operation == FM_NODE_GATHER || node.operation == FM_NODE_SCATTER ||
                       node.operation == FM_NODE_ASSEMBLE;
  for (std::size_t k = 0; constant && k < std::size_t{node.rows} * node.columns; ++k)
    text << ' ' << graph.numbers[static_cast<std::size_t>(node.attribute[0]) + k];
  if (!constant && !indexed) text << ' ' << node.attribute[0] << ' ' << node.attribute[1];
  text << '(';
  for (std::size_t k = 0; k < node.inputs_count; ++k)
    text << (k == 0 ? "" : ", ") << text_of(graph, graph.inputs[node.inputs_begin + k]);
  text << ')';
  return text.str();
}

// The order of all sums in graphs.
template <class N>
N sum_in_order(const std::vector<N>& terms) {
  N all = 0;
  for (std::size_t begin = 0; begin < terms.size(); begin += 4096) {
    const std::size_t end = std::min<std::size_t>(begin + 4096, terms.size());
    std::vector<N> part;
    for (std::size_t i = begin; i < end; ++i)
      if (part.size() < 8)
        part.push_back(terms[i]);
      else
        part[(i - begin) % 8] += terms[i];
    N block = part[0];
    for (std::size_t p = 1; p < part.size(); ++p) block += part[p];
    all = begin == 0 ? block : N(all + block);
  }
  return all;
}

template <class N>
N logsumexp(const std::vector<N>& terms) {
  using std::exp, std::log;
  N most = terms[0];
  std::vector<N> shares;
  for (const N& z : terms) most = most < z ? z : most;
  for (const N& z : terms) shares.push_back(exp(z - most));
  return most + log(sum_in_order(shares));
}

template <class N>
class GraphValues {
 public:
  GraphValues(const fm_graph& graph, std::vector<N> x) : graph_(graph), x_(std::move(x)) {
    for (std::uint32_t id = 0; id < graph.nodes_count; ++id) values_.push_back(computed(id));
  }
  N cost(std::size_t player) const { return values_[graph_.costs[player]].at(0); }
  const std::vector<N>& operator[](std::uint32_t id) const { return values_[id]; }

 private:
  using Array = std::vector<N>;

  // The input number k of a node.
  std::uint32_t input(const fm_node& node, std::size_t k) const {
    return graph_.inputs[node.inputs_begin + k];
  }
  // Its element at (row, column) of the result, broadcast.
  const N& element(const fm_node& node, std::size_t k, std::size_t row, std::size_t column) const {
    const fm_node& from = graph_.nodes[input(node, k)];
    return values_[input(node, k)].at((from.rows == 1 ? 0 : row) * from.columns +
                                      (from.columns == 1 ? 0 : column));
  }

  Array computed(std::uint32_t id) const {
    const fm_node& node = graph_.nodes[id];
    const std::size_t size = std::size_t{node.rows} * node.columns;
    const auto first = static_cast<std::size_t>(node.attribute[0]);
    for (std::size_t k = 0; k < node.inputs_count; ++k)
      if (input(node, k) >= id) throw std::runtime_error("a node comes before its input");
    const Array* const a = node.inputs_count > 0 ? &values_[input(node, 0)] : nullptr;
    Array out(size, N(0));
    switch (node.operation) {
      case FM_NODE_CONSTANT:
        for (std::size_t i = 0; i < size; ++i) out[i] = graph_.numbers[first + i];
        return out;
      case FM_NODE_ACTION:
        return {x_.begin() + node.attribute[0],
                x_.begin() + node.attribute[0] + static_cast<std::ptrdiff_t>(size)};
      case FM_NODE_SUM:
      case FM_NODE_LOGSUMEXP: {
        std::vector<Array> terms(size);
        for (std::size_t i = 0; i < a->size(); ++i) {
          const std::size_t columns = graph_.nodes[input(node, 0)].columns;
          terms[first == FM_SUM_ALL       ? 0
                : first == FM_SUM_COLUMNS ? i / columns
                                          : i % columns]
              .push_back((*a)[i]);
        }
        for (std::size_t i = 0; i < size; ++i)
          out[i] = node.operation == FM_NODE_SUM ? sum_in_order(terms[i]) : logsumexp(terms[i]);
        return out;
      }
      case FM_NODE_PRODUCT:
        return product(node);
      case FM_NODE_TRANSPOSE:
        for (std::size_t i = 0; i < size; ++i)
          out[i] = a->at(i % node.columns * node.rows + i / node.columns);
        return out;
      case FM_NODE_RESHAPE:
        return *a;
      case FM_NODE_SLICE:
        for (std::size_t i = 0; i < size; ++i)
          out[i] = a->at(first + i * static_cast<std::size_t>(node.attribute[1]));
        return out;
      case FM_NODE_GATHER:
        for (std::size_t i = 0; i < size; ++i) out[i] = a->at(graph_.indices[first + i]);
        return out;
      case FM_NODE_SCATTER:
        for (std::size_t i = 0; i < a->size(); ++i) out.at(graph_.indices[first + i]) += (*a)[i];
        return out;
      case FM_NODE_ASSEMBLE:
        for (std::size_t k = 0; k < node.inputs_count; ++k)
          for (std::size_t i = 0; i < values_[input(node, k)].size(); ++i)
            out.at(graph_.indices[first + 2 * k] + i * graph_.indices[first + 2 * k + 1]) +=
                values_[input(node, k)][i];
        return out;
      default:
        for (std::size_t i = 0; i < size; ++i)
          out[i] = elementwise(node, i / node.columns, i % node.columns);
        return out;
    }
  }

  Array product(const fm_node& node) const {
    const auto at = [&](std::size_t k, int flag, std::size_t row, std::size_t column) {
      if (node.attribute[0] & flag) std::swap(row, column);
      const std::uint32_t columns = graph_.nodes[input(node, k)].columns;
      return values_[input(node, k)].at(row * columns + column);
    };
    const fm_node& left = graph_.nodes[input(node, 0)];
    const std::size_t length = node.attribute[0] & FM_TRANSPOSE_FIRST ? left.rows : left.columns;
    Array out;
    for (std::size_t r = 0; r < node.rows; ++r)
      for (std::size_t c = 0; c < node.columns; ++c) {
        Array terms;
        for (std::size_t k = 0; k < length; ++k)
          terms.push_back(at(0, FM_TRANSPOSE_FIRST, r, k) * at(1, FM_TRANSPOSE_SECOND, k, c));
        out.push_back(sum_in_order(terms));
      }
    return out;
  }

  N elementwise(const fm_node& node, std::size_t row, std::size_t column) const {
    using std::exp, std::expm1, std::log, std::log1p, std::sin, std::cos, std::tanh, std::sqrt,
        std::pow;
    const N a = element(node, 0, row, column);
    const N b = node.inputs_count > 1 ? element(node, 1, row, column) : a;
    const auto truth = [](bool holds) { return N(holds ? 1 : 0); };
    switch (node.operation) {
      case FM_NODE_NEGATE:
        return -a;
      case FM_NODE_ABS:
        return a < 0 ? N(-a) : a;
      case FM_NODE_SQRT:
        return sqrt(a);
      case FM_NODE_EXP:
        return exp(a);
      case FM_NODE_EXPM1:
        return expm1(a);
      case FM_NODE_LOG:
        return log(a);
      case FM_NODE_LOG1P:
        return log1p(a);
      case FM_NODE_SIN:
        return sin(a);
      case FM_NODE_COS:
        return cos(a);
      case FM_NODE_TANH:
        return tanh(a);
      case FM_NODE_SIGMOID:
        return 1 / (1 + exp(-a));
      case FM_NODE_SOFTPLUS:
        return a > 0 ? N(a + log1p(exp(-a))) : N(log1p(exp(a)));
      case FM_NODE_WHOLE_POWER:
        return pow(a, static_cast<int>(node.attribute[0]));
      case FM_NODE_NOT:
        return truth(a == 0);
      case FM_NODE_ADD:
        return a + b;
      case FM_NODE_SUBTRACT:
        return a - b;
      case FM_NODE_MULTIPLY:
        return a * b;
      case FM_NODE_DIVIDE:
        return a / b;
      case FM_NODE_POWER:
        return a > 0 ? N(pow(a, b)) : std::numeric_limits<N>::quiet_NaN();
      case FM_NODE_MINIMUM:
        return b < a || !(b == b) ? b : a;
      case FM_NODE_MAXIMUM:
        return a < b || !(b == b) ? b : a;
      case FM_NODE_LESS:
        return truth(a < b);
      case FM_NODE_LESS_EQUAL:
        return truth(a <= b);
      case FM_NODE_EQUAL:
        return truth(a == b);
      case FM_NODE_AND:
        return truth(a != 0 && b != 0);
      case FM_NODE_OR:
        return truth(a != 0 || b != 0);
      case FM_NODE_CHOOSE:
        return a != 0 ? b : element(node, 2, row, column);
      default:
        throw std::runtime_error("unknown operation " + std::to_string(node.operation));
    }
  }

  const fm_graph& graph_;
  std::vector<N> x_;
  std::vector<Array> values_;
};

}  // namespace firstmove::test
