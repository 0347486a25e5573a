// Memory that a supervisor and its worker (supervisor.hpp) both see. It lies in the page that stays
// when the worker ends, so it tells what the worker's threads were doing.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>

namespace firstmove::engine {

// The plugin functions that a thread is in, innermost last.
struct PluginCalls {
  // One call that has not returned.
  struct Level {
    std::atomic<std::uint64_t> serial;  // unique among the calls of a thread
    std::atomic<const char*> function;  // its name in abi.h; NULL: the host, called by a plugin
    std::atomic<std::uint32_t> plugin;  // whose function: an index of SharedPage::plugins
  };
  static constexpr std::uint32_t most = 16;  // calls nested deeper are counted but not recorded
  std::atomic<std::uint32_t> depth;
  std::uint64_t last_serial;
  std::array<Level, most> levels;
};

// What one thread of the worker does. Function names are addresses in the program, which are the
// same in both processes.
struct Card {
  std::atomic<std::uint32_t> taken;  // 1: a thread uses this card
  std::atomic<std::int32_t> signal;  // that ended the worker, if this thread caused it; 0: none
  std::atomic<std::uint64_t> step;   // of its batch; 0: none
  std::atomic<double> limit;         // seconds that one call of a plugin may take
  static constexpr std::uint32_t most_tasks = 8;
  std::atomic<std::uint32_t> tasks;  // that the thread is in (task.hpp), innermost last
  std::array<std::atomic<std::uint64_t>, most_tasks> task;
  PluginCalls calls;
};

struct SharedPage {
  std::atomic<bool> interrupted;    // the user wants the command to end
  std::atomic<bool> ends_in_order;  // the worker looks at `interrupted`
  std::atomic<bool> ended;          // the worker's work is done, with exit code `code`
  std::atomic<std::int32_t> code;

  static constexpr std::uint32_t most_cards = 8192;
  std::atomic<std::uint32_t> cards_used;  // no card from this one on was ever taken
  std::array<Card, most_cards> cards;

  // Names of plugins, each written once, cut after 63 bytes.
  static constexpr std::uint32_t most_plugins = 4096;
  std::atomic<std::uint32_t> plugins_used;
  std::array<std::array<char, 64>, most_plugins> plugins;

  // Hashes of what has been said (said.hpp). Pages of it that are not used take no memory.
  static constexpr std::uint64_t most_said = std::uint64_t{1} << 23;
  std::atomic<std::uint64_t> said_used;
  std::array<std::atomic<std::uint64_t>, most_said> said;
};

// The page of this process; NULL if it has no supervisor.
SharedPage* shared_page();
// Maps a page for this process and the workers that it will start; NULL if there is no memory.
SharedPage* make_shared_page();
// Ends what make_shared_page() began.
void unmap_shared_page();
// From now on this process has no page: for a child process of a worker.
void leave_shared_page();

// Finds the card of this thread for card().
Card* find_card();
inline thread_local constinit Card* this_thread = nullptr;
// The card of this thread. Without a page, or if all cards are taken, one that nobody reads.
inline Card& card() {
  if (!this_thread) [[unlikely]]
    this_thread = find_card();
  return *this_thread;
}
// The same for a signal handler; NULL if the thread has not called card() yet.
Card* card_in_handler();
// The index of a plugin's name. Without a page 0, the index of "".
std::uint32_t plugin_index(const char* name);

}  // namespace firstmove::engine
