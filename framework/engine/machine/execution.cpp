#include "machine/execution.hpp"

#include <algorithm>
#include <cstring>
#include <memory>

#include "machine/machine_code.hpp"

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

// How often a program has run when the time that machine code saves from then on pays for making it
// (bench/machine_speed.cpp).
constexpr double enough_runs = 4000;

}  // namespace

Execution::Execution(const Code& code)
    : code_(code), kernels_(best_kernels()), block_(block_of(code[Side::replicas].places)) {}

// Fresh places are 0, as their unused lanes go through all operations.
void Execution::keep_places(Side side, std::size_t lanes) {
  const std::size_t numbers = code_[side].places * lanes;
  if (places_.size() >= numbers) return;
  places_.assign(numbers, 0.0);
  known_.clear();
}

void Execution::run(Prepared& prepared, bool fixed_are_known) {
  prepared.run(fixed_are_known);
  double& worked = worked_[static_cast<std::size_t>(prepared.side())];
  if (worked >= enough_runs) return;
  worked += prepared.cost();
  if (worked >= enough_runs && in_background) want_machine_code(prepared.side());
}

// Code that is not shared belongs to a program that runs once.
void Execution::want_machine_code(Side side) const {
  const std::shared_ptr<const Code> code = code_.weak_from_this().lock();
  const std::size_t width = kernels_.width;
  if (!code || !code->machine_code_of(side, width).ask()) return;
  engine::in_background([code, side, width] {
    code->machine_code_of(side, width)
        .give(MachineCode::of(segments_of((*code)[side], side), width));
  });
}

bool Execution::make_machine_code() {
  bool any = false;
  for (const Side side : {Side::replicas, Side::elements, Side::narrow}) {
    HandOver<MachineCode>& made = code_.machine_code_of(side, kernels_.width);
    if (made.ask())
      made.give(MachineCode::of(segments_of(code_[side], side), kernels_.width));
    else
      wait_for_background();
    any = any || made.get();
  }
  return any;
}

// A single replica's places are used for other values by the other sides.
bool Execution::fixed_are_known(Side side, const Arrays& arrays) {
  const Layout& layout = code_[side];
  if (layout.fixed_steps == 0) {
    known_.clear();
    return false;
  }
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
  if (count == 1) {
    Prepared& prepared = stride == 1 ? elements_ : narrow_;
    keep_places(prepared.side(), 1);
    prepared.prepare(places_.data(), 1, stride);
    prepared.point(arrays, 0);
    run(prepared, fixed_are_known(prepared.side(), arrays));
    return;
  }
  known_.clear();  // the places are used for other values
  // Rows end with a whole vector.
  const auto round_up = [&](std::size_t replicas) {
    return (replicas + kernels_.width - 1) / kernels_.width * kernels_.width;
  };
  keep_places(Side::replicas, std::min(block_, round_up(count)));
  std::size_t first = 0;
  for (; first + block_ <= count; first += block_) {
    if (first == 0) {
      whole_.prepare(places_.data(), block_, stride);
      whole_.point(arrays, 0);
    } else {
      whole_.advance(block_);
    }
    run(whole_);
  }
  if (first == count) return;
  rest_.prepare(places_.data(), round_up(count - first), stride);
  rest_.point(arrays, first);
  run(rest_);
}

}  // namespace firstmove::engine
