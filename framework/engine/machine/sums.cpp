// Sums and their logarithmic form.
#include "machine/instruction_sets.hpp"
// Before Highway
#include "machine/kernels.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "machine/sums.cpp"
#include <hwy/foreach_target.h>
// After it
#include <hwy/highway.h>

#include "machine/sums-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace firstmove::engine {
namespace HWY_NAMESPACE {

// Row by row of the result, lane by lane: term t is at in[0] + row * step[0][0] + t * step[0][2].
void sum(const Instruction& i) {
  const std::size_t step = hn::Lanes(Tag());
  for (std::size_t row = 0; row < i.rows; ++row) {
    const double* const from = i.in[0] + static_cast<std::ptrdiff_t>(row) * i.step[0][0];
    double* const out = i.out[0] + static_cast<std::ptrdiff_t>(row) * i.out_step;
    for (std::size_t k = 0; k < i.count; k += step) {
      const double* const a = from + k;
      const auto term = [&](std::size_t t) HWY_ATTR {
        return hn::LoadU(Tag(), a + static_cast<std::ptrdiff_t>(t) * i.step[0][2]);
      };
      hn::StoreU(ordered_sum(i.terms, term), Tag(), out + k);
    }
  }
}

void sum_along(const Instruction& i) {
  for (std::size_t row = 0; row < i.rows; ++row) {
    const double* const a = i.in[0] + static_cast<std::ptrdiff_t>(row) * i.step[0][0];
    const auto term = [&](std::size_t t) HWY_ATTR { return hn::LoadU(Tag(), a + t); };
    i.out[0][static_cast<std::ptrdiff_t>(row) * i.out_step] = ordered_sum_along(i.terms, term);
  }
}

// m + log(1 + others), where m is the largest element and `others` the sum of e^(a - m) over all
// but the first element that equals m: a small result keeps its relative accuracy. If m is not
// finite, the e^a are relative to 0, and the result is infinite or NaN as m and they are.
HWY_INLINE auto is_finite(Vector most) {
  return hn::Lt(hn::Abs(most), number(std::numeric_limits<double>::infinity()));
}
HWY_INLINE Vector shift_of(Vector most) {
  return hn::IfThenElse(is_finite(most), most, number(0.0));
}
HWY_INLINE Vector with_others(Vector most, Vector others) {
  return hn::Add(most, hn::IfThenElse(is_finite(most), log1p(others), others));
}

HWY_INLINE Vector logsumexp_of(const double* a, std::ptrdiff_t step, std::size_t terms) {
  const auto at = [&](std::size_t t) HWY_ATTR {
    return hn::LoadU(Tag(), a + static_cast<std::ptrdiff_t>(t) * step);
  };
  Vector most = at(0), place = number(0.0);
  for (std::size_t t = 1; t < terms; ++t) {
    const auto above = hn::Lt(most, at(t));
    most = hn::IfThenElse(above, at(t), most);
    place = hn::IfThenElse(above, number(static_cast<double>(t)), place);
  }
  const Vector shift = shift_of(most);
  const auto term = [&](std::size_t t) HWY_ATTR {
    return hn::IfThenElse(hn::Eq(place, number(static_cast<double>(t))), number(0.0),
                          exp(hn::Sub(at(t), shift)));
  };
  return with_others(most, ordered_sum(terms, term));
}

// As sum does.
void logsumexp(const Instruction& i) {
  const std::size_t step = hn::Lanes(Tag());
  for (std::size_t row = 0; row < i.rows; ++row) {
    const double* const from = i.in[0] + static_cast<std::ptrdiff_t>(row) * i.step[0][0];
    double* const out = i.out[0] + static_cast<std::ptrdiff_t>(row) * i.out_step;
    for (std::size_t k = 0; k < i.count; k += step)
      hn::StoreU(logsumexp_of(from + k, i.step[0][2], i.terms), Tag(), out + k);
  }
}

HWY_INLINE double logsumexp_of_row(const double* a, std::size_t terms) {
  std::size_t place = 0;
  for (std::size_t t = 1; t < terms; ++t)
    if (a[place] < a[t]) place = t;
  const Vector most = number(a[place]), shift = shift_of(most);
  const Vector skipped = number(static_cast<double>(place));
  const auto term = [&](std::size_t t) HWY_ATTR {
    const Vector own = hn::Iota(Tag(), static_cast<double>(t));
    return hn::IfThenElse(hn::Eq(own, skipped), number(0.0),
                          exp(hn::Sub(hn::LoadU(Tag(), a + t), shift)));
  };
  return hn::GetLane(with_others(most, number(ordered_sum_along(terms, term))));
}

void logsumexp_along(const Instruction& i) {
  for (std::size_t row = 0; row < i.rows; ++row)
    i.out[0][static_cast<std::ptrdiff_t>(row) * i.out_step] =
        logsumexp_of_row(i.in[0] + static_cast<std::ptrdiff_t>(row) * i.step[0][0], i.terms);
}

void fill_sums(Kernels& kernels) {
  kernels[KernelName::sum] = sum;
  kernels[KernelName::sum_along] = sum_along;
  kernels[KernelName::logsumexp] = logsumexp;
  kernels[KernelName::logsumexp_along] = logsumexp_along;
}

}  // namespace HWY_NAMESPACE
}  // namespace firstmove::engine
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace firstmove::engine {
HWY_EXPORT(fill_sums);
void add_sums(Kernels& kernels) { HWY_DYNAMIC_DISPATCH(fill_sums)(kernels); }
}  // namespace firstmove::engine
#endif
