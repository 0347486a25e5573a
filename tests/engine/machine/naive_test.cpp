#include "engine/machine/naive.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <map>
#include <memory>
#include <utility>

#include "machine/machine.hpp"

namespace firstmove::test {

using namespace engine;

bool same(double a, double b) {
  return (std::isnan(a) && std::isnan(b)) ||
         std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b);
}

double through_machine(Operation operation, double a, double b) {
  struct One {
    explicit One(const Graph& graph, NodeId node) : program(graph, {{node}}), machine(program) {}
    Program program;
    Machine machine;
  };
  static std::map<Operation, std::unique_ptr<One>> known;
  std::unique_ptr<One>& one = known[operation];
  if (!one) {
    Graph graph;
    const NodeId node = inputs_of(operation) == 2
                            ? graph.apply(operation, graph.action(0, 1), graph.action(1, 1))
                            : graph.apply(operation, graph.action(0, 1));
    one = std::make_unique<One>(graph, node);
  }
  alignas(64) const double x[16] = {a, 0, 0, 0, 0, 0, 0, 0, b};
  alignas(64) double y[8] = {};
  double* const out = y;
  one->machine.run(1, 8, x, nullptr, &out);
  return y[0];
}

namespace {

double ordered(const std::vector<double>& terms) {
  if (terms.empty()) return 0;
  double total = 0;
  for (std::size_t b = 0; b < terms.size(); b += 4096) {
    const std::size_t end = std::min(terms.size(), b + 4096);
    double block = 0;
    for (std::size_t p = 0; p < 8 && b + p < end; ++p) {
      double part = terms[b + p];
      for (std::size_t t = b + p + 8; t < end; t += 8) part += terms[t];
      block = p == 0 ? part : block + part;
    }
    total = b == 0 ? block : total + block;
  }
  return total;
}

double logsumexp(std::vector<double> terms) {
  std::size_t place = 0;
  for (std::size_t t = 1; t < terms.size(); ++t)
    if (terms[place] < terms[t]) place = t;
  const double most = terms[place], shift = std::isfinite(most) ? most : 0;
  for (std::size_t t = 0; t < terms.size(); ++t)
    terms[t] = t == place ? 0 : through_machine(Operation::exp, terms[t] - shift);
  const double others = ordered(terms);
  return most + (std::isfinite(most) ? through_machine(Operation::log1p, others) : others);
}

double whole_power(double a, std::int64_t exponent) {
  double y = 1, square = a;
  bool first = true;
  for (auto left = static_cast<std::uint64_t>(std::abs(exponent)); left != 0; left >>= 1) {
    if (left & 1) {
      y = first ? square : y * square;
      first = false;
    }
    square = square * square;
  }
  return exponent < 0 ? 1 / y : y;
}

double elementwise(const Node& node, double a, double b, double c) {
  switch (node.operation) {
    case Operation::negate:
      return -a;
    case Operation::absolute:
      return std::fabs(a);
    case Operation::square_root:
      return std::sqrt(a);
    case Operation::whole_power:
      return whole_power(a, node.attribute[0]);
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
    case Operation::minimum:
      return b < a || std::isnan(b) ? b : a;
    case Operation::maximum:
      return a < b || std::isnan(b) ? b : a;
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
      return a != 0 ? b : c;
    default:
      return through_machine(node.operation, a, b);
  }
}

struct Evaluation {
  const Graph& graph;
  const Inputs& inputs;
  std::vector<std::vector<double>> values;

  double broadcast(NodeId id, std::size_t row, std::size_t column) const {
    const Extent extent = graph.extent(id);
    return values[id][(extent.rows == 1 ? 0 : row) * extent.columns +
                      (extent.columns == 1 ? 0 : column)];
  }

  void whole(NodeId id, std::vector<double>& out) {
    const Node& node = graph[id];
    const std::vector<double>& a = values[graph.input(id, 0)];
    const Extent in = graph.extent(graph.input(id, 0)), to = node.extent;
    const auto first = static_cast<std::size_t>(node.attribute[0]);
    switch (node.operation) {
      case Operation::sum:
      case Operation::logsumexp:
        for (std::size_t o = 0; o < out.size(); ++o) {
          std::vector<double> terms;
          if (first == FM_SUM_ALL)
            terms = a;
          else if (first == FM_SUM_COLUMNS)
            for (std::size_t j = 0; j < in.columns; ++j) terms.push_back(a[o * in.columns + j]);
          else
            for (std::size_t i = 0; i < in.rows; ++i) terms.push_back(a[i * in.columns + o]);
          out[o] = node.operation == Operation::sum ? ordered(terms) : logsumexp(terms);
        }
        break;
      case Operation::product: {
        const std::vector<double>& b = values[graph.input(id, 1)];
        const Extent right = graph.extent(graph.input(id, 1));
        const bool a_turned = first & FM_TRANSPOSE_FIRST, b_turned = first & FM_TRANSPOSE_SECOND;
        const std::size_t terms = a_turned ? in.rows : in.columns;
        for (std::size_t i = 0; i < to.rows; ++i)
          for (std::size_t j = 0; j < to.columns; ++j) {
            std::vector<double> products;
            for (std::size_t t = 0; t < terms; ++t)
              products.push_back(a[a_turned ? t * in.columns + i : i * in.columns + t] *
                                 b[b_turned ? j * right.columns + t : t * right.columns + j]);
            out[i * to.columns + j] = ordered(products);
          }
        break;
      }
      case Operation::transpose:
        for (std::size_t i = 0; i < to.rows; ++i)
          for (std::size_t j = 0; j < to.columns; ++j)
            out[i * to.columns + j] = a[j * in.columns + i];
        break;
      case Operation::reshape:
        out = a;
        break;
      case Operation::slice:
        for (std::size_t i = 0; i < out.size(); ++i)
          out[i] = a[first + i * static_cast<std::size_t>(node.attribute[1])];
        break;
      case Operation::gather:
        for (std::size_t i = 0; i < out.size(); ++i) out[i] = a[graph.indices(id)[i]];
        break;
      default:  // scatter
        for (std::size_t i = 0; i < a.size(); ++i) out[graph.indices(id)[i]] += a[i];
    }
  }

  void assemble(NodeId id, std::vector<double>& out) {
    std::vector<bool> taken(out.size());
    for (const Piece& piece : graph.pieces(id)) {
      const std::vector<double>& from = values[piece.node];
      bool meets = false;
      for (std::size_t i = 0; i < from.size(); ++i) meets |= taken[piece.first + piece.step * i];
      for (std::size_t i = 0; i < from.size(); ++i) {
        double& to = out[piece.first + piece.step * i];
        to = meets ? to + from[i] : from[i];
        taken[piece.first + piece.step * i] = true;
      }
    }
  }

  void evaluate(NodeId id) {
    const Node& node = graph[id];
    std::vector<double> out(node.extent.size());
    const auto first = node.attribute[0];
    if (node.operation == Operation::constant) {
      out.assign(graph.values(id).begin(), graph.values(id).end());
    } else if (node.operation == Operation::action) {
      out.assign(inputs.x.begin() + first, inputs.x.begin() + first + node.extent.rows);
    } else if (node.operation == Operation::direction) {
      const auto& from = inputs.directions[static_cast<std::size_t>(first)];
      out.assign(from.begin() + node.attribute[1],
                 from.begin() + node.attribute[1] + node.extent.rows);
    } else if (node.operation == Operation::sample) {
      out.assign(inputs.samples.begin() + first,
                 inputs.samples.begin() + first + static_cast<std::ptrdiff_t>(out.size()));
    } else if (node.operation == Operation::assemble) {
      assemble(id, out);
    } else if (is_elementwise(node.operation)) {
      const std::size_t count = graph.inputs(id).size();
      for (std::size_t e = 0; e < out.size(); ++e) {
        const std::size_t row = e / node.extent.columns, column = e % node.extent.columns;
        double in[3] = {};
        for (std::size_t k = 0; k < count; ++k) in[k] = broadcast(graph.input(id, k), row, column);
        out[e] = elementwise(node, in[0], in[1], in[2]);
      }
    } else {
      whole(id, out);
    }
    values.push_back(std::move(out));
  }
};

}  // namespace

std::vector<std::vector<double>> naive_values(const Graph& graph, const Inputs& inputs) {
  Evaluation evaluation{graph, inputs, {}};
  for (NodeId id = 0; id < graph.size(); ++id) evaluation.evaluate(id);
  return std::move(evaluation.values);
}

TEST_CASE("the naive evaluation gives values worked out by hand") {
  Graph g;
  const NodeId x = g.action(0, 3);
  const NodeId squares = g.apply(Operation::multiply, x, x);
  const NodeId sum = g.sum(squares);
  const std::uint32_t swapped[] = {2, 0};
  const NodeId chosen = g.gather(x, swapped, {2, 1});
  const std::vector<std::vector<double>> values = naive_values(g, {{1, 2, 3}, {}});
  CHECK(values[sum][0] == 14);
  CHECK(values[chosen] == std::vector<double>{3, 1});
}

}  // namespace firstmove::test
