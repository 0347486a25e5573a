#include "call/shared_page.hpp"

#include <sys/mman.h>

#include <cstring>
#include <mutex>
#include <new>
#include <utility>

namespace firstmove::engine {
namespace {

SharedPage* the_page = nullptr;
thread_local constinit Card nobody_reads{};

// Takes a card of the page for a thread's lifetime.
class TakenCard {
 public:
  TakenCard() {
    if (!the_page) return;
    for (std::uint32_t i = 0; i < SharedPage::most_cards; ++i) {
      std::uint32_t free = 0;
      if (!the_page->cards[i].taken.compare_exchange_strong(free, 1)) continue;
      std::uint32_t used = the_page->cards_used;
      while (used <= i && !the_page->cards_used.compare_exchange_weak(used, i + 1)) continue;
      card_ = &the_page->cards[i];
      return;
    }
  }
  ~TakenCard() {
    // In a call that has not returned, the plugin ends the thread, or the process by exit(): then
    // the card tells the supervisor.
    if (!card_ || card_->calls.depth > 0) return;
    card_->tasks = 0;
    card_->step = 0;
    card_->taken = 0;
    this_thread = &nobody_reads;
  }
  TakenCard(const TakenCard&) = delete;
  TakenCard& operator=(const TakenCard&) = delete;
  Card* get() const { return card_; }

 private:
  Card* card_ = nullptr;
};

}  // namespace

SharedPage* shared_page() { return the_page; }

SharedPage* make_shared_page() {
  void* const memory = mmap(nullptr, sizeof(SharedPage), PROT_READ | PROT_WRITE,
                            MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (memory == MAP_FAILED) return nullptr;
  // The kernel's zeros are the initial values of all members.
  the_page = std::launder(static_cast<SharedPage*>(memory));
  the_page->plugins_used = 1;  // the first name is ""
  return the_page;
}

void unmap_shared_page() { munmap(std::exchange(the_page, nullptr), sizeof(SharedPage)); }

void leave_shared_page() {
  the_page = nullptr;
  this_thread = &nobody_reads;
}

Card* find_card() {
  static thread_local const TakenCard taken;
  return taken.get() ? taken.get() : &nobody_reads;
}

Card* card_in_handler() { return this_thread; }

std::uint32_t plugin_index(const char* name) {
  if (!the_page || !*name) return 0;
  static std::mutex one_at_a_time;
  const std::lock_guard lock(one_at_a_time);
  const std::uint32_t used = the_page->plugins_used;
  constexpr std::size_t most = sizeof(the_page->plugins[0]) - 1;
  for (std::uint32_t i = 1; i < used; ++i)
    if (std::strncmp(the_page->plugins[i].data(), name, most) == 0) return i;
  if (used == SharedPage::most_plugins) return 0;
  std::strncpy(the_page->plugins[used].data(), name, most);
  the_page->plugins_used = used + 1;
  return used;
}

}  // namespace firstmove::engine
