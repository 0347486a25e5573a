// Two arithmetic operations at once: the value between them is not stored.
#include "machine/instruction_sets.hpp"
// Before Highway
#include "machine/kernels.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "machine/operators.cpp"
#include <hwy/foreach_target.h>
// After it
#include <hwy/highway.h>

#include "machine/vectors-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace firstmove::engine {
namespace HWY_NAMESPACE {

#define FIRSTMOVE_OPERATOR(NAME, VALUE) \
  struct NAME {                         \
    template <class V>                  \
    static HWY_INLINE V of(V a, V b) {  \
      return VALUE;                     \
    }                                   \
  };
FIRSTMOVE_OPERATOR(Plus, Add(a, b))
FIRSTMOVE_OPERATOR(Minus, Sub(a, b))
FIRSTMOVE_OPERATOR(Times, Mul(a, b))
FIRSTMOVE_OPERATOR(Over, Div(a, b))
FIRSTMOVE_OPERATOR(MinusTurned, Sub(b, a))
FIRSTMOVE_OPERATOR(OverTurned, Div(b, a))
#undef FIRSTMOVE_OPERATOR

// Constants stand side by side in `repeated` copies and are read again and again: their step[k][2]
// is 0, and -1 for others.
template <class First, class Second>
void two_operators(const Instruction& i) {
  const std::size_t width = hn::Lanes(Tag());
  const double *a = i.in[0], *b = i.in[1], *c = i.in[2];
  const std::ptrdiff_t mask_a = i.step[0][2], mask_b = i.step[1][2], mask_c = i.step[2][2];
  double* out = i.out[0];
  std::size_t left = i.count;
  const auto advance = [&](auto x) HWY_ATTR {
    const std::ptrdiff_t step = static_cast<std::ptrdiff_t>(sizeof(x) / sizeof(double));
    const std::ptrdiff_t step_a = step & mask_a, step_b = step & mask_b, step_c = step & mask_c;
    do {
      auto y = x, z = x;
      load(a, x);
      load(b, y);
      load(c, z);
      store(Second::of(First::of(x, y), z), out);
      a += step_a;
      b += step_b;
      c += step_c;
      out += step;
      left -= static_cast<std::size_t>(step);
    } while (left >= static_cast<std::size_t>(step));
  };
  if (left >= 2 * width) advance(Pair<Vector>());
  // A part of a vector is a vector.
  left = (left + width - 1) / width * width;
  if (left > 0) advance(Vector());
}

template <class First>
void set_second(Kernel* forms) {
  forms[0] = two_operators<First, Plus>;
  forms[1] = two_operators<First, Minus>;
  forms[2] = two_operators<First, MinusTurned>;
  forms[3] = two_operators<First, Times>;
  forms[4] = two_operators<First, Over>;
  forms[5] = two_operators<First, OverTurned>;
}

void fill_operators(Kernels& kernels) {
  Kernel* const forms = &kernels[KernelName::two_operators];
  set_second<Plus>(forms);
  set_second<Minus>(forms + 6);
  set_second<Times>(forms + 12);
  set_second<Over>(forms + 18);
}

}  // namespace HWY_NAMESPACE
}  // namespace firstmove::engine
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace firstmove::engine {
HWY_EXPORT(fill_operators);
void add_operators(Kernels& kernels) { HWY_DYNAMIC_DISPATCH(fill_operators)(kernels); }
}  // namespace firstmove::engine
#endif
