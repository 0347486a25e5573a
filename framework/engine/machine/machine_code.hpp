// Machine code of segments, in memory that can be executed.
#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "machine/kernels.hpp"
#include "machine/segments.hpp"

namespace firstmove::engine {

// The same operations in the same order as the kernels', so that results have the same bits.
class MachineCode {
 public:
  // For vectors of `width` numbers: 2 (SSE4), 4 (AVX2) or 8 (AVX-512). Null if no segment is worth
  // it, if this build has no assembler, or if memory cannot be made executable.
  static std::unique_ptr<const MachineCode> of(std::vector<Segment> segments, std::size_t width);
  ~MachineCode();
  MachineCode(const MachineCode&) = delete;
  MachineCode& operator=(const MachineCode&) = delete;

  const std::vector<Segment>& segments() const { return segments_; }
  // Segment `s` as a kernel: Instruction::arrays has the addresses of its arrays.
  Kernel kernel(std::size_t s) const { return kernels_[s]; }

 private:
  MachineCode() = default;

  std::vector<Segment> segments_;
  std::vector<Kernel> kernels_;
  void* memory_ = nullptr;
  std::size_t size_ = 0;
};

}  // namespace firstmove::engine
