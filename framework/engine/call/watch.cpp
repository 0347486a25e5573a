#include "call/watch.hpp"

#include <algorithm>

namespace firstmove::engine {
namespace {

using Seconds = std::chrono::duration<double>;

constexpr double shortest = 0.001, longest = 0.1;

// The thread hangs in the innermost call that has taken most of the time.
template <class Spent>
std::uint32_t where_it_hangs(const Card& card, const Spent& spent, std::uint32_t depth) {
  std::uint32_t where = 0;
  for (std::uint32_t i = 1; i < depth; ++i)
    if (spent[i].seconds > card.limit / 2 && card.calls.levels[i].function) where = i;
  return where;
}

}  // namespace

std::chrono::nanoseconds Watch::pause(const SharedPage& page) const {
  double wait = longest;
  for (std::uint32_t c = 0; c < page.cards_used; ++c)
    if (page.cards[c].taken && page.cards[c].tasks > 0)
      wait = std::min(wait, page.cards[c].limit / 20);
  return std::chrono::duration_cast<std::chrono::nanoseconds>(Seconds(std::max(wait, shortest)));
}

std::vector<OverdueCall> Watch::look(const SharedPage& page) {
  const auto now = std::chrono::steady_clock::now();
  const double passed = std::min(Seconds(now - before_).count(), 4 * Seconds(pause(page)).count());
  before_ = now;
  spent_.resize(page.cards_used);
  std::vector<OverdueCall> overdue;
  for (std::uint32_t c = 0; c < spent_.size(); ++c) {
    const Card& card = page.cards[c];
    const std::uint32_t depth =
        card.taken ? std::min<std::uint32_t>(card.calls.depth, PluginCalls::most) : 0;
    const bool host_works = depth > 0 && !card.calls.levels[depth - 1].function;
    for (std::uint32_t i = 0; i < PluginCalls::most; ++i) {
      auto& [serial, seconds] = spent_[c][i];
      const std::uint64_t now_there = i < depth ? card.calls.levels[i].serial.load() : 0;
      if (serial != now_there)
        serial = now_there, seconds = 0;
      else if (!host_works)
        seconds += passed;
    }
    if (spent_[c][0].serial != 0 && card.tasks > 0 && spent_[c][0].seconds >= card.limit)
      overdue.push_back({c, where_it_hangs(card, spent_[c], depth)});
  }
  return overdue;
}

}  // namespace firstmove::engine
