// Philox 4x32-10 in lanes: every lane is a block of its own.
#if defined(FIRSTMOVE_CHANCE_PHILOX_INL) == defined(HWY_TARGET_TOGGLE)
#ifdef FIRSTMOVE_CHANCE_PHILOX_INL
#undef FIRSTMOVE_CHANCE_PHILOX_INL
#else
#define FIRSTMOVE_CHANCE_PHILOX_INL
#endif

#include <hwy/highway.h>

#include <cstdint>

HWY_BEFORE_NAMESPACE();
namespace firstmove::engine::HWY_NAMESPACE {

namespace simd = hwy::HWY_NAMESPACE;
using Words = simd::Vec<simd::ScalableTag<std::uint64_t>>;

HWY_INLINE Words words(std::uint64_t value) {
  return simd::Set(simd::ScalableTag<std::uint64_t>(), value);
}

// The 128 bits of a block as two numbers.
struct Block {
  Words first, second;
};

// The block of a counter of four 32-bit numbers, the low halves of c0 .. c3. What the high halves
// hold is ignored throughout: a multiplication reads low halves only.
HWY_INLINE Block philox(std::uint64_t key, Words c0, Words c1, Words c2, Words c3) {
  const simd::Repartition<std::uint32_t, simd::ScalableTag<std::uint64_t>> halves;
  const auto multiply = [&](Words a, Words b) HWY_ATTR {
    return simd::MulEven(simd::BitCast(halves, a), simd::BitCast(halves, b));
  };
  const Words factor0 = words(0xD2511F53u), factor1 = words(0xCD9E8D57u);
  auto key0 = static_cast<std::uint32_t>(key), key1 = static_cast<std::uint32_t>(key >> 32);
  for (int round = 0; round < 10; ++round) {
    const Words p0 = multiply(c0, factor0), p1 = multiply(c2, factor1);
    c0 = simd::Xor(simd::Xor(simd::ShiftRight<32>(p1), c1), words(key0));
    c2 = simd::Xor(simd::Xor(simd::ShiftRight<32>(p0), c3), words(key1));
    c1 = p1;
    c3 = p0;
    key0 += 0x9E3779B9u;
    key1 += 0xBB67AE85u;
  }
  const Words low = words(0xFFFFFFFFu);
  return {simd::Or(simd::ShiftLeft<32>(c0), simd::And(c1, low)),
          simd::Or(simd::ShiftLeft<32>(c2), simd::And(c3, low))};
}

}  // namespace firstmove::engine::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
