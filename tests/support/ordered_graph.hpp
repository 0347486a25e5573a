// The costs of a graph at one joint action, node by node with plain loops, as abi.h defines them.
#pragma once

#include <firstmove/abi.h>

#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>
#include <vector>

namespace firstmove::test {

// The order of all sums in graphs.
inline double sum_in_order(const std::vector<double>& terms) {
  double all = 0;
  for (std::size_t begin = 0; begin < terms.size(); begin += 4096) {
    const std::size_t end = std::min<std::size_t>(begin + 4096, terms.size());
    double part[8] = {};
    for (std::size_t i = begin; i < end; ++i) {
      double& to = part[(i - begin) % 8];
      to = i - begin < 8 ? terms[i] : to + terms[i];
    }
    double block = part[0];
    for (std::size_t p = 1; p < 8 && begin + p < end; ++p) block += part[p];
    all = begin == 0 ? block : all + block;
  }
  return all;
}

class OrderedGraph {
 public:
  OrderedGraph(const fm_graph& graph, const std::vector<double>& x) : graph_(graph), x_(x) {
    for (std::uint32_t n = 0; n < graph.nodes_count; ++n) {
      const fm_node& node = graph.nodes[n];
      std::vector<double> values(std::size_t{node.rows} * node.columns);
      for (std::uint32_t r = 0; r < node.rows; ++r)
        for (std::uint32_t c = 0; c < node.columns; ++c)
          values[std::size_t{r} * node.columns + c] = element(node, r, c);
      if (node.operation == FM_NODE_SCATTER)
        for (std::size_t i = 0; i < of(node, 0).size(); ++i)
          values[index(node, i)] += of(node, 0)[i];
      if (node.operation == FM_NODE_ASSEMBLE)
        for (std::uint32_t k = 0; k < node.inputs_count; ++k)
          for (std::size_t i = 0; i < of(node, k).size(); ++i)
            values[index(node, 2 * k) + i * index(node, 2 * k + 1)] += of(node, k)[i];
      values_.push_back(std::move(values));
    }
  }
  double cost(std::size_t player) const { return values_[graph_.costs[player]][0]; }

 private:
  const std::vector<double>& of(const fm_node& node, std::uint32_t k) const {
    return values_[graph_.inputs[node.inputs_begin + k]];
  }
  const fm_node& source(const fm_node& node, std::uint32_t k) const {
    return graph_.nodes[graph_.inputs[node.inputs_begin + k]];
  }
  std::uint32_t index(const fm_node& node, std::size_t i) const {
    return graph_.indices[static_cast<std::size_t>(node.attribute[0]) + i];
  }
  // An input's element, repeated along axes of size 1.
  double at(const fm_node& node, std::uint32_t k, std::uint32_t r, std::uint32_t c) const {
    const fm_node& from = source(node, k);
    return of(node,
              k)[std::size_t{from.rows == 1 ? 0 : r} * from.columns + (from.columns == 1 ? 0 : c)];
  }

  double element(const fm_node& node, std::uint32_t r, std::uint32_t c) const {
    const std::size_t flat = std::size_t{r} * node.columns + c;
    const auto attribute = static_cast<std::size_t>(node.attribute[0]);
    std::vector<double> terms;
    switch (node.operation) {
      case FM_NODE_CONSTANT:
        return graph_.numbers[attribute + flat];
      case FM_NODE_ACTION:
        return x_.at(attribute + flat);
      case FM_NODE_SCATTER:
      case FM_NODE_ASSEMBLE:
        return 0;
      case FM_NODE_SUM: {
        const fm_node& from = source(node, 0);
        for (std::uint32_t i = 0; i < from.rows; ++i)
          for (std::uint32_t j = 0; j < from.columns; ++j)
            if ((attribute != FM_SUM_COLUMNS || i == r) && (attribute != FM_SUM_ROWS || j == c))
              terms.push_back(at(node, 0, i, j));
        return sum_in_order(terms);
      }
      case FM_NODE_LOGSUMEXP: {
        double most = -std::numeric_limits<double>::infinity();
        for (const double v : of(node, 0)) most = std::max(most, v);
        for (const double v : of(node, 0)) terms.push_back(std::exp(v - most));
        return most + std::log(sum_in_order(terms));
      }
      case FM_NODE_PRODUCT: {
        const bool first = attribute & FM_TRANSPOSE_FIRST, second = attribute & FM_TRANSPOSE_SECOND;
        const std::uint32_t inner = first ? source(node, 0).rows : source(node, 0).columns;
        for (std::uint32_t k = 0; k < inner; ++k)
          terms.push_back((first ? at(node, 0, k, r) : at(node, 0, r, k)) *
                          (second ? at(node, 1, c, k) : at(node, 1, k, c)));
        return sum_in_order(terms);
      }
      case FM_NODE_TRANSPOSE:
        return at(node, 0, c, r);
      case FM_NODE_RESHAPE:
        return of(node, 0)[flat];
      case FM_NODE_SLICE:
        return of(node, 0).at(attribute + flat * static_cast<std::size_t>(node.attribute[1]));
      case FM_NODE_GATHER:
        return of(node, 0).at(index(node, flat));
      case FM_NODE_CHOOSE:
        return at(node, 0, r, c) != 0 ? at(node, 1, r, c) : at(node, 2, r, c);
      default:
        return node.inputs_count == 1
                   ? function(node, at(node, 0, r, c))
                   : operation(node.operation, at(node, 0, r, c), at(node, 1, r, c));
    }
  }

  static double function(const fm_node& node, double a) {
    switch (node.operation) {
      case FM_NODE_NEGATE:
        return -a;
      case FM_NODE_ABS:
        return std::fabs(a);
      case FM_NODE_SQRT:
        return std::sqrt(a);
      case FM_NODE_EXP:
        return std::exp(a);
      case FM_NODE_EXPM1:
        return std::expm1(a);
      case FM_NODE_LOG:
        return std::log(a);
      case FM_NODE_LOG1P:
        return std::log1p(a);
      case FM_NODE_SIN:
        return std::sin(a);
      case FM_NODE_COS:
        return std::cos(a);
      case FM_NODE_TANH:
        return std::tanh(a);
      case FM_NODE_SIGMOID:
        return 1 / (1 + std::exp(-a));
      case FM_NODE_SOFTPLUS:
        return a > 0 ? a + std::log1p(std::exp(-a)) : std::log1p(std::exp(a));
      case FM_NODE_WHOLE_POWER:
        return std::pow(a, static_cast<int>(node.attribute[0]));
      default:
        throw std::logic_error("function " + std::to_string(node.operation));
    }
  }

  static double operation(std::int32_t code, double a, double b) {
    switch (code) {
      case FM_NODE_ADD:
        return a + b;
      case FM_NODE_SUBTRACT:
        return a - b;
      case FM_NODE_MULTIPLY:
        return a * b;
      case FM_NODE_DIVIDE:
        return a / b;
      case FM_NODE_POWER:
        return a > 0 ? std::pow(a, b) : std::numeric_limits<double>::quiet_NaN();
      case FM_NODE_MINIMUM:
        return b < a || std::isnan(b) ? b : a;
      case FM_NODE_MAXIMUM:
        return a < b || std::isnan(b) ? b : a;
      case FM_NODE_LESS:
        return a < b ? 1 : 0;
      case FM_NODE_LESS_EQUAL:
        return a <= b ? 1 : 0;
      default:
        throw std::logic_error("operation " + std::to_string(code));
    }
  }

  const fm_graph& graph_;
  const std::vector<double>& x_;
  std::vector<std::vector<double>> values_;
};

}  // namespace firstmove::test
