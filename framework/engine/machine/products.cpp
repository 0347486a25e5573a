// Sums of products: matrix products and scalar products.
#include "machine/instruction_sets.hpp"
// Before Highway
#include "machine/kernels.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "machine/products.cpp"
#include <hwy/foreach_target.h>
// After it
#include <hwy/cache_control.h>
#include <hwy/highway.h>

#include "machine/sums-inl.hpp"
#include "machine/tiles-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace firstmove::engine {
namespace HWY_NAMESPACE {

HWY_INLINE const double* at(const Instruction& i, int k, std::size_t row, std::size_t column) {
  return i.in[k] + static_cast<std::ptrdiff_t>(row) * i.step[k][0] +
         static_cast<std::ptrdiff_t>(column) * i.step[k][1];
}

// Lane by lane; the first factor is a number for the whole row, or not.
template <bool is_number>
HWY_INLINE void product_row(const double* first, const double* second, const Instruction& i,
                            double* out) {
  const std::size_t step = hn::Lanes(Tag());
  const std::ptrdiff_t first_step = i.step[0][2], second_step = i.step[1][2];
  for (std::size_t k = 0; k < i.count; k += step) {
    const auto term = [&](std::size_t t) HWY_ATTR {
      const double* const a = first + static_cast<std::ptrdiff_t>(t) * first_step;
      const double* const b = second + static_cast<std::ptrdiff_t>(t) * second_step + k;
      return hn::Mul(is_number ? number(*a) : hn::LoadU(Tag(), a + k), hn::LoadU(Tag(), b));
    };
    hn::StoreU(ordered_sum(i.terms, term), Tag(), out + k);
  }
}

// A long row of sums of many terms: the eight partial sums of a strip of the row stay in the
// first-level cache, and each row of the second factor is read along its length, once.
constexpr std::size_t strip = 256;

HWY_INLINE void add_strips(const double* first, const double* second, const Instruction& i,
                           std::size_t terms, std::size_t count, double* out, bool add) {
  const std::size_t step = hn::Lanes(Tag());
  const Tag tag;
  HWY_ALIGN double part[parts][strip];
  const auto factor = [&](std::size_t t) HWY_ATTR {
    return number(first[static_cast<std::ptrdiff_t>(t) * i.step[0][2]]);
  };
  const auto row = [&](std::size_t t)
                       HWY_ATTR { return second + static_cast<std::ptrdiff_t>(t) * i.step[1][2]; };
  for (std::size_t p = 0; p < parts; ++p) {
    const Vector a = factor(p);
    const double* const b = row(p);
    for (std::size_t k = 0; k < count; k += step)
      hn::Store(hn::Mul(a, hn::LoadU(tag, b + k)), tag, part[p] + k);
  }
  const std::ptrdiff_t ahead = i.step[1][2];
  std::size_t t = parts;
  // Four terms of one partial sum at a time
  for (; t + 4 * parts <= terms; t += 4 * parts)
    for (std::size_t p = 0; p < parts; ++p) {
      const Vector a0 = factor(t + p), a1 = factor(t + p + parts), a2 = factor(t + p + 2 * parts),
                   a3 = factor(t + p + 3 * parts);
      const double *b0 = row(t + p), *b1 = row(t + p + parts), *b2 = row(t + p + 2 * parts),
                   *b3 = row(t + p + 3 * parts);
      for (std::size_t k = 0; k < count; k += step) {
        if (k % FM_LANES == 0) {
          // Rows of the next turn; each begins where the hardware does not expect it.
          hwy::Prefetch(b0 + k + ahead);
          hwy::Prefetch(b1 + k + ahead);
          hwy::Prefetch(b2 + k + ahead);
          hwy::Prefetch(b3 + k + ahead);
        }
        Vector sum = hn::Load(tag, part[p] + k);
        sum = hn::Add(sum, hn::Mul(a0, hn::LoadU(tag, b0 + k)));
        sum = hn::Add(sum, hn::Mul(a1, hn::LoadU(tag, b1 + k)));
        sum = hn::Add(sum, hn::Mul(a2, hn::LoadU(tag, b2 + k)));
        sum = hn::Add(sum, hn::Mul(a3, hn::LoadU(tag, b3 + k)));
        hn::Store(sum, tag, part[p] + k);
      }
    }
  for (; t < terms; ++t) {
    const Vector a = factor(t);
    const double* const b = row(t);
    double* const sums = part[t % parts];
    for (std::size_t k = 0; k < count; k += step)
      hn::Store(hn::Add(hn::Load(tag, sums + k), hn::Mul(a, hn::LoadU(tag, b + k))), tag, sums + k);
  }
  for (std::size_t k = 0; k < count; k += step) {
    Vector sum = hn::Load(tag, part[0] + k);
    for (std::size_t p = 1; p < parts; ++p) sum = hn::Add(sum, hn::Load(tag, part[p] + k));
    if (add) sum = hn::Add(hn::LoadU(tag, out + k), sum);
    hn::StoreU(sum, tag, out + k);
  }
}

HWY_INLINE void product_strips(const double* first, const double* second, const Instruction& i,
                               double* out) {
  for (std::size_t k = 0; k < i.count; k += strip) {
    const std::size_t count = std::min(strip, i.count - k);
    for (std::size_t b = 0; b < i.terms; b += block_terms) {
      const std::size_t terms = std::min(block_terms, i.terms - b);
      const double* const a = first + static_cast<std::ptrdiff_t>(b) * i.step[0][2];
      const double* const c = second + static_cast<std::ptrdiff_t>(b) * i.step[1][2] + k;
      add_strips(a, c, i, terms, count, out + k, b > 0);
    }
  }
}

template <bool is_number>
void product(const Instruction& i) {
  if (is_number && fits_tiles(i)) return product_tiles(i);
  // A last block of less than eight terms is added from left to right.
  const bool strips = is_number && i.count >= strip / 4 && i.terms >= 4 * parts &&
                      (i.terms % block_terms == 0 || i.terms % block_terms >= parts);
  double* out = i.out[0];
  for (std::size_t row = 0; row < i.rows; ++row)
    for (std::size_t column = 0; column < i.columns; ++column) {
      const double* const first = at(i, 0, row, column);
      const double* const second = at(i, 1, row, column);
      if (strips)
        product_strips(first, second, i, out);
      else
        product_row<is_number>(first, second, i, out);
      out += i.out_step;
    }
}

// The partial sums of several rows of the first factor with one row of the second, which is loaded
// once; one block of terms, a multiple of eight.
template <std::size_t rows>
HWY_INLINE void dots(const double* const* a, const double* b, std::size_t terms, double* out,
                     bool add) {
  constexpr std::size_t width = hn::MaxLanes(Tag()), vectors = parts / width;
  const Tag tag;
  Vector sum[rows][vectors];
  HWY_UNROLL(8)
  for (std::size_t v = 0; v < vectors; ++v) {
    const Vector y = hn::LoadU(tag, b + v * width);
    HWY_UNROLL(8)
    for (std::size_t r = 0; r < rows; ++r) sum[r][v] = hn::Mul(hn::LoadU(tag, a[r] + v * width), y);
  }
  for (std::size_t t = parts; t < terms; t += parts) {
    HWY_UNROLL(8)
    for (std::size_t v = 0; v < vectors; ++v) {
      const Vector y = hn::LoadU(tag, b + t + v * width);
      HWY_UNROLL(8)
      for (std::size_t r = 0; r < rows; ++r)
        sum[r][v] = hn::Add(sum[r][v], hn::Mul(hn::LoadU(tag, a[r] + t + v * width), y));
    }
  }
  for (std::size_t r = 0; r < rows; ++r) {
    HWY_ALIGN double part[parts];
    for (std::size_t v = 0; v < vectors; ++v) hn::Store(sum[r][v], tag, part + v * width);
    double total = part[0];
    for (std::size_t p = 1; p < parts; ++p) total += part[p];
    out[r] = add ? out[r] + total : total;
  }
}

HWY_INLINE double dot(const double* a, const double* b, std::size_t terms) {
  const auto term = [&](std::size_t t) HWY_ATTR {
    return hn::Mul(hn::LoadU(Tag(), a + t), hn::LoadU(Tag(), b + t));
  };
  return ordered_sum_along(terms, term);
}

// The result is one row of rows * columns numbers.
void product_along(const Instruction& i) {
  constexpr std::size_t group = hn::MaxLanes(Tag()) >= 4 ? 4 : 2;
  const bool groups = i.terms > 0 && i.terms % parts == 0;
  std::size_t row = 0;
  for (; groups && row + group <= i.rows; row += group)
    for (std::size_t column = 0; column < i.columns; ++column) {
      const double* const b = at(i, 1, row, column);
      double sums[group];
      for (std::size_t begin = 0; begin < i.terms; begin += block_terms) {
        const double* a[group];
        for (std::size_t r = 0; r < group; ++r) a[r] = at(i, 0, row + r, column) + begin;
        dots<group>(a, b + begin, std::min(block_terms, i.terms - begin), sums, begin > 0);
      }
      for (std::size_t r = 0; r < group; ++r)
        i.out[0][static_cast<std::ptrdiff_t>((row + r) * i.columns + column) * i.out_step] =
            sums[r];
    }
  for (; row < i.rows; ++row)
    for (std::size_t column = 0; column < i.columns; ++column)
      i.out[0][static_cast<std::ptrdiff_t>(row * i.columns + column) * i.out_step] =
          dot(at(i, 0, row, column), at(i, 1, row, column), i.terms);
}

void fill_products(Kernels& kernels) {
  kernels[KernelName::product] = product<false>;
  kernels[KernelName::product_number] = product<true>;
  kernels[KernelName::product_along] = product_along;
}

}  // namespace HWY_NAMESPACE
}  // namespace firstmove::engine
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace firstmove::engine {
HWY_EXPORT(fill_products);
void add_products(Kernels& kernels) { HWY_DYNAMIC_DISPATCH(fill_products)(kernels); }
}  // namespace firstmove::engine
#endif
