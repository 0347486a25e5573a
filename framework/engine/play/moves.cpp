#include "play/moves.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "play/moves.cpp"
#include <hwy/foreach_target.h>
// foreach_target.h must come first.
#include <hwy/highway.h>

#include <algorithm>
#include <cstdint>

HWY_BEFORE_NAMESPACE();
namespace firstmove::engine::HWY_NAMESPACE {
namespace {

namespace simd = hwy::HWY_NAMESPACE;
using Tag = simd::ScalableTag<double>;
using Reals = simd::Vec<Tag>;
constexpr std::size_t width = HWY_LANES(double);

HWY_INLINE Reals reals(double value) { return simd::Set(Tag(), value); }

// Rows of a batch are whole registers, but for one replica whose coordinates follow each other: the
// rest of a row goes through registers of its own.
class Part {
 public:
  HWY_INLINE Part(std::size_t first, std::size_t count)
      : first_(first), here_(count - first < width ? count - first : width) {}
  HWY_INLINE Reals load(const double* row) const {
    if (HWY_LIKELY(here_ == width)) return simd::LoadU(Tag(), row + first_);
    HWY_ALIGN double values[width] = {};
    std::copy_n(row + first_, here_, values);
    return simd::Load(Tag(), values);
  }
  HWY_INLINE void store(Reals value, double* row) const {
    if (HWY_LIKELY(here_ == width)) return simd::StoreU(value, Tag(), row + first_);
    HWY_ALIGN double values[width];
    simd::Store(value, Tag(), values);
    std::copy_n(values, here_, row + first_);
  }

 private:
  std::size_t first_, here_;
};

// Adds 0 where x is finite and NaN where not: a finite number minus itself is 0.
HWY_INLINE Reals and_finite(Reals sum, Reals x) { return simd::Add(sum, simd::Sub(x, x)); }
HWY_INLINE bool is_zero(Reals sum) { return simd::AllTrue(Tag(), simd::Eq(sum, reals(0))); }

// Each maps a coordinate into its domain like into_domain (start.hpp).
struct Line {
  HWY_INLINE Reals operator()(Reals x) const { return x; }
};
struct Box {
  Reals lower, upper;
  HWY_INLINE Reals operator()(Reals x) const {
    const Reals above = simd::IfThenElse(simd::Lt(x, lower), lower, x);
    return simd::IfThenElse(simd::Gt(x, upper), upper, above);
  }
};
struct Circle {
  Reals lower, upper, period;
  HWY_INLINE Reals operator()(Reals x) const {
    const auto inside = simd::And(simd::Ge(x, lower), simd::Lt(x, upper));
    if (HWY_LIKELY(simd::AllTrue(Tag(), inside))) return x;
    const Reals turns = simd::Floor(simd::Div(simd::Sub(x, lower), period));
    const Reals y = simd::Sub(x, simd::Mul(period, turns));
    // Rounding may give the upper end.
    const auto out = simd::Or(simd::Lt(y, lower), simd::Ge(y, upper));
    return simd::IfThenElse(inside, x, simd::IfThenElse(out, lower, y));
  }
};

template <bool noisy, class Domain>
HWY_INLINE Finite move_within(const Move& m, const Domain& domain) {
  const Reals gamma = reals(m.gamma), scale = reals(m.scale);
  Reals finite_direction = reals(0), finite_x = reals(0);
  for (std::size_t r = 0; r < m.count; r += width) {
    const Part part(r, m.count);
    const Reals x = part.load(m.x);
    Reals update = part.load(m.direction);
    finite_direction = and_finite(finite_direction, update);
    if constexpr (noisy) update = simd::Add(update, simd::Mul(scale, part.load(m.noise)));
    const Reals moved = domain(simd::Sub(x, simd::Mul(gamma, update)));
    finite_x = and_finite(finite_x, moved);
    part.store(x, m.before);
    part.store(moved, m.x);
  }
  return {is_zero(finite_direction), is_zero(finite_x)};
}

template <class Domain>
HWY_INLINE Finite move_with(const Move& m, const Domain& domain) {
  return m.noise ? move_within<true>(m, domain) : move_within<false>(m, domain);
}

Finite MoveRow(const Move& m) {
  const Reals lower = reals(m.domain->lower), upper = reals(m.domain->upper);
  if (m.domain->kind == FM_DOMAIN_BOX) return move_with(m, Box{lower, upper});
  if (m.domain->kind == FM_DOMAIN_PERIODIC)
    return move_with(m, Circle{lower, upper, reals(m.domain->upper - m.domain->lower)});
  return move_with(m, Line());
}

bool AllFinite(const double* values, std::size_t count) {
  Reals sum = reals(0);
  for (std::size_t r = 0; r < count; r += width) sum = and_finite(sum, Part(r, count).load(values));
  return is_zero(sum);
}

// The step of a coordinate on a circle, the short way round.
HWY_INLINE Reals short_way(Reals step, Reals half, Reals length) {
  const Reals down = simd::IfThenElse(simd::Gt(step, half), simd::Sub(step, length), step);
  return simd::IfThenElse(simd::Lt(down, simd::Neg(half)), simd::Add(down, length), down);
}

void Follow(const Way& way) {
  const bool turns = way.domain->kind == FM_DOMAIN_PERIODIC;
  const double turn = way.domain->upper - way.domain->lower;
  const Reals length = reals(turn), half = reals(turn / 2);
  for (std::size_t r = 0; r < way.count; r += width) {
    const Part part(r, way.count);
    Reals value = part.load(way.x);
    if (turns) {
      const Reals step = short_way(simd::Sub(value, part.load(way.before)), half, length);
      value = simd::Add(part.load(way.angle), step);
      part.store(value, way.angle);
    }
    const Reals least = part.load(way.least), greatest = part.load(way.greatest);
    part.store(simd::IfThenElse(simd::Lt(value, least), value, least), way.least);
    part.store(simd::IfThenElse(simd::Gt(value, greatest), value, greatest), way.greatest);
  }
}

const Moves& Table() {
  static constexpr Moves table = {MoveRow, AllFinite, Follow};
  return table;
}

}  // namespace
}  // namespace firstmove::engine::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace firstmove::engine {

HWY_EXPORT(Table);
const Moves& moves() { return HWY_DYNAMIC_DISPATCH(Table)(); }

}  // namespace firstmove::engine
#endif
