// Arrays over a batch: rows of replicas, coordinate-major, aligned and padded for whole registers.
#pragma once

#include <cstddef>
#include <new>
#include <span>
#include <vector>

#include "internal/lane.hpp"

namespace firstmove {

// A view of `size` rows that are `stride` doubles apart. Read-only views have T = const double.
template <class T>
class RowView {
 public:
  RowView() = default;
  RowView(T* data, std::size_t size, std::size_t stride)
      : data_(data), size_(size), stride_(stride) {}
  operator RowView<const T>() const { return {data_, size_, stride_}; }  // NOLINT: a weaker view

  T* operator[](std::size_t row) const { return data_ + row * stride_; }
  Lane load(std::size_t row, std::size_t r) const { return Lane::load((*this)[row] + r); }
  void store(std::size_t row, std::size_t r, Lane value) const { value.store((*this)[row] + r); }
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

inline void copy(ConstRows from, Rows to) {
  for (std::size_t c = 0; c < from.size(); ++c)
    for (std::size_t r = 0; r < from.stride(); r += Lane::width) to.store(c, r, from.load(c, r));
}

inline void clear(Rows rows) {
  for (std::size_t c = 0; c < rows.size(); ++c)
    for (std::size_t r = 0; r < rows.stride(); r += Lane::width) rows.store(c, r, Lane(0.0));
}

}  // namespace firstmove
