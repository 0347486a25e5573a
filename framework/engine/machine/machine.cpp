#include "machine/machine.hpp"

#include <algorithm>

#include "machine/code.hpp"
#include "machine/execution.hpp"

namespace firstmove::engine {

struct Machine::State {
  explicit State(const Code& code) : execution(code) {}
  Execution execution;
};

Machine::Machine(const Program& program) : state_(std::make_unique<State>(program.code())) {}
Machine::~Machine() = default;

void Machine::run(std::size_t count, std::size_t stride, const double* x,
                  const double* const* directions, double* const* out, const double* samples) {
  state_->execution.run(count, stride, {x, directions, out, samples});
}

bool Machine::make_machine_code() { return state_->execution.make_machine_code(); }

void make_machine_code_in_background(bool wanted) { Execution::in_background = wanted; }

}  // namespace firstmove::engine
