// The joint action as a cost function sees it, and the domains of its coordinates.
#pragma once

#include <firstmove/abi.h>

#include <cstdint>
#include <limits>
#include <span>
#include <stdexcept>
#include <utility>
#include <vector>

namespace firstmove {

// The joint action in the number type T that the SDK evaluates a cost with: x[c] is coordinate c of
// the whole joint action, x.all(), and x.of(i) is the block of player i. If every player has one
// coordinate, x[i] is the action of player i.
template <class T>
class Actions {
 public:
  Actions(const T* x, std::span<const std::uint32_t> offsets) : x_(x), offsets_(offsets) {}
  const T& operator[](std::size_t coordinate) const { return x_[coordinate]; }
  std::span<const T> of(std::size_t player) const {
    return {x_ + offsets_[player], x_ + offsets_[player + 1]};
  }
  std::span<const T> all() const { return {x_, size()}; }
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

// Players, their coordinates, and the box from which starts are drawn if the manifest names none.
struct Shape {
  std::vector<std::vector<fm_domain>> players;
  std::vector<double> start_lower = {}, start_upper = {};  // one per coordinate; empty: no box

  // n players with `dims` coordinates each, all with the same domain. Throws std::length_error for
  // more than a million coordinates, which the host refuses, before memory is taken for them.
  static Shape alike(std::size_t n, fm_domain domain, std::size_t dims = 1) {
    constexpr std::size_t most = 1'000'000;
    if (dims > 0 && n > most / dims)
      throw std::length_error("the game has more than a million coordinates");
    return {std::vector(n, std::vector(dims, domain))};
  }
  // The same interval for every coordinate; call it after the players are set.
  Shape& starts(double lower, double upper) {
    std::size_t coordinates = 0;
    for (const auto& player : players) coordinates += player.size();
    return starts(std::vector(coordinates, lower), std::vector(coordinates, upper));
  }
  Shape& starts(std::vector<double> lower, std::vector<double> upper) {
    return start_lower = std::move(lower), start_upper = std::move(upper), *this;
  }
};

// A shape in the form of the ABI; lives as long as the game's instance.
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
      throw std::logic_error("the game's start box and its shape differ in their coordinates");
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
