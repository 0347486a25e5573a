// The static storage of a loaded library, looked at from outside: what changes there from call to
// call is shared by all instances, on whatever threads they are.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "check/elf.hpp"

namespace firstmove::engine::checks {

class Statics {
 public:
  // Of a library that is loaded. Throws std::runtime_error if it is not.
  explicit Statics(const std::filesystem::path& file);

  // The writable segments, and the heap blocks that pointers in them show to.
  struct Snapshot {
    struct Piece {
      std::uintptr_t at;
      bool heap;
      std::vector<unsigned char> bytes;
    };
    std::vector<Piece> pieces;
  };
  Snapshot take() const;

  // What differs between `now` and `then`, but for bytes that differ between `same` and `then` as
  // well (a count of calls is no scratch storage): "64 bytes of 'scratch'", or "".
  std::string scratch(const Snapshot& then, const Snapshot& same, const Snapshot& now) const;

 private:
  struct Range {
    std::uintptr_t begin, end;
  };
  std::uintptr_t base_ = 0;
  std::vector<Range> writable_;
  ElfFile elf_;
};

}  // namespace firstmove::engine::checks
