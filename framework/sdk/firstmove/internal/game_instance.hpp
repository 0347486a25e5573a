// What all game plugins have in common: creating and freeing instances, and freeing plans.
#pragma once

#include "../plugin.hpp"

namespace firstmove {

// An Instance is constructed from (host, values) and has a HeldShape `shape` and a list `plans` of
// unique_ptr.
template <class Instance>
struct GameInstances {
  static Instance& at(const fm_game_instance* p) {
    return *reinterpret_cast<Instance*>(const_cast<fm_game_instance*>(p));
  }
  static fm_status create(const fm_host* host, const fm_values* values, fm_game_instance** out) {
    return at_border(host, [&] {
      *out = reinterpret_cast<fm_game_instance*>(new Instance(host, Values(values)));
    });
  }
  static void destroy(fm_game_instance* game) { delete &at(game); }
  static const fm_shape* shape(const fm_game_instance* game) { return &at(game).shape.c; }
  static void release(fm_game_instance* game, fm_game_plan* plan) {
    std::erase_if(at(game).plans,
                  [plan](const auto& p) { return p.get() == reinterpret_cast<void*>(plan); });
  }
};

}  // namespace firstmove
