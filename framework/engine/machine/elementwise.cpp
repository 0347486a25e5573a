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
  template <class V>
  HWY_INLINE void read(std::size_t k, V& to) const {
    load(from + k, to);
  }
};
template <>
struct Reader<true> {
  double value;
  HWY_INLINE explicit Reader(const double* p) : value(*p) {}
  template <class V>
  HWY_INLINE void read(std::size_t, V& to) const {
    set(value, to);
  }
};

template <class Operator, bool first, bool second>
HWY_INLINE void combine(const double* a, const double* b, double* out, std::size_t count) {
  const Reader<first> x{a};
  const Reader<second> y{b};
  along_row(count, [&](std::size_t k, auto left) HWY_ATTR {
    auto right = left;
    x.read(k, left);
    y.read(k, right);
    store(Operator::of(left, right), out + k);
  });
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
  Kernel* const forms = &kernels[first];
  forms[binary_form(false, false, false)] = combine_row<Operator, false, false>;
  forms[binary_form(true, false, false)] = combine_row<Operator, true, false>;
  forms[binary_form(false, true, false)] = combine_row<Operator, false, true>;
  forms[binary_form(false, false, true)] = combine_rows<Operator, false, false>;
  forms[binary_form(true, false, true)] = combine_rows<Operator, true, false>;
  forms[binary_form(false, true, true)] = combine_rows<Operator, false, true>;
}

// NaN is true. (Highway's Ne differs on NaN between instruction sets.)
template <class V>
HWY_INLINE auto is_true(V a) {
  return Not(Eq(a, number<V>(0.0)));
}

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
FIRSTMOVE_OPERATOR(Power, power(a, b))
// b also where it is NaN
FIRSTMOVE_OPERATOR(Minimum, IfThenElse(Or(Lt(b, a), IsNaN(b)), b, a))
FIRSTMOVE_OPERATOR(Maximum, IfThenElse(Or(Lt(a, b), IsNaN(b)), b, a))
FIRSTMOVE_OPERATOR(Less, IfThenElseZero(Lt(a, b), number<V>(1.0)))
FIRSTMOVE_OPERATOR(LessEqual, IfThenElseZero(Le(a, b), number<V>(1.0)))
FIRSTMOVE_OPERATOR(Equal, IfThenElseZero(Eq(a, b), number<V>(1.0)))
FIRSTMOVE_OPERATOR(Both, IfThenElseZero(And(is_true(a), is_true(b)), number<V>(1.0)))
FIRSTMOVE_OPERATOR(Either, IfThenElseZero(Or(is_true(a), is_true(b)), number<V>(1.0)))
#undef FIRSTMOVE_OPERATOR

template <bool first, bool second, bool third>
void choose(const Instruction& i) {
  double* out = i.out[0];
  for (std::size_t row = 0; row < i.rows; ++row)
    for (std::size_t column = 0; column < i.columns; ++column) {
      const auto at = [&](int k) HWY_ATTR {
        return i.in[k] + static_cast<std::ptrdiff_t>(row) * i.step[k][0] +
               static_cast<std::ptrdiff_t>(column) * i.step[k][1];
      };
      const Reader<first> condition{at(0)};
      const Reader<second> yes{at(1)};
      const Reader<third> no{at(2)};
      along_row(i.count, [&](std::size_t k, auto a) HWY_ATTR {
        auto b = a, c = a;
        condition.read(k, a);
        yes.read(k, b);
        no.read(k, c);
        store(IfThenElse(is_true(a), b, c), out + k);
      });
      out += i.out_step;
    }
}

void fill_elementwise(Kernels& kernels) {
  set_forms<Plus>(kernels, KernelName::add);
  set_forms<Minus>(kernels, KernelName::subtract);
  set_forms<Times>(kernels, KernelName::multiply);
  set_forms<Over>(kernels, KernelName::divide);
  set_forms<Power>(kernels, KernelName::power);
  set_forms<Minimum>(kernels, KernelName::minimum);
  set_forms<Maximum>(kernels, KernelName::maximum);
  set_forms<Less>(kernels, KernelName::less);
  set_forms<LessEqual>(kernels, KernelName::less_equal);
  set_forms<Equal>(kernels, KernelName::equal);
  set_forms<Both>(kernels, KernelName::logical_and);
  set_forms<Either>(kernels, KernelName::logical_or);
  Kernel* const choices = &kernels[KernelName::choose];
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
