// Runs of a machine on replicas given one by one.
#pragma once

#include <vector>

#include "engine/machine/naive.hpp"
#include "machine/memory.hpp"
#include "machine/program.hpp"

namespace firstmove::test {

using Elements = std::vector<std::vector<double>>;  // by output

// For each replica what the machine gives in a batch of all of them. `spare` is added to the
// stride.
std::vector<Elements> run_batch(const engine::Graph& graph, const engine::Program& program,
                                const std::vector<engine::NodeId>& outputs,
                                const std::vector<Inputs>& inputs, std::size_t spare = 0);

// One replica with stride 1.
Elements run_single(const engine::Graph& graph, const engine::Program& program,
                    const std::vector<engine::NodeId>& outputs, const Inputs& inputs);

}  // namespace firstmove::test
