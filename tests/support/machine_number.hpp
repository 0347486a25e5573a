// A number whose elementary functions are those of the vector machine, one at a time: with it the
// plain evaluation of a graph (graph/evaluate.hpp) has the machine's bits.
#pragma once

#include <cmath>

#include "graph/numbers.hpp"
#include "machine/kernels.hpp"

namespace firstmove::test {

struct MachineNumber {
  double value = 0;
  MachineNumber() = default;
  explicit MachineNumber(double number) : value(number) {}
};

inline double by_kernel(engine::KernelName name, double a, double b = 0) {
  static const engine::Kernels kernels = engine::best_kernels();
  const double first[FM_LANES] = {a}, second[FM_LANES] = {b};
  double out[FM_LANES] = {};
  engine::Instruction one{};
  one.in[0] = first;
  one.in[1] = second;
  one.out[0] = out;
  one.count = one.rows = one.columns = 1;
  kernels[name](one);
  return out[0];
}

#define FIRSTMOVE_FUNCTION(NAME)                                        \
  inline MachineNumber NAME(MachineNumber a) {                          \
    return MachineNumber(by_kernel(engine::KernelName::NAME, a.value)); \
  }
FIRSTMOVE_FUNCTION(exp)
FIRSTMOVE_FUNCTION(expm1)
FIRSTMOVE_FUNCTION(log)
FIRSTMOVE_FUNCTION(log1p)
FIRSTMOVE_FUNCTION(sin)
FIRSTMOVE_FUNCTION(cos)
FIRSTMOVE_FUNCTION(tanh)
FIRSTMOVE_FUNCTION(sigmoid)
FIRSTMOVE_FUNCTION(softplus)
#undef FIRSTMOVE_FUNCTION
inline MachineNumber power(MachineNumber a, MachineNumber b) {
  return MachineNumber(by_kernel(engine::KernelName::power, a.value, b.value));
}

// What is rounded correctly is that of doubles.
#define FIRSTMOVE_OPERATOR(SIGN)                                         \
  inline MachineNumber operator SIGN(MachineNumber a, MachineNumber b) { \
    return MachineNumber(a.value SIGN b.value);                          \
  }
FIRSTMOVE_OPERATOR(+)
FIRSTMOVE_OPERATOR(-)
FIRSTMOVE_OPERATOR(*)
FIRSTMOVE_OPERATOR(/)
#undef FIRSTMOVE_OPERATOR
inline MachineNumber operator-(MachineNumber a) { return MachineNumber(-a.value); }
inline MachineNumber abs(MachineNumber a) { return MachineNumber(std::fabs(a.value)); }
inline MachineNumber sqrt(MachineNumber a) { return MachineNumber(std::sqrt(a.value)); }
inline double value(MachineNumber a) { return a.value; }
inline MachineNumber choose(bool condition, MachineNumber yes, MachineNumber no) {
  return condition ? yes : no;
}
inline MachineNumber min(MachineNumber a, MachineNumber b) {
  return MachineNumber(engine::numbers::min(a.value, b.value));
}
inline MachineNumber max(MachineNumber a, MachineNumber b) {
  return MachineNumber(engine::numbers::max(a.value, b.value));
}
inline MachineNumber pow(MachineNumber a, int n) {
  return MachineNumber(engine::numbers::pow(a.value, n));
}

}  // namespace firstmove::test
