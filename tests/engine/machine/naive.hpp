// Graphs evaluated for one replica, node by node and element by element, as abi.h defines the
// operations. Only elementary functions are left to the machine, one number at a time; other tests
// compare these with references of higher precision.
#pragma once

#include <vector>

#include "graph/graph.hpp"

namespace firstmove::test {

struct Inputs {
  std::vector<double> x;
  std::vector<std::vector<double>> directions;
  std::vector<double> samples = {};
};

// The elements of every node.
std::vector<std::vector<double>> naive_values(const engine::Graph& graph, const Inputs& inputs);

// What the machine gives for an elementary function, or a^b, of a few numbers.
double through_machine(engine::Operation operation, double a, double b = 0);

// Equal bits, or both NaN.
bool same(double a, double b);

}  // namespace firstmove::test
