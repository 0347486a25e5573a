// Compiles the quantities requested of one game into passes: evaluations of one player's cost in a
// number type that yields as many of the quantities as possible.
#pragma once

#include <firstmove/abi.h>

#include <algorithm>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <tuple>
#include <vector>

namespace firstmove {

// A direction of differentiation: the unit vector of one coordinate, or a vector over one player's
// block that is passed to the call.
struct Seed {
  bool unit;
  std::uint32_t index;   // the coordinate, or which of the call's vectors
  std::uint32_t offset;  // of the vector's block in the joint action
  std::uint32_t length;
  auto operator<=>(const Seed&) const = default;
};

// The destination of one coefficient of a player's cost.
struct Output {
  std::uint32_t player;
  std::uint32_t coefficient;  // in the order of Jet: outermost dual first, then value, then slots
  std::uint32_t request, row;
};

// One evaluation: a player's cost, differentiated along each seed and by each coordinate in
// `slots`. A joined pass evaluates the costs of all players.
struct Pass {
  std::uint32_t player;
  std::vector<Seed> seeds;
  std::vector<std::uint32_t> slots;  // coordinates of Gradient<width>; may be fewer than width
  std::uint32_t width;               // 0 (plain numbers, no seeds), 1, 2 or 4
  std::vector<Output> outputs;
};

class PassCompiler {
 public:
  explicit PassCompiler(std::span<const std::uint32_t> offsets) : offsets_(offsets) {}

  // With `joined`, passes of different players are merged into passes that evaluate all costs.
  std::vector<Pass> compile(std::span<const fm_request* const> requests, bool joined) {
    for (std::uint32_t q = 0; q < requests.size(); ++q) place_products(*requests[q], q);
    // Square blocks first: a mixed block then uses the columns that are computed anyway.
    for (const bool square : {true, false})
      for (std::uint32_t q = 0; q < requests.size(); ++q)
        if (requests[q]->quantity == FM_HESSIAN_BLOCK &&
            (requests[q]->j == requests[q]->k) == square)
          place_block(*requests[q], q);
    std::vector<Pass> passes = split_groups();
    for (std::uint32_t q = 0; q < requests.size(); ++q) place_first_order(*requests[q], q, passes);
    return joined ? join(std::move(passes)) : passes;
  }

 private:
  struct Wanted {
    std::uint32_t row, request, out_row;  // coordinate differentiated by; destination
  };
  struct Key {
    std::uint32_t player;
    std::vector<Seed> seeds;
    // Not defaulted: std::vector of libc++ 14 has no <=>.
    friend bool operator<(const Key& a, const Key& b) {
      return std::tie(a.player, a.seeds) < std::tie(b.player, b.seeds);
    }
  };

  std::uint32_t dim(std::uint32_t p) const { return offsets_[p + 1] - offsets_[p]; }

  void place_products(const fm_request& r, std::uint32_t q) {
    if (r.quantity != FM_HESSIAN_PRODUCT && r.quantity != FM_THIRD_PRODUCT) return;
    std::vector<Seed> seeds{{false, vectors_++, offsets_[r.k], dim(r.k)}};
    if (r.quantity == FM_THIRD_PRODUCT)
      seeds.push_back({false, vectors_++, offsets_[r.l], dim(r.l)});
    for (std::uint32_t a = 0; a < dim(r.j); ++a)
      groups_[{r.player, seeds}].push_back({offsets_[r.j] + a, q, a});
  }

  // D_jk f = (D_kj f)^T: the columns of either block can be used.
  void place_block(const fm_request& r, std::uint32_t q) {
    const auto column = [&](std::uint32_t c) { return Key{r.player, {{true, c, 0, 0}}}; };
    const bool seeded_k = groups_.contains(column(offsets_[r.k]));
    const bool seeded_j = groups_.contains(column(offsets_[r.j]));
    const bool by_k = seeded_k || (!seeded_j && dim(r.k) <= dim(r.j));
    for (std::uint32_t a = 0; a < dim(r.j); ++a)
      for (std::uint32_t b = 0; b < dim(r.k); ++b) {
        const std::uint32_t ca = offsets_[r.j] + a, cb = offsets_[r.k] + b;
        groups_[column(by_k ? cb : ca)].push_back({by_k ? ca : cb, q, a * dim(r.k) + b});
      }
  }

  std::vector<Pass> split_groups() {
    std::vector<Pass> passes;
    for (auto& [key, wanted] : groups_) {
      std::stable_sort(wanted.begin(), wanted.end(),
                       [](const Wanted& a, const Wanted& b) { return a.row < b.row; });
      Pass* pass = nullptr;
      for (const Wanted& w : wanted) {
        if (!pass || (pass->slots.back() != w.row && pass->slots.size() == max_width)) {
          passes.push_back({key.player, key.seeds, {w.row}, 0, {}});
          pass = &passes.back();
        } else if (pass->slots.back() != w.row) {
          pass->slots.push_back(w.row);
        }
        // Only the slot part of the coefficient is known here; the rest depends on the width.
        pass->outputs.push_back(
            {key.player, static_cast<std::uint32_t>(pass->slots.size()), w.request, w.out_row});
      }
    }
    for (Pass& pass : passes) {
      pass.width = width_for(pass.slots.size());
      const std::uint32_t highest = ((1u << pass.seeds.size()) - 1) * (pass.width + 1);
      for (Output& output : pass.outputs) output.coefficient += highest;
    }
    return passes;
  }

  // Costs and gradients need no pass of their own if a pass of the same player yields them.
  void place_first_order(const fm_request& r, std::uint32_t q, std::vector<Pass>& passes) {
    if (r.quantity == FM_COST) {
      for (Pass& pass : passes)
        if (pass.player == r.player) return pass.outputs.push_back({r.player, 0, q, 0});
      passes.push_back({r.player, {}, {}, 0, {{r.player, 0, q, 0}}});
    } else if (r.quantity == FM_GRADIENT) {
      for (std::uint32_t a = 0; a < dim(r.j); ++a)
        place_slope(r.player, offsets_[r.j] + a, q, a, passes);
    }
  }

  void place_slope(std::uint32_t player, std::uint32_t coordinate, std::uint32_t q,
                   std::uint32_t row, std::vector<Pass>& passes) {
    for (Pass& pass : passes) {
      if (pass.player != player) continue;
      const auto slot = std::find(pass.slots.begin(), pass.slots.end(), coordinate);
      if (slot != pass.slots.end())
        return pass.outputs.push_back(
            {player, static_cast<std::uint32_t>(slot - pass.slots.begin()) + 1, q, row});
    }
    for (Pass& pass : passes) {
      if (pass.player != player || pass.slots.size() == max_width) continue;
      if (pass.slots.size() == pass.width) {  // full: only a pass without seeds grows cheaply
        if (!pass.seeds.empty()) continue;
        pass.width = width_for(pass.slots.size() + 1);
      }
      pass.slots.push_back(coordinate);
      return pass.outputs.push_back(
          {player, static_cast<std::uint32_t>(pass.slots.size()), q, row});
    }
    passes.push_back({player, {}, {coordinate}, 1, {{player, 1, q, row}}});
  }

  // Merges each pass into an earlier or wider one of another player that yields its coefficients.
  static std::vector<Pass> join(std::vector<Pass> passes) {
    std::stable_sort(passes.begin(), passes.end(), [](const Pass& a, const Pass& b) {
      return std::pair(a.seeds.size(), a.width) > std::pair(b.seeds.size(), b.width);
    });
    std::vector<Pass> joined;
    for (const Pass& pass : passes)
      if (std::none_of(joined.begin(), joined.end(),
                       [&](Pass& host) { return take_in(host, pass); }))
        joined.push_back(pass);
    return joined;
  }

  static bool take_in(Pass& host, const Pass& guest) {
    if (!guest.seeds.empty() && guest.seeds != host.seeds) return false;
    std::vector<std::uint32_t> slots = host.slots;
    for (const std::uint32_t coordinate : guest.slots)
      if (std::find(slots.begin(), slots.end(), coordinate) == slots.end())
        slots.push_back(coordinate);
    if (slots.size() > host.width) return false;
    host.slots = slots;
    for (Output output : guest.outputs) {
      const std::uint32_t level = output.coefficient / (guest.width + 1);
      if (const std::uint32_t slot = output.coefficient % (guest.width + 1); slot != 0) {
        const auto found = std::find(slots.begin(), slots.end(), guest.slots[slot - 1]);
        output.coefficient = static_cast<std::uint32_t>(found - slots.begin()) + 1;
      } else {
        output.coefficient = 0;
      }
      output.coefficient += level * (host.width + 1);
      host.outputs.push_back(output);
    }
    return true;
  }

  static constexpr std::size_t max_width = 4;
  static std::uint32_t width_for(std::size_t slots) {
    return slots <= 2 ? static_cast<std::uint32_t>(slots) : 4;
  }

  std::span<const std::uint32_t> offsets_;
  std::uint32_t vectors_ = 0;
  std::map<Key, std::vector<Wanted>> groups_;
};

}  // namespace firstmove
