// A vector of the instruction set, and two of them side by side: functions written for both take
// half the time with two, as the processor does not wait for one chain of operations. Include it
// after hwy/foreach_target.h.

// Guarded once for each instruction set.
#if defined(FIRSTMOVE_MACHINE_VECTORS_INL) == defined(HWY_TARGET_TOGGLE)
#ifdef FIRSTMOVE_MACHINE_VECTORS_INL
#undef FIRSTMOVE_MACHINE_VECTORS_INL
#else
#define FIRSTMOVE_MACHINE_VECTORS_INL
#endif

#include <hwy/highway.h>

#include <cstddef>
#include <cstdint>
#include <utility>

HWY_BEFORE_NAMESPACE();
namespace firstmove::engine {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

using Tag = hn::ScalableTag<double>;
using BitsTag = hn::RebindToUnsigned<Tag>;
using Vector = hn::Vec<Tag>;
using Bits = hn::Vec<BitsTag>;

template <class T>
struct Pair {
  T a, b;
};

// ---- Highway's operations on pairs; on vectors they are found by their argument ----

#define FIRSTMOVE_UNARY(NAME)              \
  template <class T>                       \
  HWY_INLINE Pair<T> NAME(Pair<T> x) {     \
    return {hn::NAME(x.a), hn::NAME(x.b)}; \
  }
#define FIRSTMOVE_BINARY(NAME)                                                         \
  template <class T>                                                                   \
  HWY_INLINE auto NAME(Pair<T> x, Pair<T> y) {                                         \
    return Pair<decltype(hn::NAME(x.a, y.a))>{hn::NAME(x.a, y.a), hn::NAME(x.b, y.b)}; \
  }
FIRSTMOVE_UNARY(Neg)
FIRSTMOVE_UNARY(Abs)
FIRSTMOVE_UNARY(Sqrt)
FIRSTMOVE_UNARY(Not)
FIRSTMOVE_BINARY(Add)
FIRSTMOVE_BINARY(Sub)
FIRSTMOVE_BINARY(Mul)
FIRSTMOVE_BINARY(Div)
FIRSTMOVE_BINARY(And)
FIRSTMOVE_BINARY(Or)
FIRSTMOVE_BINARY(Xor)
FIRSTMOVE_BINARY(CopySign)
FIRSTMOVE_BINARY(Lt)
FIRSTMOVE_BINARY(Gt)
FIRSTMOVE_BINARY(Le)
FIRSTMOVE_BINARY(Eq)
#undef FIRSTMOVE_UNARY
#undef FIRSTMOVE_BINARY

template <class T>
HWY_INLINE auto IsNaN(Pair<T> x) {
  return Pair<decltype(hn::IsNaN(x.a))>{hn::IsNaN(x.a), hn::IsNaN(x.b)};
}
template <class M, class T>
HWY_INLINE auto IfThenElseZero(Pair<M> mask, Pair<T> yes) {
  return Pair<T>{hn::IfThenElseZero(mask.a, yes.a), hn::IfThenElseZero(mask.b, yes.b)};
}
template <class M, class T>
HWY_INLINE auto IfThenZeroElse(Pair<M> mask, Pair<T> no) {
  return Pair<T>{hn::IfThenZeroElse(mask.a, no.a), hn::IfThenZeroElse(mask.b, no.b)};
}
template <class M, class T>
HWY_INLINE Pair<T> IfThenElse(Pair<M> mask, Pair<T> yes, Pair<T> no) {
  return {hn::IfThenElse(mask.a, yes.a, no.a), hn::IfThenElse(mask.b, yes.b, no.b)};
}
template <class T>
HWY_INLINE Pair<T> IfNegativeThenElse(Pair<T> sign, Pair<T> yes, Pair<T> no) {
  return {hn::IfNegativeThenElse(sign.a, yes.a, no.a), hn::IfNegativeThenElse(sign.b, yes.b, no.b)};
}
template <int count, class T>
HWY_INLINE Pair<T> ShiftLeft(Pair<T> x) {
  return {hn::ShiftLeft<count>(x.a), hn::ShiftLeft<count>(x.b)};
}
template <int count, class T>
HWY_INLINE Pair<T> ShiftRight(Pair<T> x) {
  return {hn::ShiftRight<count>(x.a), hn::ShiftRight<count>(x.b)};
}

// ---- What Highway names by tags ----

HWY_INLINE Bits as_bits(Vector x) { return hn::BitCast(BitsTag(), x); }
HWY_INLINE Vector as_number(Bits x) { return hn::BitCast(Tag(), x); }
HWY_INLINE Pair<Bits> as_bits(Pair<Vector> x) { return {as_bits(x.a), as_bits(x.b)}; }
HWY_INLINE Pair<Vector> as_number(Pair<Bits> x) { return {as_number(x.a), as_number(x.b)}; }
template <class V>
using BitsOf = decltype(as_bits(std::declval<V>()));

// One number in all lanes
HWY_INLINE void set(double x, Vector& to) { to = hn::Set(Tag(), x); }
HWY_INLINE void set(double x, Pair<Vector>& to) { to.a = to.b = hn::Set(Tag(), x); }
HWY_INLINE void set(std::uint64_t x, Bits& to) { to = hn::Set(BitsTag(), x); }
HWY_INLINE void set(std::uint64_t x, Pair<Bits>& to) { to.a = to.b = hn::Set(BitsTag(), x); }
template <class V = Vector>
HWY_INLINE V number(double x) {
  V all;
  set(x, all);
  return all;
}
template <class V = Vector>
HWY_INLINE BitsOf<V> bits(std::uint64_t x) {
  BitsOf<V> all;
  set(x, all);
  return all;
}

HWY_INLINE bool all(hn::Mask<Tag> mask) { return hn::AllTrue(Tag(), mask); }
HWY_INLINE bool all(Pair<hn::Mask<Tag>> mask) { return all(hn::And(mask.a, mask.b)); }

HWY_INLINE void load(const double* from, Vector& to) { to = hn::LoadU(Tag(), from); }
HWY_INLINE void load(const double* from, Pair<Vector>& to) {
  to = {hn::LoadU(Tag(), from), hn::LoadU(Tag(), from + hn::Lanes(Tag()))};
}
HWY_INLINE void store(Vector from, double* to) { hn::StoreU(from, Tag(), to); }
HWY_INLINE void store(Pair<Vector> from, double* to) {
  hn::StoreU(from.a, Tag(), to);
  hn::StoreU(from.b, Tag(), to + hn::Lanes(Tag()));
}

// Calls `body` for each vector of a row, for two at a time as long as there are two.
template <class Body>
HWY_INLINE void along_row(std::size_t count, Body body) {
  const std::size_t step = hn::Lanes(Tag());
  std::size_t k = 0;
  for (; k + 2 * step <= count; k += 2 * step) body(k, Pair<Vector>());
  for (; k < count; k += step) body(k, Vector());
}

}  // namespace HWY_NAMESPACE
}  // namespace firstmove::engine
HWY_AFTER_NAMESPACE();

#endif
