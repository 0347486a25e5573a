#include "machine/machine_code.hpp"

#include <sys/mman.h>
#include <unistd.h>

#include <bit>
#include <utility>

#include "machine/assembler.hpp"

namespace firstmove::engine {

// Never writable and executable at the same time: some systems forbid that, some both.
std::unique_ptr<const MachineCode> MachineCode::of(std::vector<Segment> segments,
                                                   std::size_t width) {
  if (segments.empty()) return nullptr;
  Assembler assembler(segments, width);
  if (assembler.size() == 0) return nullptr;
  std::unique_ptr<MachineCode> made(new MachineCode());
  const auto page = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
  const std::size_t size = (assembler.size() + page - 1) / page * page;
  void* const memory =
      mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) return nullptr;
  made->memory_ = memory;
  made->size_ = size;
  if (!assembler.write(memory) || mprotect(memory, size, PROT_READ | PROT_EXEC) != 0)
    return nullptr;
  for (std::size_t s = 0; s < segments.size(); ++s)
    made->kernels_.push_back(
        std::bit_cast<Kernel>(static_cast<char*>(memory) + assembler.offset(s)));
  made->segments_ = std::move(segments);
  return made;
}

MachineCode::~MachineCode() {
  if (memory_) munmap(memory_, size_);
}

}  // namespace firstmove::engine
