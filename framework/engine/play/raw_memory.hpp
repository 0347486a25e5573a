// Memory for numbers that takes no time and no pages before it is written.
#pragma once

#include <cstddef>
#include <cstdlib>
#include <memory>
#include <new>

namespace firstmove::engine {

// An array of doubles without values, aligned to 64 bytes.
class RawMemory {
 public:
  // Throws std::bad_alloc.
  explicit RawMemory(std::size_t count)
      : data_(
            static_cast<double*>(std::aligned_alloc(64, (count * sizeof(double) / 64 + 1) * 64))) {
    if (!data_) throw std::bad_alloc();
  }
  double* data() const { return data_.get(); }

 private:
  struct Free {
    void operator()(double* data) const { std::free(data); }
  };
  std::unique_ptr<double, Free> data_;
};

}  // namespace firstmove::engine
