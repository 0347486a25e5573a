// Memory of a batch as the ABI requires it: rows of replicas, aligned, padded to whole registers.
#pragma once

#include <firstmove/abi.h>

#include <cstddef>
#include <cstdint>
#include <vector>

namespace firstmove::engine {

// The number of doubles from one row to the next, for `count` replicas, where it is not 1.
inline std::size_t stride_for(std::size_t count) {
  return (count + FM_LANES - 1) / FM_LANES * FM_LANES;
}

class BatchArray {
 public:
  BatchArray() = default;
  BatchArray(std::size_t rows, std::size_t stride)
      : cells_(stride_for(rows * stride) / FM_LANES), rows_(rows), stride_(stride) {}

  double* data() { return reinterpret_cast<double*>(cells_.data()); }
  const double* data() const { return reinterpret_cast<const double*>(cells_.data()); }
  double* row(std::size_t r) { return data() + r * stride_; }
  const double* row(std::size_t r) const { return data() + r * stride_; }
  std::size_t rows() const { return rows_; }
  std::size_t stride() const { return stride_; }
  std::size_t size() const { return rows_ * stride_; }

 private:
  struct alignas(64) Cell {
    double values[FM_LANES] = {};
  };
  std::vector<Cell> cells_;
  std::size_t rows_ = 0, stride_ = 0;
};

}  // namespace firstmove::engine
