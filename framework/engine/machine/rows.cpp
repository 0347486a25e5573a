#include "machine/rows.hpp"

#include <algorithm>

namespace firstmove::engine {
namespace {

bool adds_to_result(const Step& step) {
  return step.kernel == KernelName::add_copy || step.kernel == KernelName::add_spread;
}

}  // namespace

bool is_number(const Step& step, std::size_t k) {
  const KernelName kernel = step.kernel;
  if (is_two_operators(kernel)) return step.repeated[k];
  if (kernel == KernelName::spread || kernel == KernelName::add_spread) return true;
  if (is_form_of(kernel, KernelName::choose, 8))
    return (form_of(kernel, KernelName::choose) >> k & 1) != 0;
  if (kernel >= KernelName::add && kernel < KernelName::choose)
    return form_of(kernel, KernelName::add) % 3 == static_cast<int>(k) + 1;
  return false;
}

// With replicas, rows are whole vectors. A row of elements is read and written to the end of its
// last vector.
JoinedRows::JoinedRows(Side side, std::uint64_t count)
    : count_(count),
      one_number_(side != Side::replicas && count == 1),
      size_(side == Side::replicas || one_number_ ? count
                                                  : (count + FM_LANES - 1) / FM_LANES * FM_LANES) {}

JoinedRows::Range JoinedRows::row(const Operand& at) const { return {at, size_}; }

bool JoinedRows::is_number(const Step& step, std::size_t k) const {
  return !one_number_ && engine::is_number(step, k);
}

bool JoinedRows::fits(const Step& step) const {
  return step.rows == 1 && step.columns == 1 && can_read(step) && can_write(step);
}

// A row that was written before is read where it was written.
bool JoinedRows::can_read(const Step& step) const {
  for (std::size_t k = 0; k < step.inputs; ++k) {
    const bool number = is_number(step, k);
    const Range in = number ? Range{step.in[k], 1} : row(step.in[k]);
    for (const Range& write : writes_)
      if (in.meets(write) && (number || !in.same(write))) return false;
  }
  return true;
}

bool JoinedRows::can_write(const Step& step) const {
  for (std::size_t o = 0; o < step.outputs; ++o) {
    const Range out = row(step.out[o]);
    const auto apart = [&](const Range& other) { return out.same(other) || !out.meets(other); };
    for (std::size_t k = 0; k < step.inputs; ++k)
      if (is_number(step, k) ? out.meets({step.in[k], 1}) : !apart(row(step.in[k]))) return false;
    if (!std::ranges::all_of(reads_, apart) || !std::ranges::all_of(writes_, apart) ||
        std::ranges::any_of(numbers_, [&](const Range& one) { return out.meets(one); }))
      return false;
  }
  return true;
}

void JoinedRows::add(const Step& step) {
  for (std::size_t k = 0; k < step.inputs; ++k) {
    if (step.in[k].space == Operand::Space::constant) continue;
    if (is_number(step, k))
      numbers_.push_back({step.in[k], 1});
    else
      reads_.push_back(row(step.in[k]));
  }
  for (std::size_t o = 0; o < step.outputs; ++o) {
    writes_.push_back(row(step.out[o]));
    if (adds_to_result(step)) reads_.push_back(writes_.back());
  }
}

}  // namespace firstmove::engine
