#include "engine/machine/batch.hpp"

#include <doctest/doctest.h>

#include "machine/machine.hpp"

namespace firstmove::test {

using namespace engine;

namespace {

std::size_t lanes(std::size_t count) { return (count + FM_LANES - 1) / FM_LANES * FM_LANES; }

struct Pointers {
  std::vector<AlignedNumbers> directions, outputs;
  std::vector<const double*> in;
  std::vector<double*> out;

  Pointers(std::vector<AlignedNumbers> given, const Graph& graph, const std::vector<NodeId>& wanted,
           std::size_t stride)
      : directions(std::move(given)) {
    for (const NodeId node : wanted)
      outputs.emplace_back(lanes(graph.extent(node).size() * stride), -77.0);
    for (const AlignedNumbers& direction : directions) in.push_back(direction.data());
    for (AlignedNumbers& output : outputs) out.push_back(output.data());
  }
};

}  // namespace

std::vector<Elements> run_batch(const Graph& graph, const Program& program,
                                const std::vector<NodeId>& outputs,
                                const std::vector<Inputs>& inputs, std::size_t spare) {
  const std::size_t count = inputs.size(), stride = lanes(count) + spare;
  const auto rows = [&](auto row_of) {
    const std::size_t size = row_of(inputs[0]).size();
    AlignedNumbers all(size * stride, 1.0);
    for (std::size_t r = 0; r < count; ++r)
      for (std::size_t c = 0; c < size; ++c) all[c * stride + r] = row_of(inputs[r])[c];
    return all;
  };
  const AlignedNumbers x =
      rows([](const Inputs& one) -> const std::vector<double>& { return one.x; });
  std::vector<AlignedNumbers> directions;
  for (std::size_t d = 0; d < inputs[0].directions.size(); ++d)
    directions.push_back(
        rows([d](const Inputs& one) -> const std::vector<double>& { return one.directions[d]; }));
  Pointers pointers(std::move(directions), graph, outputs, stride);
  Machine machine(program);
  machine.run(count, stride, x.data(), pointers.in.data(), pointers.out.data());

  std::vector<Elements> all(count);
  for (std::size_t r = 0; r < count; ++r)
    for (std::size_t o = 0; o < outputs.size(); ++o) {
      all[r].emplace_back();
      for (std::size_t e = 0; e < graph.extent(outputs[o]).size(); ++e)
        all[r].back().push_back(pointers.outputs[o][e * stride + r]);
    }
  return all;
}

Elements run_single(const Graph& graph, const Program& program, const std::vector<NodeId>& outputs,
                    const Inputs& inputs) {
  const auto row = [](const std::vector<double>& from) {
    AlignedNumbers all(from.begin(), from.end());
    all.resize(lanes(all.size()), 1.0);
    return all;
  };
  const AlignedNumbers x = row(inputs.x);
  std::vector<AlignedNumbers> directions;
  for (const auto& direction : inputs.directions) directions.push_back(row(direction));
  Pointers pointers(std::move(directions), graph, outputs, 1);
  Machine machine(program);
  machine.run(1, 1, x.data(), pointers.in.data(), pointers.out.data());
  Elements all;
  for (std::size_t o = 0; o < outputs.size(); ++o)
    all.emplace_back(
        pointers.outputs[o].begin(),
        pointers.outputs[o].begin() + static_cast<std::ptrdiff_t>(graph.extent(outputs[o]).size()));
  return all;
}

}  // namespace firstmove::test
