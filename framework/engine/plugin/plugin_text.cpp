#include "plugin/plugin_text.hpp"

#include <link.h>

#include <algorithm>
#include <atomic>
#include <mutex>
#include <vector>

namespace firstmove::engine {
namespace {

struct Range {
  std::uintptr_t begin, end;
};

// A signal handler may read it at any time. A published list is therefore never changed or freed; a
// new list replaces it.
std::atomic<const std::vector<Range>*> known = nullptr;

struct Search {
  std::uintptr_t address;
  std::vector<Range> found;
};

int look(dl_phdr_info* library, std::size_t, void* context) {
  Search& search = *static_cast<Search*>(context);
  std::vector<Range> code;
  bool holds = false;
  for (int i = 0; i < library->dlpi_phnum; ++i) {
    const auto& segment = library->dlpi_phdr[i];
    if (segment.p_type != PT_LOAD || !(segment.p_flags & PF_X)) continue;
    const std::uintptr_t begin = library->dlpi_addr + segment.p_vaddr;
    code.push_back({begin, begin + segment.p_memsz});
    holds = holds || (search.address >= begin && search.address < begin + segment.p_memsz);
  }
  if (!holds) return 0;
  search.found = std::move(code);
  return 1;
}

}  // namespace

void remember_plugin_text(const void* function) {
  static std::mutex one_at_a_time;
  const std::lock_guard lock(one_at_a_time);
  Search search{reinterpret_cast<std::uintptr_t>(function), {}};
  dl_iterate_phdr(look, &search);
  const std::vector<Range>* const before = known.load();
  auto* const all = new std::vector<Range>(std::move(search.found));
  if (before) all->insert(all->end(), before->begin(), before->end());
  known.store(all, std::memory_order_release);
}

bool in_plugin_text(std::uintptr_t address) {
  const std::vector<Range>* const ranges = known.load(std::memory_order_acquire);
  return ranges && std::any_of(ranges->begin(), ranges->end(), [address](const Range& range) {
           return address >= range.begin && address < range.end;
         });
}

}  // namespace firstmove::engine
