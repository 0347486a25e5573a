// Items that are stored once, found again by their hash.
#pragma once

#include <cstdint>
#include <cstring>
#include <span>
#include <vector>

namespace firstmove::recording {

// Finds an item that was stored under the same hash: open addressing, at most half full.
class Index {
 public:
  // The stored item for which same(item) holds, or `item`, which is then stored.
  template <class Same>
  std::uint32_t find_or_keep(std::uint64_t hash, std::uint32_t item, const Same& same) {
    if (2 * (count_ + 1) > slots_.size()) grow();
    std::size_t at = hash & (slots_.size() - 1);
    for (; slots_[at].used; at = (at + 1) & (slots_.size() - 1))
      if (slots_[at].hash == hash && same(slots_[at].item)) return slots_[at].item;
    slots_[at] = {hash, item, true};
    ++count_;
    return item;
  }

 private:
  struct Slot {
    std::uint64_t hash = 0;
    std::uint32_t item = 0;
    bool used = false;
  };
  void grow() {
    std::vector<Slot> old(slots_.empty() ? 64 : 2 * slots_.size());
    old.swap(slots_);
    for (const Slot& slot : old) {
      if (!slot.used) continue;
      std::size_t at = slot.hash & (slots_.size() - 1);
      while (slots_[at].used) at = (at + 1) & (slots_.size() - 1);
      slots_[at] = slot;
    }
  }
  std::vector<Slot> slots_;
  std::size_t count_ = 0;
};

inline std::uint64_t mixed(std::uint64_t hash, std::uint64_t word) {
  hash = (hash ^ word) * 0x9e3779b97f4a7c15u;
  return hash ^ (hash >> 29);
}

// Lists of numbers or of indices; equal lists are stored once.
template <class T>
class Pool {
 public:
  // The position of the list's first element.
  std::int64_t keep(std::span<const T> list) {
    std::uint64_t hash = list.size();
    for (const T& element : list) {
      std::uint64_t word = 0;
      std::memcpy(&word, &element, sizeof(T));
      hash = mixed(hash, word);
    }
    const std::uint32_t next = static_cast<std::uint32_t>(lists_.size());
    const std::uint32_t found = index_.find_or_keep(hash, next, [&](std::uint32_t item) {
      return lists_[item].size == list.size() &&
             std::memcmp(elements.data() + lists_[item].begin, list.data(), list.size_bytes()) == 0;
    });
    if (found == next) {
      lists_.push_back({elements.size(), list.size()});
      elements.insert(elements.end(), list.begin(), list.end());
    }
    return static_cast<std::int64_t>(lists_[found].begin);
  }

  std::vector<T> elements;

 private:
  struct List {
    std::size_t begin, size;
  };
  std::vector<List> lists_;
  Index index_;
};

}  // namespace firstmove::recording
