// The static storage of a loaded library, read from outside. What changes there from call to call
// is shared by all instances on all threads.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "base/elf.hpp"

namespace firstmove::engine::checks {

class Statics {
 public:
  // Throws std::runtime_error if the library is not loaded.
  explicit Statics(const std::filesystem::path& file);

  // The contents of the writable segments, and of the heap blocks that pointers in them point to.
  struct Snapshot {
    struct Piece {
      std::uintptr_t at;
      bool heap;
      std::vector<unsigned char> bytes;
    };
    std::vector<Piece> pieces;
  };
  Snapshot take() const;

  // The bytes that differ between `now` and `then`, without those that also differ between `same`
  // and `then` (a counter of calls is not scratch storage): "64 bytes of 'scratch'", or "".
  std::string scratch(const Snapshot& then, const Snapshot& same, const Snapshot& now) const;

 private:
  struct Range {
    std::uintptr_t begin, end;
  };
  std::uintptr_t base_ = 0;
  std::vector<Range> writable_;
  std::vector<ElfSymbol> symbols_;
};

}  // namespace firstmove::engine::checks
