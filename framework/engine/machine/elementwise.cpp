// Arithmetic, comparisons and choices, element by element.
#include "machine/instruction_sets.hpp"
// Before Highway
#include "machine/kernels.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "machine/elementwise.cpp"
#include <hwy/foreach_target.h>
// After it
#include <hwy/highway.h>

#include "machine/power-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace firstmove::engine {
namespace HWY_NAMESPACE {

// Reads along a row, or gives one number for all of it.
template <bool is_number>
struct Reader {
  const double* from;
  HWY_INLINE explicit Reader(const double* p) : from(p) {}
  HWY_INLINE Vector operator()(std::size_t k) const { return hn::LoadU(Tag(), from + k); }
};
template <>
struct Reader<true> {
  Vector value;
  HWY_INLINE explicit Reader(const double* p) : value(number(*p)) {}
  HWY_INLINE Vector operator()(std::size_t) const { return value; }
};

template <class Operator, bool first, bool second>
HWY_INLINE void combine(const double* a, const double* b, double* out, std::size_t count) {
  const std::size_t step = hn::Lanes(Tag());
  const Reader<first> x(a);
  const Reader<second> y(b);
  for (std::size_t k = 0; k < count; k += step)
    hn::StoreU(Operator::of(x(k), y(k)), Tag(), out + k);
}

template <class Operator, bool first, bool second>
void combine_row(const Instruction& i) {
  combine<Operator, first, second>(i.in[0], i.in[1], i.out[0], i.count);
}

template <class Operator, bool first, bool second>
void combine_rows(const Instruction& i) {
  double* out = i.out[0];
  for (std::size_t row = 0; row < i.rows; ++row) {
    const double* a = i.in[0] + static_cast<std::ptrdiff_t>(row) * i.step[0][0];
    const double* b = i.in[1] + static_cast<std::ptrdiff_t>(row) * i.step[1][0];
    for (std::size_t column = 0; column < i.columns; ++column) {
      combine<Operator, first, second>(a, b, out, i.count);
      a += i.step[0][1];
      b += i.step[1][1];
      out += i.out_step;
    }
  }
}

template <class Operator>
void set_forms(Kernels& kernels, KernelName first) {
  Kernel* const forms = &kernels[static_cast<std::size_t>(first)];
  forms[binary_form(false, false, false)] = combine_row<Operator, false, false>;
  forms[binary_form(true, false, false)] = combine_row<Operator, true, false>;
  forms[binary_form(false, true, false)] = combine_row<Operator, false, true>;
  forms[binary_form(false, false, true)] = combine_rows<Operator, false, false>;
  forms[binary_form(true, false, true)] = combine_rows<Operator, true, false>;
  forms[binary_form(false, true, true)] = combine_rows<Operator, false, true>;
}

template <class Mask>
HWY_INLINE Vector truth(Mask mask) {
  return hn::IfThenElseZero(mask, number(1.0));
}
// NaN is true. (Highway's Ne differs on NaN between instruction sets.)
HWY_INLINE hn::Mask<Tag> is_true(Vector a) { return hn::Not(hn::Eq(a, number(0.0))); }

struct Add {
  static HWY_INLINE Vector of(Vector a, Vector b) { return hn::Add(a, b); }
};
struct Subtract {
  static HWY_INLINE Vector of(Vector a, Vector b) { return hn::Sub(a, b); }
};
struct Multiply {
  static HWY_INLINE Vector of(Vector a, Vector b) { return hn::Mul(a, b); }
};
struct Divide {
  static HWY_INLINE Vector of(Vector a, Vector b) { return hn::Div(a, b); }
};
struct Power {
  static HWY_INLINE Vector of(Vector a, Vector b) { return power(a, b); }
};
// b also where it is NaN
struct Minimum {
  static HWY_INLINE Vector of(Vector a, Vector b) {
    return hn::IfThenElse(hn::Or(hn::Lt(b, a), hn::IsNaN(b)), b, a);
  }
};
struct Maximum {
  static HWY_INLINE Vector of(Vector a, Vector b) {
    return hn::IfThenElse(hn::Or(hn::Lt(a, b), hn::IsNaN(b)), b, a);
  }
};
struct Less {
  static HWY_INLINE Vector of(Vector a, Vector b) { return truth(hn::Lt(a, b)); }
};
struct LessEqual {
  static HWY_INLINE Vector of(Vector a, Vector b) { return truth(hn::Le(a, b)); }
};
struct Equal {
  static HWY_INLINE Vector of(Vector a, Vector b) { return truth(hn::Eq(a, b)); }
};
struct LogicalAnd {
  static HWY_INLINE Vector of(Vector a, Vector b) { return truth(hn::And(is_true(a), is_true(b))); }
};
struct LogicalOr {
  static HWY_INLINE Vector of(Vector a, Vector b) { return truth(hn::Or(is_true(a), is_true(b))); }
};

template <bool first, bool second, bool third>
void choose(const Instruction& i) {
  const std::size_t step = hn::Lanes(Tag());
  double* out = i.out[0];
  for (std::size_t row = 0; row < i.rows; ++row)
    for (std::size_t column = 0; column < i.columns; ++column) {
      const auto at = [&](int k) HWY_ATTR {
        return i.in[k] + static_cast<std::ptrdiff_t>(row) * i.step[k][0] +
               static_cast<std::ptrdiff_t>(column) * i.step[k][1];
      };
      const Reader<first> condition(at(0));
      const Reader<second> yes(at(1));
      const Reader<third> no(at(2));
      for (std::size_t k = 0; k < i.count; k += step)
        hn::StoreU(hn::IfThenElse(is_true(condition(k)), yes(k), no(k)), Tag(), out + k);
      out += i.out_step;
    }
}

void fill_elementwise(Kernels& kernels) {
  set_forms<Add>(kernels, KernelName::add);
  set_forms<Subtract>(kernels, KernelName::subtract);
  set_forms<Multiply>(kernels, KernelName::multiply);
  set_forms<Divide>(kernels, KernelName::divide);
  set_forms<Power>(kernels, KernelName::power);
  set_forms<Minimum>(kernels, KernelName::minimum);
  set_forms<Maximum>(kernels, KernelName::maximum);
  set_forms<Less>(kernels, KernelName::less);
  set_forms<LessEqual>(kernels, KernelName::less_equal);
  set_forms<Equal>(kernels, KernelName::equal);
  set_forms<LogicalAnd>(kernels, KernelName::logical_and);
  set_forms<LogicalOr>(kernels, KernelName::logical_or);
  Kernel* const choices = &kernels[static_cast<std::size_t>(KernelName::choose)];
  choices[0] = choose<false, false, false>;
  choices[1] = choose<true, false, false>;
  choices[2] = choose<false, true, false>;
  choices[3] = choose<true, true, false>;
  choices[4] = choose<false, false, true>;
  choices[5] = choose<true, false, true>;
  choices[6] = choose<false, true, true>;
  choices[7] = choose<true, true, true>;
}

}  // namespace HWY_NAMESPACE
}  // namespace firstmove::engine
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace firstmove::engine {
HWY_EXPORT(fill_elementwise);
void add_elementwise(Kernels& kernels) { HWY_DYNAMIC_DISPATCH(fill_elementwise)(kernels); }
}  // namespace firstmove::engine
#endif
