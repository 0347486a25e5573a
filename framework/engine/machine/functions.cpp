// The elementary functions, applied to arrays.
#include "machine/instruction_sets.hpp"
// Before Highway
#include "machine/kernels.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "machine/functions.cpp"
#include <hwy/foreach_target.h>
// After it
#include <hwy/highway.h>

#include "machine/functions-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace firstmove::engine {
namespace HWY_NAMESPACE {

template <Vector (*function)(Vector)>
void map(const Instruction& i) {
  const std::size_t step = hn::Lanes(Tag());
  for (std::size_t row = 0; row < i.rows; ++row) {
    const double* const a = i.in[0] + static_cast<std::ptrdiff_t>(row) * i.step[0][0];
    double* const out = i.out[0] + static_cast<std::ptrdiff_t>(row) * i.out_step;
    for (std::size_t k = 0; k < i.count; k += step)
      hn::StoreU(function(hn::LoadU(Tag(), a + k)), Tag(), out + k);
  }
}

// Both results have rows with the same step.
template <Two (*function)(Vector)>
void map_two(const Instruction& i) {
  const std::size_t step = hn::Lanes(Tag());
  for (std::size_t row = 0; row < i.rows; ++row) {
    const double* const a = i.in[0] + static_cast<std::ptrdiff_t>(row) * i.step[0][0];
    const std::ptrdiff_t at = static_cast<std::ptrdiff_t>(row) * i.out_step;
    double* const first = i.out[0] + at;
    double* const second = i.out[1] + at;
    for (std::size_t k = 0; k < i.count; k += step) {
      const Two y = function(hn::LoadU(Tag(), a + k));
      hn::StoreU(y.first, Tag(), first + k);
      hn::StoreU(y.second, Tag(), second + k);
    }
  }
}

HWY_INLINE Vector negate(Vector a) { return hn::Neg(a); }
HWY_INLINE Vector absolute(Vector a) { return hn::Abs(a); }
HWY_INLINE Vector square_root(Vector a) { return hn::Sqrt(a); }
HWY_INLINE Vector logical_not(Vector a) {
  return hn::IfThenElseZero(hn::Eq(a, number(0.0)), number(1.0));
}

// From the exponent's lowest bit.
HWY_INLINE Vector power_of(Vector a, std::int64_t exponent) {
  std::uint64_t left = static_cast<std::uint64_t>(exponent < 0 ? -exponent : exponent);
  if (left == 0) return number(1.0);
  Vector square = a;
  for (; (left & 1) == 0; left >>= 1) square = hn::Mul(square, square);
  Vector y = square;
  for (left >>= 1; left != 0; left >>= 1) {
    square = hn::Mul(square, square);
    if (left & 1) y = hn::Mul(y, square);
  }
  return exponent < 0 ? hn::Div(number(1.0), y) : y;
}

void whole_power(const Instruction& i) {
  const std::size_t step = hn::Lanes(Tag());
  for (std::size_t row = 0; row < i.rows; ++row) {
    const double* const a = i.in[0] + static_cast<std::ptrdiff_t>(row) * i.step[0][0];
    double* const out = i.out[0] + static_cast<std::ptrdiff_t>(row) * i.out_step;
    for (std::size_t k = 0; k < i.count; k += step)
      hn::StoreU(power_of(hn::LoadU(Tag(), a + k), i.exponent), Tag(), out + k);
  }
}

void fill_functions(Kernels& kernels) {
  const auto set = [&](KernelName name, Kernel kernel) {
    kernels[static_cast<std::size_t>(name)] = kernel;
  };
  set(KernelName::negate, map<negate>);
  set(KernelName::absolute, map<absolute>);
  set(KernelName::square_root, map<square_root>);
  set(KernelName::exp, map<exp>);
  set(KernelName::expm1, map<expm1>);
  set(KernelName::log, map<log>);
  set(KernelName::log1p, map<log1p>);
  set(KernelName::sin, map<sin>);
  set(KernelName::cos, map<cos>);
  set(KernelName::tanh, map<tanh>);
  set(KernelName::sigmoid, map<sigmoid>);
  set(KernelName::softplus, map<softplus>);
  set(KernelName::logical_not, map<logical_not>);
  set(KernelName::whole_power, whole_power);
  set(KernelName::sin_cos, map_two<sin_cos>);
  set(KernelName::sigmoids, map_two<sigmoids>);
}

}  // namespace HWY_NAMESPACE
}  // namespace firstmove::engine
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace firstmove::engine {
HWY_EXPORT(fill_functions);
void add_functions(Kernels& kernels) { HWY_DYNAMIC_DISPATCH(fill_functions)(kernels); }
}  // namespace firstmove::engine
#endif
