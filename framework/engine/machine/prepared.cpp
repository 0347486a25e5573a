#include "machine/prepared.hpp"

#include <algorithm>
#include <span>

#include "machine/machine_code.hpp"
#include "machine/strips.hpp"

namespace firstmove::engine {
namespace {

// Machine code saves as much at so many numbers of a row as at a call.
constexpr double numbers_at_a_time = 1024;

double cost_of(const Layout& layout, std::size_t lanes) {
  double numbers = 0;
  for (const Step& step : layout.steps)
    numbers += static_cast<double>(step.count * step.rows * step.columns) *
               static_cast<double>(std::max<std::uint64_t>(step.terms, 1) * lanes);
  const auto calls = static_cast<double>(std::max<std::size_t>(layout.steps.size(), 1));
  return 1 + numbers / numbers_at_a_time / calls;
}

}  // namespace

void Prepared::prepare(double* places, std::size_t lanes, std::size_t stride) {
  const MachineCode* const made = code_.machine_code_of(side_, kernels_.width).get();
  if (places_ == places && lanes_ == lanes && stride_ == stride && machine_code_ == made) return;
  const Layout& layout = code_[side_];
  places_ = places;
  lanes_ = lanes;
  stride_ = stride;
  machine_code_ = made;
  cost_ = cost_of(layout, lanes);
  externals_.clear();
  instructions_.clear();
  arrays_.clear();
  // Addresses in them are kept.
  instructions_.reserve(layout.steps.size());
  std::size_t arrays = 0, segment = 0, strip = 0;
  if (made)
    for (const Segment& one : made->segments()) arrays += one.arrays.size();
  arrays_.reserve(arrays);
  striped_.clear();
  const std::vector<StripedSteps> striped = striped_steps(layout, side_);
  fixed_ = 0;
  for (std::size_t s = 0; s < layout.steps.size();) {
    if (s == layout.fixed_steps) fixed_ = instructions_.size();
    const bool in_strips = strip < striped.size() && striped[strip].first <= s;
    if (in_strips && striped[strip].first == s)
      striped_.push_back({instructions_.size(), 0, striped[strip].count, {}});
    const StripedSteps* const within = in_strips ? &striped[strip] : nullptr;
    if (made && segment < made->segments().size() && made->segments()[segment].first == s) {
      s = made->segments()[segment].last;
      add_segment(segment++, within);
    } else {
      add_step(layout.steps[s++], within);
    }
    if (in_strips && striped[strip].last == s) {
      striped_.back().end = instructions_.size();
      ++strip;
    }
  }
}

template <class Address>
void Prepared::set(Address& address, const Operand& operand) {
  if (operand.space == Operand::Space::place)
    address = places_ + operand.element * lanes_;
  else if (operand.space == Operand::Space::constant)
    address = const_cast<double*>(code_.constants.data()) + operand.element;
  else
    externals_.push_back({const_cast<const double**>(&address), operand});
}

void Prepared::add_step(const Step& step, const StripedSteps* within) {
  const std::size_t lanes = lanes_;
  const auto unit = [&](const Operand& operand) -> std::ptrdiff_t {
    if (operand.space == Operand::Space::place) return static_cast<std::ptrdiff_t>(lanes);
    return operand.space == Operand::Space::constant ? 1 : static_cast<std::ptrdiff_t>(stride_);
  };
  Instruction& made = instructions_.emplace_back();
  made.kernel = kernels_[step.kernel];
  if (step.row != KernelName::count) made.row = kernels_[step.row];
  for (std::size_t k = 0; k < step.outputs; ++k) set(made.out[k], step.out[k]);
  for (std::size_t k = 0; k < step.inputs; ++k) {
    set(made.in[k], step.in[k]);
    for (std::size_t axis = 0; axis < 3; ++axis)
      made.step[k][axis] = step.step[k][axis] * unit(step.in[k]);
    if (is_two_operators(step.row)) made.step[k][2] = step.repeated[k] ? 0 : -1;
  }
  made.count = step.count * lanes;
  made.rows = step.rows;
  made.columns = step.columns;
  made.terms = step.terms;
  made.out_step = step.out_step * unit(step.out[0]);
  made.indices = code_[side_].indices.data() + step.indices;
  made.exponent = step.exponent;
  if (!within) return;
  for (std::size_t k = 0; k < step.outputs; ++k) go_along(made.out[k], step.out[k], *within);
  for (std::size_t k = 0; k < step.inputs; ++k)
    if (!is_number(step, k)) go_along(made.in[k], step.in[k], *within);
}

template <class Address>
void Prepared::go_along(Address& address, const Operand& operand, const StripedSteps& within) {
  if (!within.passing.contains(place_of(operand)))
    striped_.back().advancing.push_back(const_cast<const double**>(&address));
}

void Prepared::add_segment(std::size_t number, const StripedSteps* within) {
  const Segment& segment = machine_code_->segments()[number];
  Instruction& made = instructions_.emplace_back();
  made.kernel = machine_code_->kernel(number);
  made.count = segment.count * lanes_;
  made.arrays = arrays_.data() + arrays_.size();
  for (const Segment::Array& array : segment.arrays) {
    double*& address = arrays_.emplace_back();
    set(address, array.at);
    if (within && !array.number) go_along(address, array.at, *within);
  }
}

void Prepared::point(const Arrays& arrays, std::size_t first_replica) {
  for (const External& external : externals_) {
    const Operand& operand = external.operand;
    const double* const base = operand.space == Operand::Space::action   ? arrays.x
                               : operand.space == Operand::Space::sample ? arrays.samples
                               : operand.space == Operand::Space::direction
                                   ? arrays.directions[operand.which]
                                   : arrays.out[operand.which];
    *external.address = base + operand.element * stride_ + first_replica;
  }
}

void Prepared::advance(std::size_t replicas) {
  for (const External& external : externals_) *external.address += replicas;
}

void Prepared::run_striped(const Striped& striped) {
  const std::span run(instructions_.data() + striped.begin, striped.end - striped.begin);
  std::ptrdiff_t advanced = 0;
  for (std::size_t done = 0; done < striped.count; done += strip_length) {
    for (Instruction& instruction : run) {
      instruction.count = std::min<std::size_t>(strip_length, striped.count - done);
      instruction.kernel(instruction);
    }
    for (const double** const address : striped.advancing) *address += strip_length;
    advanced += strip_length;
  }
  for (const double** const address : striped.advancing) *address -= advanced;
}

void Prepared::run(bool fixed_are_known) {
  const Instruction* const first = instructions_.data() + (fixed_are_known ? fixed_ : 0);
  const Instruction* next = first;
  const auto until = [&](const Instruction* end) {
    for (; next != end; ++next) next->kernel(*next);
  };
  for (const Striped& striped : striped_) {
    if (instructions_.data() + striped.begin < first) continue;
    until(instructions_.data() + striped.begin);
    run_striped(striped);
    next = instructions_.data() + striped.end;
  }
  until(instructions_.data() + instructions_.size());
}

}  // namespace firstmove::engine
