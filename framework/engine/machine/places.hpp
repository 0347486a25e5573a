// Where values are kept, used again like registers.
#pragma once

#include <cstdint>
#include <map>
#include <vector>

namespace firstmove::engine {

// Ranges of elements. A range that is free is given out again as a whole, so that two ranges are
// the same or have nothing in common.
class Places {
 public:
  struct Range {
    std::uint64_t begin = 0, size = 0;
  };

  Range take(std::uint64_t size) {
    const auto found = free_.lower_bound(size);
    if (found != free_.end() && found->first <= 2 * size) {
      const Range range{found->second.back(), found->first};
      found->second.pop_back();
      if (found->second.empty()) free_.erase(found);
      return range;
    }
    total_ += size;
    return {total_ - size, size};
  }

  // The one freed last is used first, as it is in the cache.
  void give_back(Range range) { free_[range.size].push_back(range.begin); }

  std::uint64_t total() const { return total_; }

 private:
  std::map<std::uint64_t, std::vector<std::uint64_t>> free_;  // by size
  std::uint64_t total_ = 0;
};

}  // namespace firstmove::engine
