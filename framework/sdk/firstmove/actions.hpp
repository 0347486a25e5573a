// The joint action as a cost sees it, and the set that it lives in.
#pragma once

#include <firstmove/abi.h>

#include <cstdint>
#include <limits>
#include <span>
#include <stdexcept>
#include <utility>
#include <vector>

namespace firstmove {

// The joint action, of whatever number type the oracle asks for: x[c] is coordinate c of all, and
// x.of(i) the block of player i. Where every player has one coordinate, x[i] is player i's action.
template <class T>
class Actions {
 public:
  Actions(const T* x, std::span<const std::uint32_t> offsets) : x_(x), offsets_(offsets) {}
  const T& operator[](std::size_t coordinate) const { return x_[coordinate]; }
  std::span<const T> of(std::size_t player) const {
    return {x_ + offsets_[player], x_ + offsets_[player + 1]};
  }
  std::size_t size() const { return offsets_.back(); }
  std::size_t players() const { return offsets_.size() - 1; }

 private:
  const T* x_;
  std::span<const std::uint32_t> offsets_;
};

inline fm_domain real_line() { return {FM_DOMAIN_REAL, 0, 0, 0}; }
inline fm_domain box(double lower, double upper) { return {FM_DOMAIN_BOX, 0, lower, upper}; }
inline fm_domain at_least(double lower) {
  return box(lower, std::numeric_limits<double>::infinity());
}
inline fm_domain periodic(double lower, double upper) {
  return {FM_DOMAIN_PERIODIC, 0, lower, upper};
}

// Players, their coordinates, and a box that a run may start in when its manifest names none.
struct Shape {
  std::vector<std::vector<fm_domain>> players;
  std::vector<double> start_lower = {}, start_upper = {};  // one each coordinate; empty: no box

  // n players of `dims` coordinates each, all alike.
  static Shape alike(std::size_t n, fm_domain domain, std::size_t dims = 1) {
    return {std::vector(n, std::vector(dims, domain))};
  }
  // Of the players that are there.
  Shape& starts(double lower, double upper) {
    std::size_t coordinates = 0;
    for (const auto& player : players) coordinates += player.size();
    return starts(std::vector(coordinates, lower), std::vector(coordinates, upper));
  }
  Shape& starts(std::vector<double> lower, std::vector<double> upper) {
    return start_lower = std::move(lower), start_upper = std::move(upper), *this;
  }
};

// A shape as the ABI wants it; lives as long as the game's instance.
struct HeldShape {
  explicit HeldShape(const Shape& shape) {
    offsets.push_back(0);
    for (const auto& player : shape.players) {
      dims.push_back(static_cast<std::uint32_t>(player.size()));
      offsets.push_back(offsets.back() + dims.back());
      domains.insert(domains.end(), player.begin(), player.end());
    }
    lower = shape.start_lower;
    upper = shape.start_upper;
    if (lower.size() != upper.size() || (!lower.empty() && lower.size() != domains.size()))
      throw std::logic_error("the game's start box has another number of coordinates than it has");
    const bool starts = !lower.empty();
    c = {
        sizeof(fm_shape), static_cast<std::uint32_t>(dims.size()), dims.data(),
        domains.data(),   starts ? lower.data() : nullptr,         starts ? upper.data() : nullptr};
  }
  HeldShape(const HeldShape&) = delete;
  HeldShape& operator=(const HeldShape&) = delete;

  std::vector<std::uint32_t> dims, offsets;
  std::vector<fm_domain> domains;
  std::vector<double> lower, upper;
  fm_shape c;
};

}  // namespace firstmove
