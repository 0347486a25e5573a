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

// Applies a function to rows, two vectors at a time.
template <class Function>
HWY_INLINE void map_rows(const Instruction& i, Function function) {
  const std::size_t step = hn::Lanes(Tag());
  for (std::size_t row = 0; row < i.rows; ++row) {
    const double* const a = i.in[0] + static_cast<std::ptrdiff_t>(row) * i.step[0][0];
    const std::ptrdiff_t at = static_cast<std::ptrdiff_t>(row) * i.out_step;
    std::size_t k = 0;
    for (; k + 2 * step <= i.count; k += 2 * step) {
      Pair<Vector> x;
      load(a + k, x);
      function(x, at + static_cast<std::ptrdiff_t>(k));
    }
    for (; k < i.count; k += step) {
      Vector x;
      load(a + k, x);
      function(x, at + static_cast<std::ptrdiff_t>(k));
    }
  }
}

template <class Function>
void map(const Instruction& i) {
  double* const out = i.out[0];
  map_rows(i, [&](auto x, std::ptrdiff_t at) HWY_ATTR { store(Function::of(x), out + at); });
}

// Both results have rows with the same step.
template <class Function>
void map_two(const Instruction& i) {
  double* const first = i.out[0];
  double* const second = i.out[1];
  map_rows(i, [&](auto x, std::ptrdiff_t at) HWY_ATTR {
    const auto y = Function::of(x);
    store(y.first, first + at);
    store(y.second, second + at);
  });
}

#define FIRSTMOVE_FUNCTION(NAME, VALUE) \
  struct NAME {                         \
    template <class V>                  \
    static HWY_INLINE auto of(V x) {    \
      return VALUE;                     \
    }                                   \
  };
FIRSTMOVE_FUNCTION(Negate, Neg(x))
FIRSTMOVE_FUNCTION(Absolute, Abs(x))
FIRSTMOVE_FUNCTION(SquareRoot, Sqrt(x))
FIRSTMOVE_FUNCTION(IsZero, IfThenElseZero(Eq(x, number<V>(0.0)), number<V>(1.0)))
FIRSTMOVE_FUNCTION(Exp, exp(x))
FIRSTMOVE_FUNCTION(Expm1, expm1(x))
FIRSTMOVE_FUNCTION(Log, log(x))
FIRSTMOVE_FUNCTION(Log1p, log1p(x))
FIRSTMOVE_FUNCTION(Sin, sin(x))
FIRSTMOVE_FUNCTION(Cos, cos(x))
FIRSTMOVE_FUNCTION(Tanh, tanh(x))
FIRSTMOVE_FUNCTION(Sigmoid, sigmoid(x))
FIRSTMOVE_FUNCTION(Softplus, softplus(x))
FIRSTMOVE_FUNCTION(SinCos, sin_cos(x))
FIRSTMOVE_FUNCTION(Sigmoids, sigmoids(x))
#undef FIRSTMOVE_FUNCTION

// From the exponent's lowest bit.
template <class V>
HWY_INLINE V power_of(V a, std::int64_t exponent) {
  std::uint64_t left = static_cast<std::uint64_t>(exponent < 0 ? -exponent : exponent);
  if (left == 0) return number<V>(1.0);
  V square = a;
  for (; (left & 1) == 0; left >>= 1) square = Mul(square, square);
  V y = square;
  for (left >>= 1; left != 0; left >>= 1) {
    square = Mul(square, square);
    if (left & 1) y = Mul(y, square);
  }
  return exponent < 0 ? Div(number<V>(1.0), y) : y;
}

void whole_power(const Instruction& i) {
  double* const out = i.out[0];
  map_rows(i,
           [&](auto x, std::ptrdiff_t at) HWY_ATTR { store(power_of(x, i.exponent), out + at); });
}

void fill_functions(Kernels& kernels) {
  kernels.width = hn::Lanes(Tag());
  kernels[KernelName::negate] = map<Negate>;
  kernels[KernelName::absolute] = map<Absolute>;
  kernels[KernelName::square_root] = map<SquareRoot>;
  kernels[KernelName::exp] = map<Exp>;
  kernels[KernelName::expm1] = map<Expm1>;
  kernels[KernelName::log] = map<Log>;
  kernels[KernelName::log1p] = map<Log1p>;
  kernels[KernelName::sin] = map<Sin>;
  kernels[KernelName::cos] = map<Cos>;
  kernels[KernelName::tanh] = map<Tanh>;
  kernels[KernelName::sigmoid] = map<Sigmoid>;
  kernels[KernelName::softplus] = map<Softplus>;
  kernels[KernelName::logical_not] = map<IsZero>;
  kernels[KernelName::whole_power] = whole_power;
  kernels[KernelName::sin_cos] = map_two<SinCos>;
  kernels[KernelName::sigmoids] = map_two<Sigmoids>;
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
