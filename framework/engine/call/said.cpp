#include "call/said.hpp"

#include <mutex>
#include <unordered_map>
#include <unordered_set>

#include "call/known_faults.hpp"
#include "call/shared_page.hpp"
#include "call/task.hpp"

namespace firstmove::engine {
namespace {

struct Said {
  std::mutex mutex;
  std::unordered_set<std::uint64_t> before;                // by workers before this one
  std::unordered_map<std::uint64_t, std::uint64_t> times;  // in this worker, by text
};

Said& said() {
  static Said* const all = [] {
    auto* const made = new Said;
    const SharedPage& page = *shared_page();
    for (std::uint64_t i = 0; i < page.said_used; ++i) made->before.insert(page.said[i]);
    return made;
  }();
  return *all;
}

}  // namespace

bool first_time(std::string_view text) {
  SharedPage* const page = shared_page();
  if (!page) return true;
  Said& all = said();
  const std::lock_guard lock(all.mutex);
  const std::uint64_t hash = task_number(text);
  const std::uint64_t nth = hash ^ (all.times[hash]++ * 0x9E3779B97F4A7C15u);
  if (all.before.contains(nth)) return false;
  if (const std::uint64_t used = page->said_used; used < SharedPage::most_said) {
    page->said[used] = nth;
    page->said_used = used + 1;
  }
  return true;
}

bool said_before(std::string_view text) {
  return shared_page() && said().before.contains(task_number(text));
}

}  // namespace firstmove::engine
