#include "machine/angle.hpp"

#include <array>
#include <bit>
#include <cmath>

namespace firstmove::engine {
namespace {

__extension__ using Wide = unsigned __int128;

// 2/pi in binary, after 64 zeros: bit b of word w has the weight 2^(b - 64 w).
constexpr std::array<std::uint64_t, 21> two_over_pi = {
    0x0000000000000000, 0xa2f9836e4e441529, 0xfc2757d1f534ddc0, 0xdb6295993c439041,
    0xfe5163abdebbc561, 0xb7246e3a424dd2e0, 0x06492eea09d1921c, 0xfe1deb1cb129a73e,
    0xe88235f52ebb4484, 0xe99c7026b45f7e41, 0x3991d639835339f4, 0x9c845f8bbdf9283b,
    0x1ff897ffde05980f, 0xef2f118b5a0a6d1f, 0x6d367ecf27cb09b7, 0x4f463f669e5fea2d,
    0x7527bac7ebe5f17b, 0x3d0739f78a5292ea, 0x6bfb5fb11f8d5d08, 0x56033046fc7b6bab,
    0xf0cfbc209af4361d};
constexpr std::uint64_t half_pi = 0xc90fdaa22168c234;  // times 2^63

// 64 bits of 2/pi, the first with the weight 2^-first, first > -64.
std::uint64_t bits_from(int first) {
  const unsigned bit = static_cast<unsigned>(first + 63);
  const std::size_t word = bit / 64;
  const unsigned shift = bit % 64;
  if (shift == 0) return two_over_pi[word];
  return two_over_pi[word] << shift | two_over_pi[word + 1] >> (64 - shift);
}

}  // namespace

ReducedAngle reduced_angle(double x) {
  const std::uint64_t bits = std::bit_cast<std::uint64_t>(x);
  const int exponent = static_cast<int>(bits >> 52 & 0x7ff) - 1075;
  const std::uint64_t mantissa = (bits & 0xfffffffffffff) | 0x10000000000000;
  // |x| = mantissa * 2^exponent. Bits of 2/pi with weights above 2^(1 - exponent) add whole turns.
  const int first = exponent - 1;
  const Wide high = Wide{mantissa} * bits_from(first);
  const Wide middle = Wide{mantissa} * bits_from(first + 64);
  const Wide low = Wide{mantissa} * bits_from(first + 128);
  // The product modulo 2^192, in words; its weight is 2^-190, so that two bits count quarters.
  const Wide carried = middle + (low >> 64);
  const std::uint64_t top = static_cast<std::uint64_t>(high + (carried >> 64));
  std::uint64_t quarter = top >> 62;
  // The fraction of a quarter as a fixed-point number with 128 bits.
  Wide fraction = Wide{top} << 66 | Wide{static_cast<std::uint64_t>(carried)} << 2 |
                  static_cast<std::uint64_t>(low) >> 62;
  const bool beyond = fraction >> 127 != 0;
  if (beyond) {
    quarter += 1;
    fraction = ~fraction + 1;
  }
  int scale = -128;
  while (fraction >> 127 == 0 && scale > -256) {
    fraction <<= 1;
    --scale;
  }
  const Wide product = (fraction >> 64) * half_pi;  // times 2^(64 + scale - 63)
  double remainder =
      std::ldexp(static_cast<double>(static_cast<std::uint64_t>(product >> 64)), 64 + 1 + scale);
  if (beyond) remainder = -remainder;
  if (bits >> 63 != 0) return {-remainder, (4 - quarter) & 3};
  return {remainder, quarter & 3};
}

}  // namespace firstmove::engine
