// Matrix products in tiles of some rows and two vectors of columns: each number of the first factor
// and each vector of the second is loaded once for the whole tile. Lanes are columns of the result,
// so that nothing is added across lanes, and each element is summed in the order that abi.h
// prescribes: one partial sum after the other, as only two numbers of an element are kept then.
// Include it after hwy/foreach_target.h.

// Guarded once for each instruction set.
#if defined(FIRSTMOVE_MACHINE_TILES_INL) == defined(HWY_TARGET_TOGGLE)
#ifdef FIRSTMOVE_MACHINE_TILES_INL
#undef FIRSTMOVE_MACHINE_TILES_INL
#else
#define FIRSTMOVE_MACHINE_TILES_INL
#endif

#include <type_traits>

#include "machine/instruction.hpp"
#include "machine/sums-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace firstmove::engine {
namespace HWY_NAMESPACE {

// The first numbers of a tile's factors, and the distances to the next.
struct Factors {
  const double* first;
  const double* second;
  std::ptrdiff_t first_row, first_term, second_term;
  HWY_INLINE Factors at_term(std::size_t t) const {
    const std::ptrdiff_t terms = static_cast<std::ptrdiff_t>(t);
    return {first + terms * first_term, second + terms * second_term, first_row, first_term,
            second_term};
  }
};

// sum (+)= the products of terms begin, begin + step, .. below `end`.
template <std::size_t rows, std::size_t vectors>
HWY_INLINE void add_terms(const Factors& from, std::size_t begin, std::size_t step, std::size_t end,
                          Vector (&sum)[rows][vectors]) {
  constexpr std::size_t width = hn::MaxLanes(Tag());
  const auto add_one = [&](std::size_t t, auto first) HWY_ATTR {
    const Factors here = from.at_term(t);
    Vector b[vectors];
    HWY_UNROLL(2)
    for (std::size_t v = 0; v < vectors; ++v) b[v] = hn::LoadU(Tag(), here.second + v * width);
    HWY_UNROLL(8)
    for (std::size_t r = 0; r < rows; ++r) {
      const Vector a = number(here.first[static_cast<std::ptrdiff_t>(r) * here.first_row]);
      HWY_UNROLL(2)
      for (std::size_t v = 0; v < vectors; ++v) {
        const Vector term = hn::Mul(a, b[v]);
        if constexpr (decltype(first)::value)
          sum[r][v] = term;
        else
          sum[r][v] = hn::Add(sum[r][v], term);
      }
    }
  };
  add_one(begin, std::true_type());
  for (std::size_t t = begin + step; t < end; t += step) add_one(t, std::false_type());
}

template <std::size_t rows, std::size_t vectors>
HWY_INLINE void tile_of_block(const Factors& from, std::size_t terms,
                              Vector (&total)[rows][vectors]) {
  if (terms < parts) return add_terms(from, 0, 1, terms, total);
  add_terms(from, 0, parts, terms, total);
  for (std::size_t p = 1; p < parts; ++p) {
    Vector part[rows][vectors];
    add_terms(from, p, parts, terms, part);
    HWY_UNROLL(8)
    for (std::size_t r = 0; r < rows; ++r) {
      HWY_UNROLL(2)
      for (std::size_t v = 0; v < vectors; ++v) total[r][v] = hn::Add(total[r][v], part[r][v]);
    }
  }
}

// `columns` of the last vector belong to the result.
template <std::size_t rows, std::size_t vectors>
HWY_INLINE void tile(const Factors& from, std::size_t terms, std::size_t columns, double* out,
                     std::ptrdiff_t out_row) {
  constexpr std::size_t width = hn::MaxLanes(Tag());
  Vector total[rows][vectors];
  tile_of_block(from, std::min(terms, block_terms), total);
  for (std::size_t begin = block_terms; begin < terms; begin += block_terms) {
    Vector block[rows][vectors];
    tile_of_block(from.at_term(begin), std::min(terms - begin, block_terms), block);
    for (std::size_t r = 0; r < rows; ++r)
      for (std::size_t v = 0; v < vectors; ++v) total[r][v] = hn::Add(total[r][v], block[r][v]);
  }
  const auto last = hn::FirstN(Tag(), columns);
  for (std::size_t r = 0; r < rows; ++r)
    for (std::size_t v = 0; v < vectors; ++v) {
      double* const to = out + static_cast<std::ptrdiff_t>(r) * out_row + v * width;
      if (v + 1 < vectors || columns == width)
        hn::StoreU(total[r][v], Tag(), to);
      else
        hn::BlendedStore(total[r][v], last, Tag(), to);
    }
}

// All columns of some rows.
template <std::size_t rows>
HWY_INLINE void tiles_of_rows(const Factors& from, std::size_t terms, std::size_t columns,
                              double* out, std::ptrdiff_t out_row) {
  constexpr std::size_t width = hn::MaxLanes(Tag());
  const auto at = [&](std::size_t k) HWY_ATTR {
    Factors there = from;
    there.second += k;
    return there;
  };
  std::size_t k = 0;
  for (; k + width < columns; k += 2 * width)
    tile<rows, 2>(at(k), terms, std::min(width, columns - k - width), out + k, out_row);
  if (k < columns) tile<rows, 1>(at(k), terms, std::min(width, columns - k), out + k, out_row);
}

// As many rows as leave registers for the numbers of the factors.
constexpr std::size_t tile_rows = hn::MaxLanes(Tag()) >= 8 ? 4 : 2;

// Whether a tile's vectors of the second factor stay in the second-level cache.
HWY_INLINE bool fits_tiles(const Instruction& i) {
  constexpr std::size_t most_terms = 2048;
  return i.columns == 1 && i.rows >= tile_rows && i.step[1][0] == 0 && i.terms > 0 &&
         i.terms <= most_terms;
}

HWY_INLINE void product_tiles(const Instruction& i) {
  Factors from{i.in[0], i.in[1], i.step[0][0], i.step[0][2], i.step[1][2]};
  double* out = i.out[0];
  std::size_t row = 0;
  for (; row + tile_rows <= i.rows; row += tile_rows) {
    tiles_of_rows<tile_rows>(from, i.terms, i.count, out, i.out_step);
    from.first += static_cast<std::ptrdiff_t>(tile_rows) * from.first_row;
    out += static_cast<std::ptrdiff_t>(tile_rows) * i.out_step;
  }
  for (; row < i.rows; ++row) {
    tiles_of_rows<1>(from, i.terms, i.count, out, i.out_step);
    from.first += from.first_row;
    out += i.out_step;
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace firstmove::engine
HWY_AFTER_NAMESPACE();

#endif
