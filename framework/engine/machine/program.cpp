#include "machine/program.hpp"

#include <algorithm>
#include <vector>

#include "machine/code.hpp"
#include "machine/execution.hpp"
#include "machine/lowering.hpp"
#include "machine/selection.hpp"

namespace firstmove::engine {
namespace {

constexpr std::uint64_t no_position = ~std::uint64_t{0};

// The nodes that do not vary and that others, or the outputs, need; in the order of their numbers.
std::vector<NodeId> constants_of(const Graph& graph, std::span<const NodeId> outputs) {
  std::vector<std::uint8_t> needed(graph.size());
  for (const NodeId output : outputs) needed[output] = 1;
  for (NodeId id = static_cast<NodeId>(graph.size()); id-- > 0;)
    if (needed[id] && graph.varies(id))
      for (const NodeId input : graph.inputs(id)) needed[input] = 1;
  std::vector<NodeId> found;
  for (NodeId id = 0; id < graph.size(); ++id)
    if (needed[id] && !graph.varies(id)) found.push_back(id);
  return found;
}

class Constants {
 public:
  Constants(const Graph& graph, AlignedNumbers& numbers)
      : graph_(graph), numbers_(numbers), positions_(graph.size(), no_position) {}

  void take_room(NodeId id) {
    if (positions_[id] != no_position) return;
    positions_[id] = numbers_.size();
    const Extent extent = graph_.extent(id);
    numbers_.resize(numbers_.size() + (extent.scalar() ? repeated : padded(extent.size())));
  }
  void copy(NodeId id) {
    const std::span<const double> values = graph_.values(id);
    std::copy(values.begin(), values.end(), begin(id));
    repeat(id);
  }
  // A single number fills its vector.
  void repeat(NodeId id) {
    if (graph_.extent(id).scalar()) std::fill_n(begin(id), repeated, *begin(id));
  }
  std::uint64_t position(NodeId id) const { return positions_[id]; }

 private:
  AlignedNumbers::iterator begin(NodeId id) {
    return numbers_.begin() + static_cast<std::ptrdiff_t>(positions_[id]);
  }

  const Graph& graph_;
  AlignedNumbers& numbers_;
  std::vector<std::uint64_t> positions_;
};

bool is_number(const Graph& graph, NodeId id) { return graph[id].operation == Operation::constant; }

// Computes constants from the numbers in the graph.
void compute(const Graph& graph, std::span<const NodeId> wanted, Constants& constants,
             AlignedNumbers& numbers) {
  // Room for the numbers that they are computed from
  Code code;
  Constants inputs(graph, code.constants);
  const auto fixed = [&](NodeId id) { return is_number(graph, id); };
  const Selection selection(graph, wanted, fixed);
  for (NodeId id = 0; id < graph.size(); ++id)
    if (selection.needed(id) && is_number(graph, id)) inputs.take_room(id);
  for (NodeId id = 0; id < graph.size(); ++id)
    if (inputs.position(id) != no_position) inputs.copy(id);
  const auto position = [&](NodeId id) { return inputs.position(id); };
  code[Side::elements] =
      Lowering(graph, wanted, selection, position, fixed, Side::elements).layout();
  std::vector<double*> results;
  for (const NodeId id : wanted) results.push_back(numbers.data() + constants.position(id));
  Execution(code).run(1, 1, {nullptr, nullptr, results.data(), nullptr});
  for (const NodeId id : wanted) constants.repeat(id);
}

}  // namespace

Program::Program(const Graph& graph, std::span<const NodeId> outputs) {
  const auto code = std::make_shared<Code>();
  code->outputs = outputs.size();
  Constants constants(graph, code->constants);
  const std::vector<NodeId> fixed_nodes = constants_of(graph, outputs);
  std::vector<NodeId> computed;
  for (const NodeId id : fixed_nodes) {
    constants.take_room(id);
    if (!is_number(graph, id)) computed.push_back(id);
  }
  for (const NodeId id : fixed_nodes)
    if (is_number(graph, id)) constants.copy(id);
  if (!computed.empty()) compute(graph, computed, constants, code->constants);

  const auto fixed = [&](NodeId id) { return !graph.varies(id); };
  const auto position = [&](NodeId id) { return constants.position(id); };
  const Selection selection(graph, outputs, fixed), packed(graph, outputs, fixed, true);
  for (const Side side : {Side::replicas, Side::elements, Side::narrow})
    (*code)[side] =
        Lowering(graph, outputs, side == Side::replicas ? selection : packed, position, fixed, side)
            .layout();
  code_ = code;
}

Program::~Program() = default;
Program::Program(Program&&) noexcept = default;
Program& Program::operator=(Program&&) noexcept = default;

}  // namespace firstmove::engine
