#include "chance/draws.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "chance/draws.cpp"
#include <hwy/foreach_target.h>
// foreach_target.h must come first.
#include "chance/functions-inl.hpp"

#include <firstmove/abi.h>

HWY_BEFORE_NAMESPACE();
namespace firstmove::engine::HWY_NAMESPACE {
namespace {

constexpr std::size_t width = HWY_LANES(double);

// The counters of steps, but for replicate and index.
class Counter {
 public:
  HWY_INLINE Counter(std::uint64_t seed, Words step, Distribution::Kind kind)
      : seed_(seed),
        step_(step),
        high_(simd::Or(simd::ShiftRight<32>(step), words(static_cast<std::uint64_t>(kind) << 30))) {
  }
  HWY_INLINE Block block(Words replicate, Words index) const {
    return philox(seed_, replicate, step_, high_, index);
  }

 private:
  std::uint64_t seed_;
  Words step_, high_;
};

// The numbers of two coordinates.
struct Pair {
  Reals even, odd;
};

HWY_INLINE Pair normal(const Counter& counter, Words replicate, Words index) {
  const Block block = counter.block(replicate, index);
  const Reals radius = simd::Sqrt(simd::Mul(reals(-2), log_of_unit(unit(block.first))));
  const OnCircle angle = on_circle(block.second);
  return {simd::Mul(radius, angle.cos), simd::Mul(radius, angle.sin)};
}

HWY_INLINE Pair uniform(const Counter& counter, Words replicate, Words index) {
  const Block block = counter.block(replicate, index);
  return {centred(block.first), centred(block.second)};
}

HWY_INLINE Reals student(const Counter& counter, double nu, Words replicate, Words coordinate) {
  const Block block = counter.block(replicate, coordinate);
  const Reals log = log_of_unit(unit(block.first));
  const Reals square = simd::Mul(reals(nu), expm1_of_positive(simd::Mul(reals(-2 / nu), log)));
  return simd::Mul(simd::Sqrt(square), on_circle(block.second).cos);
}

// Calls body(draw), where draw(step, replicate, index) are the numbers of a pair of coordinates.
template <class Body>
HWY_INLINE void with_pairs(const Distribution& distribution, std::uint64_t seed, Body&& body) {
  using Kind = Distribution::Kind;
  switch (distribution.kind) {
    case Kind::normal:
      return body([&](Words step, Words replicate, Words index) HWY_ATTR {
        return normal(Counter(seed, step, Kind::normal), replicate, index);
      });
    case Kind::uniform:
      return body([&](Words step, Words replicate, Words index) HWY_ATTR {
        return uniform(Counter(seed, step, Kind::uniform), replicate, index);
      });
    case Kind::student:
      return body([&](Words step, Words replicate, Words index) HWY_ATTR {
        const Counter counter(seed, step, Kind::student);
        const Words coordinate = simd::Add(index, index);
        return Pair{student(counter, distribution.nu, replicate, coordinate),
                    student(counter, distribution.nu, replicate, simd::Add(coordinate, words(1)))};
      });
  }
}

HWY_INLINE void store(const Pair& drawn, std::size_t r, double* even, double* odd) {
  const simd::ScalableTag<double> tag;
  if (even) simd::Store(drawn.even, tag, even + r);
  if (odd) simd::Store(drawn.odd, tag, odd + r);
}

void Across(const Distribution& distribution, const DrawKey& key, const std::uint64_t* replicates,
            std::size_t count, std::uint32_t pair, double* even, double* odd) {
  const simd::ScalableTag<std::uint64_t> whole;
  with_pairs(distribution, key.seed, [&](const auto& draw) HWY_ATTR {
    for (std::size_t r = 0; r < count; r += width)
      store(draw(words(key.step), simd::LoadU(whole, replicates + r), words(pair)), r, even, odd);
  });
}

void Ahead(const Distribution& distribution, const DrawKey& key, std::size_t steps,
           std::uint64_t replicate, std::uint32_t pair, double* even, double* odd) {
  const simd::ScalableTag<std::uint64_t> whole;
  with_pairs(distribution, key.seed, [&](const auto& draw) HWY_ATTR {
    for (std::size_t s = 0; s < steps; s += width)
      store(draw(simd::Iota(whole, key.step + s), words(replicate), words(pair)), s, even, odd);
  });
}

void Along(const Distribution& distribution, const DrawKey& key, std::uint64_t replicate,
           std::uint32_t pair, std::size_t pairs, double* out) {
  const simd::ScalableTag<double> tag;
  const simd::ScalableTag<std::uint64_t> whole;
  with_pairs(distribution, key.seed, [&](const auto& draw) HWY_ATTR {
    for (std::size_t b = 0; b < pairs; b += width) {
      const Pair drawn = draw(words(key.step), words(replicate), simd::Iota(whole, pair + b));
      simd::StoreInterleaved2(drawn.even, drawn.odd, tag, out + 2 * b);
    }
  });
}

const Draws& Table() {
  static constexpr Draws table = {Across, Ahead, Along};
  return table;
}

}  // namespace
}  // namespace firstmove::engine::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace firstmove::engine {

HWY_EXPORT(Table);
const Draws& draws() { return HWY_DYNAMIC_DISPATCH(Table)(); }

}  // namespace firstmove::engine
#endif
