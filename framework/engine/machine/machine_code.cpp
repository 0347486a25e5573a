#include "machine/machine_code.hpp"

#include <sys/mman.h>

#include <bit>
#include <cstring>
#include <utility>

#include "machine/assembler.hpp"

namespace firstmove::engine {

// Never writable and executable at the same time: some systems forbid that, some both.
std::unique_ptr<const MachineCode> MachineCode::of(std::vector<Segment> segments,
                                                   std::size_t width) {
  constexpr std::size_t line = 64;  // of the cache
  std::vector<std::byte> all;
  std::vector<std::size_t> begins;
  for (const Segment& segment : segments) {
    const std::vector<std::byte> function = assemble(segment, width);
    if (function.empty()) return nullptr;
    begins.push_back(all.size());
    all.insert(all.end(), function.begin(), function.end());
    all.resize((all.size() + line - 1) / line * line);
  }
  if (all.empty()) return nullptr;
  void* const memory =
      mmap(nullptr, all.size(), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) return nullptr;
  std::unique_ptr<MachineCode> made(new MachineCode());
  made->memory_ = memory;
  made->size_ = all.size();
  std::memcpy(memory, all.data(), all.size());
  if (mprotect(memory, all.size(), PROT_READ | PROT_EXEC) != 0) return nullptr;
  for (const std::size_t begin : begins)
    made->kernels_.push_back(std::bit_cast<Kernel>(static_cast<char*>(memory) + begin));
  made->segments_ = std::move(segments);
  return made;
}

MachineCode::~MachineCode() {
  if (memory_) munmap(memory_, size_);
}

}  // namespace firstmove::engine
