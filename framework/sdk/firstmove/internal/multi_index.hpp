// The partial derivatives of a function of d variables, in the order of FM_TAYLOR.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <vector>

namespace firstmove {

// The number of derivatives of order 0 .. order: binomial(d + order, order).
inline std::size_t derivatives(std::size_t d, std::size_t order) {
  std::size_t count = 1;
  for (std::size_t k = 1; k <= order; ++k) count = count * (d + k) / k;
  return count;
}

// Multi-indices as sorted lists of variables: {} is the value, {0, 0, 2} the derivative twice with
// respect to variable 0 and once to variable 2. Sorted by order, then lexicographically.
class MultiIndices {
 public:
  MultiIndices(std::size_t variables, std::size_t order) : variables_(variables), order_(order) {
    std::vector<std::uint32_t> index;
    for (std::size_t length = 0; length <= order; ++length) append(index, length, 0);
    for (std::size_t i = 0; i < all_.size(); ++i) position_[all_[i]] = i;
  }

  std::size_t variables() const { return variables_; }
  std::size_t order() const { return order_; }
  std::size_t size() const { return all_.size(); }
  // The number of indices of order at most `order`; these come first.
  std::size_t up_to(std::size_t order) const { return derivatives(variables_, order); }
  const std::vector<std::uint32_t>& operator[](std::size_t i) const { return all_[i]; }
  std::size_t position(const std::vector<std::uint32_t>& sorted) const {
    return position_.at(sorted);
  }

 private:
  void append(std::vector<std::uint32_t>& index, std::size_t length, std::uint32_t from) {
    if (index.size() == length) return all_.push_back(index);
    for (std::uint32_t v = from; v < variables_; ++v) {
      index.push_back(v);
      append(index, length, v);
      index.pop_back();
    }
  }

  std::size_t variables_, order_;
  std::vector<std::vector<std::uint32_t>> all_;
  std::map<std::vector<std::uint32_t>, std::size_t> position_;
};

}  // namespace firstmove
