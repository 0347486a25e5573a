#include "chance/draws.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "chance/draws.cpp"
#include <hwy/foreach_target.h>
// foreach_target.h must come first.
#include "chance/functions-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace firstmove::engine::HWY_NAMESPACE {
namespace {

constexpr std::size_t width = HWY_LANES(double);

// The counters of a step, but for replicate and index.
class Counter {
 public:
  HWY_INLINE Counter(const DrawKey& key, Distribution::Kind kind)
      : seed_(key.seed),
        step_(words(key.step)),
        high_(words(key.step >> 32 | static_cast<std::uint64_t>(kind) << 30)) {}
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

// Calls body(draw), where draw(replicate, index) are the numbers of a pair of coordinates.
template <class Body>
HWY_INLINE void with_pairs(const Distribution& distribution, const DrawKey& key, Body&& body) {
  const Counter counter(key, distribution.kind);
  switch (distribution.kind) {
    case Distribution::Kind::normal:
      return body([&](Words replicate, Words index)
                      HWY_ATTR { return normal(counter, replicate, index); });
    case Distribution::Kind::uniform:
      return body([&](Words replicate, Words index)
                      HWY_ATTR { return uniform(counter, replicate, index); });
    case Distribution::Kind::student:
      return body([&](Words replicate, Words index) HWY_ATTR {
        const Words coordinate = simd::Add(index, index);
        return Pair{student(counter, distribution.nu, replicate, coordinate),
                    student(counter, distribution.nu, replicate, simd::Add(coordinate, words(1)))};
      });
  }
}

void Across(const Distribution& distribution, const DrawKey& key, const std::uint64_t* replicates,
            std::size_t count, std::uint32_t pair, double* even, double* odd) {
  const simd::ScalableTag<double> tag;
  const simd::ScalableTag<std::uint64_t> whole;
  with_pairs(distribution, key, [&](const auto& draw) HWY_ATTR {
    for (std::size_t r = 0; r < count; r += width) {
      const Pair drawn = draw(simd::Load(whole, replicates + r), words(pair));
      if (even) simd::Store(drawn.even, tag, even + r);
      if (odd) simd::Store(drawn.odd, tag, odd + r);
    }
  });
}

void Along(const Distribution& distribution, const DrawKey& key, std::uint64_t replicate,
           std::uint32_t pair, std::size_t pairs, double* out) {
  const simd::ScalableTag<double> tag;
  with_pairs(distribution, key, [&](const auto& draw) HWY_ATTR {
    for (std::size_t b = 0; b < pairs; b += width) {
      const Words index = simd::Iota(simd::ScalableTag<std::uint64_t>(), pair + b);
      const Pair drawn = draw(words(replicate), index);
      simd::StoreInterleaved2(drawn.even, drawn.odd, tag, out + 2 * b);
    }
  });
}

const Draws& Table() {
  static constexpr Draws table = {Across, Along};
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
