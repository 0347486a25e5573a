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

// What to subtract from all terms so that none overflows; 0 if the largest is not finite.
HWY_INLINE Vector shift_of(Vector most) {
  return hn::IfThenElse(hn::Lt(hn::Abs(most), number(std::numeric_limits<double>::infinity())),
                        most, number(0.0));
}
HWY_INLINE Vector larger(Vector a, Vector b) { return hn::IfThenElse(hn::Lt(a, b), b, a); }

void logsumexp(const Instruction& i) {
  const std::size_t step = hn::Lanes(Tag());
  for (std::size_t k = 0; k < i.count; k += step) {
    const double* const a = i.in[0] + k;
    const auto at = [&](std::size_t t) HWY_ATTR {
      return hn::LoadU(Tag(), a + static_cast<std::ptrdiff_t>(t) * i.step[0][2]);
    };
    Vector most = at(0);
    for (std::size_t t = 1; t < i.terms; ++t) most = larger(most, at(t));
    const Vector shift = shift_of(most);
    const auto term = [&](std::size_t t) HWY_ATTR { return exp(hn::Sub(at(t), shift)); };
    hn::StoreU(hn::Add(shift, log(ordered_sum(i.terms, term))), Tag(), i.out[0] + k);
  }
}

void logsumexp_along(const Instruction& i) {
  const double* const a = i.in[0];
  double most = a[0];
  for (std::size_t t = 1; t < i.terms; ++t) most = most < a[t] ? a[t] : most;
  const Vector shift = shift_of(number(most));
  const auto term = [&](std::size_t t)
                        HWY_ATTR { return exp(hn::Sub(hn::LoadU(Tag(), a + t), shift)); };
  const Vector total = number(ordered_sum_along(i.terms, term));
  i.out[0][0] = hn::GetLane(hn::Add(shift, log(total)));
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
