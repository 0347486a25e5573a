#include "play/moves.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "play/moves.cpp"
#include <hwy/foreach_target.h>
// foreach_target.h must come first.
#include <hwy/highway.h>

#include <algorithm>
#include <cstdint>
#include <type_traits>

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
  static HWY_INLINE Line of(const fm_domain&) { return {}; }
  HWY_INLINE Reals operator()(Reals x) const { return x; }
};
struct Interval {
  static HWY_INLINE Interval of(const fm_domain& domain) {
    return {reals(domain.lower), reals(domain.upper)};
  }
  Reals lower, upper;
  HWY_INLINE Reals operator()(Reals x) const {
    const Reals above = simd::IfThenElse(simd::Lt(x, lower), lower, x);
    return simd::IfThenElse(simd::Gt(x, upper), upper, above);
  }
};
struct Circle {
  static HWY_INLINE Circle of(const fm_domain& domain) {
    return {reals(domain.lower), reals(domain.upper), reals(domain.upper - domain.lower)};
  }
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

// The step of a coordinate on a circle, the short way round.
HWY_INLINE Reals short_way(Reals step, Reals half, Reals length) {
  const Reals down = simd::IfThenElse(simd::Gt(step, half), simd::Sub(step, length), step);
  return simd::IfThenElse(simd::Lt(down, simd::Neg(half)), simd::Add(down, length), down);
}

// Where a coordinate on a circle is that has moved, without its jumps.
template <class Part>
HWY_INLINE Reals advance(double* angles, Reals x, Reals before, Reals turn, const Part& part) {
  const Reals step = short_way(simd::Sub(x, before), simd::Mul(turn, reals(0.5)), turn);
  const Reals angle = simd::Add(part.load(angles), step);
  part.store(angle, angles);
  return angle;
}

template <class Part>
HWY_INLINE void widen(double* least, double* greatest, Reals value, const Part& part) {
  const Reals lowest = part.load(least), highest = part.load(greatest);
  part.store(simd::IfThenElse(simd::Lt(value, lowest), value, lowest), least);
  part.store(simd::IfThenElse(simd::Gt(value, highest), value, highest), greatest);
}

enum class NoiseOf { nobody, each, all };

// A function of its own for each kind of move: in one for all, the compiler keeps less in
// registers.
template <class Domain, NoiseOf noisy, bool boxed>
HWY_NOINLINE void move_one(const Move& m, Sums& sums) {
  const Domain domain = Domain::of(m.domain);
  const double *const direction = m.direction, *const noise = m.noise;
  double *const x_row = m.x, *const before = m.before, *const angles = m.box.angle,
                *const least = m.box.least, *const greatest = m.box.greatest;
  const Reals gamma = reals(m.gamma), scale = reals(m.scale);
  const Reals noise_of_all = noisy == NoiseOf::all ? reals(m.scale * *noise) : gamma;
  Reals finite_directions = sums.directions, finite_x = sums.x;
  for_parts(m.count, [&](const auto& part) HWY_ATTR {
    const Reals x = part.load(x_row);
    Reals update = part.load(direction);
    finite_directions = and_finite(finite_directions, update);
    if constexpr (noisy == NoiseOf::each)
      update = simd::Add(update, simd::Mul(scale, part.load(noise)));
    if constexpr (noisy == NoiseOf::all) update = simd::Add(update, noise_of_all);
    const Reals moved = domain(simd::Sub(x, simd::Mul(gamma, update)));
    finite_x = and_finite(finite_x, moved);
    part.store(x, before);
    part.store(moved, x_row);
    if constexpr (boxed && std::is_same_v<Domain, Circle>)
      widen(least, greatest, advance(angles, moved, x, domain.period, part), part);
    else if constexpr (boxed)
      widen(least, greatest, moved, part);
  });
  sums = {finite_directions, finite_x};
}

template <class Domain, NoiseOf noisy>
HWY_INLINE void move_of_noise(const Move& m, Sums& sums) {
  m.box.least ? move_one<Domain, noisy, true>(m, sums) : move_one<Domain, noisy, false>(m, sums);
}

template <class Domain>
HWY_INLINE void move_in(const Move& m, Sums& sums) {
  if (!m.noise)
    move_of_noise<Domain, NoiseOf::nobody>(m, sums);
  else if (m.one_noise)
    move_of_noise<Domain, NoiseOf::all>(m, sums);
  else
    move_of_noise<Domain, NoiseOf::each>(m, sums);
}

Finite MoveRows(std::span<const Move> all) {
  Sums sums = {reals(0), reals(0)};
  for (const Move& m : all) {
    if (m.domain.kind == FM_DOMAIN_BOX)
      move_in<Interval>(m, sums);
    else if (m.domain.kind == FM_DOMAIN_PERIODIC)
      move_in<Circle>(m, sums);
    else
      move_in<Line>(m, sums);
  }
  return {is_zero(sums.directions), is_zero(sums.x)};
}

bool AllFinite(const double* values, std::size_t count) {
  Reals sum = reals(0);
  for_parts(count, [&](const auto& part) HWY_ATTR { sum = and_finite(sum, part.load(values)); });
  return is_zero(sum);
}

// Calls take(value, part) where the way is now.
template <class Take>
HWY_INLINE void along(const Way& way, Take&& take) {
  const double *const x = way.x, *const before = way.before;
  double* const angles = way.box.angle;
  const Reals turn = reals(way.domain.upper - way.domain.lower);
  for_parts(way.count, [&](const auto& part) HWY_ATTR {
    const Reals now = part.load(x);
    take(angles ? advance(angles, now, part.load(before), turn, part) : now, part);
  });
}

void Begin(std::span<const Way> ways) {
  for (const Way& way : ways) {
    double *const least = way.box.least, *const greatest = way.box.greatest;
    along(way, [&](Reals value, const auto& part) HWY_ATTR {
      part.store(value, least);
      part.store(value, greatest);
    });
  }
}

void Follow(std::span<const Way> ways) {
  for (const Way& way : ways) {
    double *const least = way.box.least, *const greatest = way.box.greatest;
    along(way,
          [&](Reals value, const auto& part) HWY_ATTR { widen(least, greatest, value, part); });
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
