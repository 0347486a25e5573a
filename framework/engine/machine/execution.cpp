#include "machine/execution.hpp"

#include <algorithm>

namespace firstmove::engine {
namespace {

// As many replicas at a time as keep all values in the first-level cache, but not more than pay for
// the time between instructions.
std::size_t block_of(std::uint64_t places) {
  constexpr std::size_t cache = 24 * 1024 / sizeof(double), most = 64;
  const std::size_t fitting = cache / std::max<std::size_t>(places, 1) / FM_LANES * FM_LANES;
  return std::clamp<std::size_t>(fitting, FM_LANES, most);
}

}  // namespace

Execution::Execution(const Code& code)
    : code_(&code), kernels_(best_kernels()), block_(block_of(code.replicas.places)) {}

// Fresh places are 0, as their unused lanes go through all operations.
void Execution::keep_places(std::size_t numbers) {
  if (places_.size() >= numbers) return;
  places_.assign(numbers, 0.0);
  whole_.lanes = rest_.lanes = single_.lanes = 0;  // their addresses have changed
}

void Execution::prepare(Prepared& prepared, const Layout& layout, std::size_t lanes,
                        std::size_t stride) {
  if (prepared.lanes == lanes && prepared.stride == stride) return;
  prepared.lanes = lanes;
  prepared.stride = stride;
  prepared.instructions.clear();
  prepared.externals.clear();
  prepared.instructions.reserve(layout.steps.size());
  const auto unit = [&](const Operand& operand) -> std::size_t {
    if (operand.space == Operand::Space::place) return lanes;
    return operand.space == Operand::Space::constant ? 1 : stride;
  };
  for (const Step& step : layout.steps) {
    Instruction made{};
    const auto address = [&](const Operand& operand, std::size_t slot) -> double* {
      if (operand.space == Operand::Space::place) return places_.data() + operand.element * lanes;
      if (operand.space == Operand::Space::constant)
        return const_cast<double*>(code_->constants.data()) + operand.element;
      prepared.externals.push_back({prepared.instructions.size(), slot, operand});
      return nullptr;
    };
    made.kernel = kernels_[static_cast<std::size_t>(step.kernel)];
    for (std::size_t k = 0; k < step.outputs; ++k) made.out[k] = address(step.out[k], k);
    for (std::size_t k = 0; k < step.inputs; ++k) {
      made.in[k] = address(step.in[k], 2 + k);
      for (std::size_t axis = 0; axis < 3; ++axis)
        made.step[k][axis] = step.step[k][axis] * static_cast<std::ptrdiff_t>(unit(step.in[k]));
    }
    made.count = step.count * lanes;
    made.rows = step.rows;
    made.columns = step.columns;
    made.terms = step.terms;
    made.out_step = step.out_step * static_cast<std::ptrdiff_t>(unit(step.out[0]));
    made.indices = layout.indices.data() + step.indices;
    made.exponent = step.exponent;
    prepared.instructions.push_back(made);
  }
}

void Execution::point(Prepared& prepared, const CallersArrays& arrays,
                      std::size_t first_replica) const {
  for (const Prepared::External& external : prepared.externals) {
    Instruction& instruction = prepared.instructions[external.instruction];
    const Operand& operand = external.operand;
    const std::size_t at = operand.element * prepared.stride + first_replica;
    if (operand.space == Operand::Space::output)
      // The value of an output may be an input, too.
      if (external.slot < 2)
        instruction.out[external.slot] = arrays.out[operand.which] + at;
      else
        instruction.in[external.slot - 2] = arrays.out[operand.which] + at;
    else
      instruction.in[external.slot - 2] =
          (operand.space == Operand::Space::action ? arrays.x : arrays.directions[operand.which]) +
          at;
  }
}

void Execution::run(std::size_t count, std::size_t stride, const CallersArrays& arrays) {
  const auto run_all = [](const Prepared& prepared) {
    for (const Instruction& instruction : prepared.instructions) instruction.kernel(instruction);
  };
  if (stride == 1) {
    keep_places(code_->single.places);
    prepare(single_, code_->single, 1, 1);
    point(single_, arrays, 0);
    run_all(single_);
    return;
  }
  const std::size_t most = std::min(block_, (count + FM_LANES - 1) / FM_LANES * FM_LANES);
  keep_places(code_->replicas.places * most);
  for (std::size_t first = 0; first < count; first += block_) {
    const std::size_t left = (count - first + FM_LANES - 1) / FM_LANES * FM_LANES;
    const bool full = left >= block_;
    Prepared& prepared = full ? whole_ : rest_;
    prepare(prepared, code_->replicas, full ? block_ : left, stride);
    point(prepared, arrays, first);
    run_all(prepared);
  }
}

}  // namespace firstmove::engine
