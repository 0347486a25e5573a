// Evaluation of a graph with any type of numbers: floating point of higher precision, intervals,
// Taylor series over either. Sums have the order that abi.h defines.
//
// The vector machine (machine/) is the fast way to evaluate a graph with plain numbers.
#pragma once

#include <algorithm>
#include <cstddef>
#include <span>
#include <type_traits>
#include <vector>

#include "graph/graph.hpp"
#include "graph/numbers.hpp"
#include "graph/sums.hpp"

namespace firstmove::engine {

// The nodes that some outputs need, in an order in which they can be computed, and how often each
// is used, outputs included.
struct NodeOrder {
  NodeOrder(const Graph& graph, std::span<const NodeId> outputs);
  std::vector<NodeId> outputs, nodes;
  std::vector<std::uint32_t> uses;  // by NodeId
};

// Evaluates a part of a graph again and again. T is a floating-point type, Interval, or a
// BasicSeries over lanes or intervals; of each array that no further node uses the numbers are
// freed. Used by one thread at a time.
template <class T>
class Evaluator {
  // What a comparison of two numbers yields: bool, Mask or Truth.
  using Truth = std::remove_cvref_t<decltype([](const T& a) {
    using namespace numbers;
    return value(a) < value(a);
  }(std::declval<const T&>()))>;

 public:
  // `graph` must outlive it, and may grow.
  Evaluator(const Graph& graph, std::span<const NodeId> outputs)
      : graph_(graph), order_(graph, outputs), arrays_(order_.uses.size()) {}

  // The outputs' elements, row-major, at the joint action x, with the vectors of directions and the
  // random numbers of Graph::samples().
  const std::vector<std::vector<T>>& run(std::span<const T> x,
                                         std::span<const std::vector<T>> directions = {},
                                         std::span<const T> samples = {}) {
    left_ = order_.uses;
    samples_ = samples;
    for (const NodeId id : order_.nodes) {
      for (std::size_t k = 0; k < graph_[id].inputs_count; ++k)
        if (!takes_truth(graph_[id].operation, k)) make_numbers(graph_.input(id, k));
      compute(id, x, directions);
      for (const NodeId input : graph_.inputs(id)) release(input);
    }
    results_.resize(order_.outputs.size());
    for (std::size_t o = 0; o < results_.size(); ++o) {
      make_numbers(order_.outputs[o]);
      results_[o] = arrays_[order_.outputs[o]].numbers;
    }
    for (const NodeId id : order_.outputs) release(id);
    return results_;
  }

 private:
  // Numbers, or the truth values of a comparison; its numbers, 1 and 0, only if they are used.
  struct Array {
    std::vector<T> numbers;
    std::vector<Truth> truths;
  };

  void release(NodeId id) {
    if (--left_[id] > 0) return;
    arrays_[id].numbers.clear();
    arrays_[id].truths.clear();
  }

  // ---- Elements of arrays ----

  const T& number(NodeId id, std::size_t i) const { return arrays_[id].numbers[i]; }
  void make_numbers(NodeId id) {
    using namespace numbers;
    Array& array = arrays_[id];
    if (!is_logical(graph_[id].operation) || !array.numbers.empty()) return;
    for (const Truth& one : array.truths) array.numbers.push_back(choose(one, T(1.0), T(0.0)));
  }
  // Whether operand k of an operation is a condition.
  static bool takes_truth(Operation operation, std::size_t k) {
    return operation == Operation::logical_not || operation == Operation::logical_and ||
           operation == Operation::logical_or || (operation == Operation::choose && k == 0);
  }
  // Whether it is not 0.
  Truth truth(NodeId id, std::size_t i) const {
    if (is_logical(graph_[id].operation)) return arrays_[id].truths[i];
    return !equal(arrays_[id].numbers[i], T(0.0));
  }
  static Truth less(const T& a, const T& b) {
    using namespace numbers;
    return value(a) < value(b);
  }
  static Truth less_equal(const T& a, const T& b) {
    using namespace numbers;
    return value(a) <= value(b);
  }
  static Truth equal(const T& a, const T& b) { return less_equal(a, b) && less_equal(b, a); }
  // Whether it equals itself. Bounds are those of numbers.
  static Truth is_number(const T& a) {
    if constexpr (BoundsOfValues<T>)
      return {true, false};
    else
      return equal(a, a);
  }

  // ---- Nodes ----

  // A number that the game states, or that was computed from such numbers with an error.
  static T constant(double value, [[maybe_unused]] double error) {
    if constexpr (requires { T::stated(value, error); })
      return T::stated(value, error);
    else
      return T(value);
  }

  void compute(NodeId id, std::span<const T> x, std::span<const std::vector<T>> directions) {
    const Node& node = graph_[id];
    if (is_logical(node.operation)) return compare(id, node);
    if (is_elementwise(node.operation)) return map(id, node);
    std::vector<T>& out = arrays_[id].numbers;
    const std::size_t size = node.extent.size();
    switch (node.operation) {
      case Operation::constant:
        for (const double value : graph_.values(id))
          out.push_back(constant(value, graph_.rounding(id)));
        return;
      case Operation::action:
        for (std::size_t i = 0; i < size; ++i)
          out.push_back(x[static_cast<std::size_t>(node.attribute[0]) + i]);
        return;
      case Operation::sample:
        for (std::size_t i = 0; i < size; ++i)
          out.push_back(samples_[static_cast<std::size_t>(node.attribute[0]) + i]);
        return;
      case Operation::direction:
        for (std::size_t i = 0; i < size; ++i)
          out.push_back(directions[static_cast<std::size_t>(node.attribute[0])]
                                  [static_cast<std::size_t>(node.attribute[1]) + i]);
        return;
      case Operation::sum:
        return sum(id, node);
      case Operation::logsumexp:
        return logsumexp(id, node);
      case Operation::product:
        return product(id, node);
      default:
        return move(id, node);
    }
  }

  // Calls body(i, position of element i's operand k in its array) for each element.
  template <class Body>
  void each_element(NodeId id, const Node& node, Body&& body) const {
    std::size_t at[3] = {};
    for (std::size_t r = 0, i = 0; r < node.extent.rows; ++r)
      for (std::size_t c = 0; c < node.extent.columns; ++c, ++i) {
        for (std::size_t k = 0; k < node.inputs_count; ++k) {
          const Extent in = graph_.extent(graph_.input(id, k));
          at[k] = (in.rows == 1 ? 0 : r * in.columns) + (in.columns == 1 ? 0 : c);
        }
        body(at);
      }
  }

  void compare(NodeId id, const Node& node) {
    std::vector<Truth>& out = arrays_[id].truths;
    const NodeId a = graph_.input(id, 0), b = node.inputs_count > 1 ? graph_.input(id, 1) : a;
    each_element(id, node, [&](const std::size_t* at) {
      switch (node.operation) {
        case Operation::logical_not:
          return out.push_back(!truth(a, at[0]));
        case Operation::logical_and:
          return out.push_back(truth(a, at[0]) && truth(b, at[1]));
        case Operation::logical_or:
          return out.push_back(truth(a, at[0]) || truth(b, at[1]));
        case Operation::less:
          return out.push_back(less(number(a, at[0]), number(b, at[1])));
        case Operation::less_equal:
          return out.push_back(less_equal(number(a, at[0]), number(b, at[1])));
        default:
          return out.push_back(a == b ? is_number(number(a, at[0]))
                                      : equal(number(a, at[0]), number(b, at[1])));
      }
    });
  }

  void map(NodeId id, const Node& node) {
    std::vector<T>& out = arrays_[id].numbers;
    const NodeId a = graph_.input(id, 0);
    each_element(id, node, [&](const std::size_t* at) {
      using namespace numbers;
      if (node.operation == Operation::choose)
        out.push_back(choose(truth(a, at[0]), number(graph_.input(id, 1), at[1]),
                             number(graph_.input(id, 2), at[2])));
      else if (node.inputs_count == 1)
        out.push_back(of_one(node, number(a, at[0])));
      else
        out.push_back(of_two(id, node.operation, at));
    });
  }

  static T of_one(const Node& node, const T& a) {
    using namespace numbers;
    using std::abs, std::sqrt, std::exp, std::expm1, std::log, std::log1p, std::sin, std::cos,
        std::tanh;
    switch (node.operation) {
      case Operation::negate:
        return -a;
      case Operation::absolute:
        return abs(a);
      case Operation::square_root:
        return sqrt(a);
      case Operation::exp:
        return exp(a);
      case Operation::expm1:
        return expm1(a);
      case Operation::log:
        return log(a);
      case Operation::log1p:
        return log1p(a);
      case Operation::sin:
        return sin(a);
      case Operation::cos:
        return cos(a);
      case Operation::tanh:
        return tanh(a);
      case Operation::sigmoid:
        return sigmoid(a);
      case Operation::softplus:
        return softplus(a);
      default:
        return pow(a, static_cast<int>(node.attribute[0]));  // whole_power
    }
  }

  T of_two(NodeId id, Operation operation, const std::size_t* at) const {
    using namespace numbers;
    const NodeId first = graph_.input(id, 0), second = graph_.input(id, 1);
    const T& a = number(first, at[0]);
    // The square of an interval is tighter than its product with another one.
    if (operation == Operation::multiply && first == second && at[0] == at[1]) return a * a;
    const T& b = number(second, at[1]);
    switch (operation) {
      case Operation::add:
        return a + b;
      case Operation::subtract:
        return a - b;
      case Operation::multiply:
        return a * b;
      case Operation::divide:
        return a / b;
      case Operation::power:
        return power(a, b);
      case Operation::minimum:
        return min(a, b);
      default:
        return max(a, b);
    }
  }

  // Calls body(the number of terms, their elements) for each sum along an axis.
  template <class Body>
  void each_sum(NodeId id, const Node& node, Body&& body) {
    const NodeId a = graph_.input(id, 0);
    const Extent in = graph_.extent(a);
    // Element i of sum number k is element k * outer + i * inner.
    const bool rows = node.attribute[0] == FM_SUM_ROWS, all = node.attribute[0] == FM_SUM_ALL;
    const std::size_t count = all ? in.size() : rows ? in.rows : in.columns;
    const std::size_t outer = rows ? 1 : in.columns, inner = rows && !all ? in.columns : 1;
    for (std::size_t k = 0; k < node.extent.size(); ++k)
      arrays_[id].numbers.push_back(
          body(count, [this, a, k, outer, inner](std::size_t i) -> const T& {
            return number(a, k * outer + i * inner);
          }));
  }

  void sum(NodeId id, const Node& node) {
    each_sum(id, node, [](std::size_t n, const auto& term) { return ordered_sum<T>(n, term); });
  }
  void logsumexp(NodeId id, const Node& node) {
    each_sum(id, node, [](std::size_t n, const auto& term) {
      if constexpr (BoundsOfValues<T>)
        return logsumexp_of_bounds<T>(n, term);
      else
        return engine::logsumexp<T>(n, term);
    });
  }

  void product(NodeId id, const Node& node) {
    const NodeId a = graph_.input(id, 0), b = graph_.input(id, 1);
    const bool first = node.attribute[0] & FM_TRANSPOSE_FIRST;
    const bool second = node.attribute[0] & FM_TRANSPOSE_SECOND;
    const Extent left = graph_.extent(a), right = graph_.extent(b);
    const std::size_t terms = first ? left.rows : left.columns;
    for (std::size_t r = 0; r < node.extent.rows; ++r)
      for (std::size_t c = 0; c < node.extent.columns; ++c)
        arrays_[id].numbers.push_back(ordered_sum<T>(terms, [&](std::size_t k) {
          const std::size_t p = first ? k * left.columns + r : r * left.columns + k;
          const std::size_t q = second ? c * right.columns + k : k * right.columns + c;
          const T& x = number(a, p);
          return a == b && p == q ? T(x * x) : T(x * number(b, q));
        }));
  }

  // Elements that are only moved, or added to zeros.
  void move(NodeId id, const Node& node) {
    std::vector<T>& out = arrays_[id].numbers;
    const std::size_t size = node.extent.size();
    if (node.operation == Operation::assemble) return assemble(id, size);
    const NodeId a = graph_.input(id, 0);
    const Extent in = graph_.extent(a);
    switch (node.operation) {
      case Operation::transpose:
        for (std::size_t i = 0; i < size; ++i)
          out.push_back(number(a, i % in.rows * in.columns + i / in.rows));
        return;
      case Operation::slice:
        for (std::size_t i = 0; i < size; ++i)
          out.push_back(number(a, static_cast<std::size_t>(node.attribute[0]) +
                                      i * static_cast<std::size_t>(node.attribute[1])));
        return;
      case Operation::gather:
        for (const std::uint32_t index : graph_.indices(id)) out.push_back(number(a, index));
        return;
      case Operation::scatter:
        out.assign(size, T(0.0));
        for (std::size_t i = 0; i < in.size(); ++i) {
          const std::uint32_t to = graph_.indices(id)[i];
          out[to] = out[to] + number(a, i);
        }
        return;
      default:  // reshape
        for (std::size_t i = 0; i < size; ++i) out.push_back(number(a, i));
    }
  }

  void assemble(NodeId id, std::size_t size) {
    std::vector<T>& out = arrays_[id].numbers;
    out.assign(size, T(0.0));
    std::vector<bool> met(size);
    for (const Piece& piece : graph_.pieces(id)) {
      const std::size_t count = graph_.extent(piece.node).size();
      bool fresh = true;
      for (std::size_t i = 0; i < count; ++i) fresh = fresh && !met[piece.first + i * piece.step];
      for (std::size_t i = 0; i < count; ++i) {
        const std::size_t to = piece.first + i * piece.step;
        out[to] = fresh ? number(piece.node, i) : T(out[to] + number(piece.node, i));
        met[to] = true;
      }
    }
  }

  const Graph& graph_;
  const NodeOrder order_;
  std::vector<std::uint32_t> left_;  // uses, while it runs
  std::span<const T> samples_;       // while it runs
  std::vector<Array> arrays_;        // by NodeId
  std::vector<std::vector<T>> results_;
};

}  // namespace firstmove::engine
