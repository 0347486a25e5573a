// From segments to the instructions of x86-64 processors, by asmjit.
#pragma once

#include <cstddef>
#include <memory>
#include <span>

#include "machine/segments.hpp"

namespace firstmove::engine {

// The functions of some segments, for vectors of `width` numbers. Without asmjit, or if it reports
// an error, there are none.
class Assembler {
 public:
  Assembler(std::span<const Segment> segments, std::size_t width);
  ~Assembler();
  Assembler(const Assembler&) = delete;
  Assembler& operator=(const Assembler&) = delete;

  std::size_t size() const;  // in bytes; 0 if there are none
  std::size_t offset(std::size_t segment) const;
  // Writes them for the address `to`. False if asmjit reports an error.
  bool write(void* to);

 private:
  struct Functions;
  std::unique_ptr<Functions> functions_;
};

}  // namespace firstmove::engine
