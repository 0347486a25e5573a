// Arrays over a batch: rows of replicas, coordinate-major, aligned and padded for whole registers;
// or the coordinates of a single replica one after the other ("contiguous", a stride of 1).
#pragma once

#include <algorithm>
#include <cstddef>
#include <new>
#include <span>
#include <vector>

#include "internal/lane.hpp"

namespace firstmove {

// Where for_rows() is: a row for the replicas of a register; or, in a contiguous array, a register
// of rows, or the rest of the rows.
struct OneRow {
  std::size_t row, r;
};
struct SeveralRows {
  std::size_t row;
};
struct LastRows {
  std::size_t row, count;
};

// A view of `size` rows that are `stride` doubles apart. Read-only views have T = const double.
template <class T>
class RowView {
 public:
  RowView() = default;
  RowView(T* data, std::size_t size, std::size_t stride)
      : data_(data), size_(size), stride_(stride) {}
  operator RowView<const T>() const { return {data_, size_, stride_}; }  // NOLINT: a weaker view

  T* operator[](std::size_t row) const { return data_ + row * stride_; }
  // The replicas r .. r + Lane::width - 1; in a contiguous array the one replica, on every lane.
  FIRSTMOVE_INLINE Lane load(std::size_t row, std::size_t r) const {
    return stride_ == 1 ? Lane(data_[row]) : Lane::load((*this)[row] + r);
  }
  FIRSTMOVE_INLINE void store(std::size_t row, std::size_t r, Lane value) const {
    if (stride_ == 1)
      data_[row] = first_lane(value);
    else
      value.store((*this)[row] + r);
  }
  FIRSTMOVE_INLINE Lane load(OneRow at) const { return Lane::load((*this)[at.row] + at.r); }
  FIRSTMOVE_INLINE void store(OneRow at, Lane value) const { value.store((*this)[at.row] + at.r); }
  FIRSTMOVE_INLINE Lane load(SeveralRows at) const { return Lane::load_anywhere(data_ + at.row); }
  FIRSTMOVE_INLINE void store(SeveralRows at, Lane value) const {
    value.store_anywhere(data_ + at.row);
  }
  FIRSTMOVE_INLINE Lane load(LastRows at) const {
    alignas(64) double values[Lane::width] = {};
    std::copy_n(data_ + at.row, at.count, values);
    return Lane::load(values);
  }
  FIRSTMOVE_INLINE void store(LastRows at, Lane value) const {
    alignas(64) double values[Lane::width];
    value.store(values);
    std::copy_n(values, at.count, data_ + at.row);
  }
  RowView part(std::size_t first, std::size_t count) const {
    return {data_ + first * stride_, count, stride_};
  }
  T* data() const { return data_; }
  std::size_t size() const { return size_; }
  std::size_t stride() const { return stride_; }

 private:
  T* data_ = nullptr;
  std::size_t size_ = 0, stride_ = 0;
};
using Rows = RowView<double>;
using ConstRows = RowView<const double>;

// Rows with storage of their own, initialised to zero.
class RowStore {
 public:
  RowStore() = default;
  RowStore(std::size_t size, std::size_t stride)
      : cells_((size * stride + FM_LANES - 1) / FM_LANES), size_(size), stride_(stride) {}
  Rows rows() { return {reinterpret_cast<double*>(cells_.data()), size_, stride_}; }

 private:
  struct alignas(64) Cell {
    double values[FM_LANES] = {};
  };
  std::vector<Cell> cells_;
  std::size_t size_ = 0, stride_ = 0;
};

// Calls body(at) until it has been at all `size` rows of the replicas r .. r + Lane::width - 1;
// views of that stride are read and written by load(at) and store(at, value). The body must treat
// every row alike, and rows apart from each other.
template <class Body>
FIRSTMOVE_INLINE void for_rows(std::size_t size, std::size_t stride, std::size_t r, Body&& body) {
  if (stride != 1) {
    for (std::size_t row = 0; row < size; ++row) body(OneRow{row, r});
    return;
  }
  std::size_t row = 0;
  for (; row + Lane::width <= size; row += Lane::width) body(SeveralRows{row});
  if (row < size) body(LastRows{row, size - row});
}

// The same for the replicas of the whole batch.
template <class Body>
FIRSTMOVE_INLINE void for_all(std::size_t size, std::size_t stride, Body&& body) {
  if (stride == 1) return for_rows(size, 1, 0, body);
  for (std::size_t row = 0; row < size; ++row)
    for (std::size_t r = 0; r < stride; r += Lane::width) body(OneRow{row, r});
}

inline void copy(ConstRows from, Rows to) {
  for_all(from.size(), from.stride(),
          [&](auto at) FIRSTMOVE_INLINE_LAMBDA { to.store(at, from.load(at)); });
}

inline void clear(Rows rows) {
  for_all(rows.size(), rows.stride(),
          [&](auto at) FIRSTMOVE_INLINE_LAMBDA { rows.store(at, Lane(0.0)); });
}

// to += factor * from.
inline void add_scaled(Lane factor, ConstRows from, Rows to) {
  for_all(to.size(), to.stride(), [&](auto at) FIRSTMOVE_INLINE_LAMBDA {
    to.store(at, to.load(at) + factor * from.load(at));
  });
}

}  // namespace firstmove
