#include "machine/execution.hpp"

#include <algorithm>
#include <cstring>

namespace firstmove::engine {
namespace {

// As many replicas at a time as pay for the time between instructions. Values that leave the first-
// level cache cost less than that (400 values in blocks of 128 replicas: a fifth of the time of
// blocks of 8, on Zen 2), values that leave the second-level cache do not.
std::size_t block_of(std::uint64_t places) {
  constexpr std::size_t cache = 512 * 1024 / sizeof(double), most = 128;
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
  known_.clear();
}

void Execution::prepare(Prepared& prepared, const Layout& layout, std::size_t lanes,
                        std::size_t stride) {
  if (prepared.lanes == lanes && prepared.stride == stride) return;
  prepared.lanes = lanes;
  prepared.stride = stride;
  prepared.externals.clear();
  prepared.instructions.resize(layout.steps.size());
  const auto unit = [&](const Operand& operand) -> std::size_t {
    if (operand.space == Operand::Space::place) return lanes;
    return operand.space == Operand::Space::constant ? 1 : stride;
  };
  // Sets an address, or remembers that it is set when the caller's arrays are known.
  const auto set = [&](auto& address, const Operand& operand) {
    if (operand.space == Operand::Space::place)
      address = places_.data() + operand.element * lanes;
    else if (operand.space == Operand::Space::constant)
      address = const_cast<double*>(code_->constants.data()) + operand.element;
    else
      prepared.externals.push_back({const_cast<const double**>(&address), operand});
  };
  for (std::size_t s = 0; s < layout.steps.size(); ++s) {
    const Step& step = layout.steps[s];
    Instruction& made = prepared.instructions[s] = {};
    made.kernel = kernels_[step.kernel];
    if (step.row != KernelName::count) made.row = kernels_[step.row];
    for (std::size_t k = 0; k < step.outputs; ++k) set(made.out[k], step.out[k]);
    for (std::size_t k = 0; k < step.inputs; ++k) {
      set(made.in[k], step.in[k]);
      for (std::size_t axis = 0; axis < 3; ++axis)
        made.step[k][axis] = step.step[k][axis] * static_cast<std::ptrdiff_t>(unit(step.in[k]));
      if (is_two_operators(step.row)) made.step[k][2] = step.repeated[k] ? 0 : -1;
    }
    made.count = step.count * lanes;
    made.rows = step.rows;
    made.columns = step.columns;
    made.terms = step.terms;
    made.out_step = step.out_step * static_cast<std::ptrdiff_t>(unit(step.out[0]));
    made.indices = layout.indices.data() + step.indices;
    made.exponent = step.exponent;
  }
}

void Execution::point(Prepared& prepared, const Arrays& arrays, std::size_t first_replica) {
  for (const Prepared::External& external : prepared.externals) {
    const Operand& operand = external.operand;
    const double* const base = operand.space == Operand::Space::action   ? arrays.x
                               : operand.space == Operand::Space::sample ? arrays.samples
                               : operand.space == Operand::Space::direction
                                   ? arrays.directions[operand.which]
                                   : arrays.out[operand.which];
    *external.address = base + operand.element * prepared.stride + first_replica;
  }
}

bool Execution::fixed_are_known(const Arrays& arrays) {
  const Layout& layout = code_->single;
  if (layout.fixed_steps == 0) return false;
  const std::size_t actions = layout.actions, samples = layout.samples;
  const auto equal = [](const double* a, const double* b, std::size_t count) {
    return count == 0 || std::memcmp(a, b, count * sizeof(double)) == 0;
  };
  if (known_.size() == actions + samples && equal(known_.data(), arrays.x, actions) &&
      equal(known_.data() + actions, arrays.samples, samples))
    return true;
  known_.assign(arrays.x, arrays.x + actions);
  known_.insert(known_.end(), arrays.samples, arrays.samples + samples);
  return false;
}

void Execution::run(std::size_t count, std::size_t stride, const Arrays& arrays) {
  const auto run_all = [](const Prepared& prepared, std::size_t first = 0) {
    for (std::size_t s = first; s < prepared.instructions.size(); ++s)
      prepared.instructions[s].kernel(prepared.instructions[s]);
  };
  if (stride == 1) {
    keep_places(code_->single.places);
    prepare(single_, code_->single, 1, 1);
    point(single_, arrays, 0);
    run_all(single_, fixed_are_known(arrays) ? code_->single.fixed_steps : 0);
    return;
  }
  known_.clear();  // the places are used for other values
  // Rows end with a whole vector.
  const auto round_up = [&](std::size_t replicas) {
    return (replicas + kernels_.width - 1) / kernels_.width * kernels_.width;
  };
  keep_places(code_->replicas.places * std::min(block_, round_up(count)));
  std::size_t first = 0;
  for (; first + block_ <= count; first += block_) {
    if (first == 0) {
      prepare(whole_, code_->replicas, block_, stride);
      point(whole_, arrays, 0);
    } else {
      for (const Prepared::External& external : whole_.externals) *external.address += block_;
    }
    run_all(whole_);
  }
  if (first == count) return;
  prepare(rest_, code_->replicas, round_up(count - first), stride);
  point(rest_, arrays, first);
  run_all(rest_);
}

}  // namespace firstmove::engine
