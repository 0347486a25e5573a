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
  const AlignedNumbers samples =
      rows([](const Inputs& one) -> const std::vector<double>& { return one.samples; });
  Pointers pointers(std::move(directions), graph, outputs, stride);
  Machine machine(program);
  machine.run(count, stride, x.data(), pointers.in.data(), pointers.out.data(), samples.data());

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
  const AlignedNumbers x = row(inputs.x), samples = row(inputs.samples);
  std::vector<AlignedNumbers> directions;
  for (const auto& direction : inputs.directions) directions.push_back(row(direction));
  Pointers pointers(std::move(directions), graph, outputs, 1);
  Machine machine(program);
  // What the machine keeps from earlier runs, at this and at other joint actions, changes nothing.
  const auto run = [&](double x_times, double directions_times, double samples_times) {
    const auto scaled = [](AlignedNumbers all, double times) {
      for (double& one : all) one *= times;
      return all;
    };
    const AlignedNumbers there = scaled(x, x_times), drawn = scaled(samples, samples_times);
    std::vector<AlignedNumbers> along;
    std::vector<const double*> in;
    for (const AlignedNumbers& direction : pointers.directions)
      along.push_back(scaled(direction, directions_times));
    for (const AlignedNumbers& one : along) in.push_back(one.data());
    machine.run(1, 1, there.data(), in.data(), pointers.out.data(), drawn.data());
  };
  run(0.5, 1, 1);
  run(1, 1, 0.5);
  run(1, 0.5, 1);
  run(1, 1, 1);
  Elements all;
  for (std::size_t o = 0; o < outputs.size(); ++o)
    all.emplace_back(
        pointers.outputs[o].begin(),
        pointers.outputs[o].begin() + static_cast<std::ptrdiff_t>(graph.extent(outputs[o]).size()));
  return all;
}

}  // namespace firstmove::test
