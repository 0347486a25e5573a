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

// Where a row is read and written: a whole register, or the rest of a row, which goes through a
// register of its own. Rows of several replicas are whole registers.
struct Whole {
  std::size_t first;
  HWY_INLINE Reals load(const double* row) const { return simd::LoadU(Tag(), row + first); }
  HWY_INLINE void store(Reals value, double* row) const { simd::StoreU(value, Tag(), row + first); }
};
struct Rest {
  std::size_t first, count;
  HWY_INLINE Reals load(const double* row) const {
    HWY_ALIGN double values[width] = {};
    std::copy_n(row + first, count, values);
    return simd::Load(Tag(), values);
  }
  HWY_INLINE void store(Reals value, double* row) const {
    HWY_ALIGN double values[width];
    simd::Store(value, Tag(), values);
    std::copy_n(values, count, row + first);
  }
};
template <class Body>
HWY_INLINE void for_parts(std::size_t count, Body&& body) {
  std::size_t r = 0;
  for (; r + width <= count; r += width) body(Whole{r});
  if (HWY_UNLIKELY(r < count)) body(Rest{r, count - r});
}

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

// Sums of what is finite; NaN if something is not.
struct Sums {
  Reals directions, x;
};

template <bool noisy, class Domain>
HWY_INLINE void move_within(const Move& m, const Domain& domain, Sums& sums) {
  const Reals gamma = reals(m.gamma), scale = reals(m.scale);
  for_parts(m.count, [&](const auto& part) HWY_ATTR {
    const Reals x = part.load(m.x);
    Reals update = part.load(m.direction);
    sums.directions = and_finite(sums.directions, update);
    if constexpr (noisy) update = simd::Add(update, simd::Mul(scale, part.load(m.noise)));
    const Reals moved = domain(simd::Sub(x, simd::Mul(gamma, update)));
    sums.x = and_finite(sums.x, moved);
    part.store(x, m.before);
    part.store(moved, m.x);
  });
}

template <class Domain>
HWY_INLINE void move_with(const Move& m, const Domain& domain, Sums& sums) {
  if (m.noise)
    move_within<true>(m, domain, sums);
  else
    move_within<false>(m, domain, sums);
}

Finite MoveRows(std::span<const Move> all) {
  Sums sums = {reals(0), reals(0)};
  for (const Move& each : all) {
    const Move m = each;  // stays in registers
    const Reals lower = reals(m.domain.lower), upper = reals(m.domain.upper);
    if (m.domain.kind == FM_DOMAIN_BOX)
      move_with(m, Box{lower, upper}, sums);
    else if (m.domain.kind == FM_DOMAIN_PERIODIC)
      move_with(m, Circle{lower, upper, simd::Sub(upper, lower)}, sums);
    else
      move_with(m, Line(), sums);
  }
  return {is_zero(sums.directions), is_zero(sums.x)};
}

bool AllFinite(const double* values, std::size_t count) {
  Reals sum = reals(0);
  for_parts(count, [&](const auto& part) HWY_ATTR { sum = and_finite(sum, part.load(values)); });
  return is_zero(sum);
}

// The step of a coordinate on a circle, the short way round.
HWY_INLINE Reals short_way(Reals step, Reals half, Reals length) {
  const Reals down = simd::IfThenElse(simd::Gt(step, half), simd::Sub(step, length), step);
  return simd::IfThenElse(simd::Lt(down, simd::Neg(half)), simd::Add(down, length), down);
}

// Where a way is now.
template <class Part>
HWY_INLINE Reals advance(const Way& way, const Part& part) {
  const Reals x = part.load(way.x);
  if (!way.angle) return x;
  const double turn = way.domain.upper - way.domain.lower;
  const Reals step = short_way(simd::Sub(x, part.load(way.before)), reals(turn / 2), reals(turn));
  const Reals angle = simd::Add(part.load(way.angle), step);
  part.store(angle, way.angle);
  return angle;
}

void Begin(std::span<const Way> ways) {
  for (const Way& each : ways) {
    const Way way = each;  // stays in registers
    for_parts(way.count, [&](const auto& part) HWY_ATTR {
      const Reals value = advance(way, part);
      part.store(value, way.least);
      part.store(value, way.greatest);
    });
  }
}

void Follow(std::span<const Way> ways) {
  for (const Way& each : ways) {
    const Way way = each;
    for_parts(way.count, [&](const auto& part) HWY_ATTR {
      const Reals value = advance(way, part);
      const Reals least = part.load(way.least), greatest = part.load(way.greatest);
      part.store(simd::IfThenElse(simd::Lt(value, least), value, least), way.least);
      part.store(simd::IfThenElse(simd::Gt(value, greatest), value, greatest), way.greatest);
    });
  }
}

const Moves& Table() {
  static constexpr Moves table = {width, MoveRows, AllFinite, Begin, Follow};
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
