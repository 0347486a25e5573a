// The role of a learner in the game; see fm_role.
#pragma once

#include <firstmove/abi.h>

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace firstmove {

// The learner's player, its place in the order of play, and the size of its batch.
struct Role {
  explicit Role(const fm_role& r)
      : player(r.player),
        players(r.players),
        count(r.count),
        stride(r.stride),
        dims(r.dims, r.players),
        place(r.place, r.players) {
    offsets.push_back(0);
    for (const std::uint32_t d : dims) offsets.push_back(offsets.back() + d);
    domains = {r.domains, offsets.back()};
  }
  std::uint32_t dim() const { return dims[player]; }
  // The players after this one in the order of play.
  std::vector<std::uint32_t> followers() const {
    std::vector<std::uint32_t> after;
    for (std::uint32_t p = 0; p < players; ++p)
      if (place[p] > place[player]) after.push_back(p);
    return after;
  }

  std::uint32_t player, players, count;
  std::size_t stride;
  std::span<const std::uint32_t> dims, place;
  std::vector<std::uint32_t> offsets;
  std::span<const fm_domain> domains;
};

}  // namespace firstmove
