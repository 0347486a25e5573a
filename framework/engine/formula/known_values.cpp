#include "formula/known_values.hpp"

#include <map>

namespace firstmove::engine {
namespace {

bool is_arithmetic(Operation operation) {
  return operation == Operation::negate || operation == Operation::add ||
         operation == Operation::subtract || operation == Operation::multiply ||
         operation == Operation::divide;
}

double computed(Operation operation, double a, double b) {
  switch (operation) {
    case Operation::negate:
      return -a;
    case Operation::add:
      return a + b;
    case Operation::subtract:
      return a - b;
    case Operation::multiply:
      return a * b;
    default:
      return a / b;
  }
}

// Each node once, however often it is used.
class Known {
 public:
  using Values = std::optional<std::vector<double>>;
  explicit Known(const Graph& graph) : graph_(graph) {}

  const Values& of(NodeId id) {
    const auto [entry, is_new] = known_.try_emplace(id);
    if (is_new) entry->second = values(id);
    return entry->second;
  }

 private:
  Values values(NodeId id) {
    const Node& node = graph_[id];
    if (node.operation == Operation::constant) {
      const std::span<const double> numbers = graph_.values(id);
      return std::vector<double>(numbers.begin(), numbers.end());
    }
    if (node.operation == Operation::reshape) return of(graph_.input(id, 0));
    if (!is_arithmetic(node.operation)) return std::nullopt;
    const NodeId a = graph_.input(id, 0),
                 b = graph_.inputs(id).size() > 1 ? graph_.input(id, 1) : a;
    const Values &left = of(a), &right = of(b);
    if (!left || !right) return std::nullopt;
    const auto at = [&](NodeId input, std::size_t row, std::size_t column) {
      const Extent extent = graph_.extent(input);
      return (extent.rows == 1 ? 0 : row) * extent.columns + (extent.columns == 1 ? 0 : column);
    };
    std::vector<double> all;
    for (std::size_t row = 0; row < node.extent.rows; ++row)
      for (std::size_t column = 0; column < node.extent.columns; ++column)
        all.push_back(
            computed(node.operation, (*left)[at(a, row, column)], (*right)[at(b, row, column)]));
    return all;
  }

  const Graph& graph_;
  std::map<NodeId, Values> known_;
};

}  // namespace

std::optional<std::vector<double>> known_values(const Graph& graph, NodeId node) {
  return Known(graph).of(node);
}

}  // namespace firstmove::engine
