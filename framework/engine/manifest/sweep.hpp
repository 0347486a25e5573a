// The combinations of a manifest's [sweep].
#pragma once

#include <toml++/toml.h>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "base/diagnostics.hpp"
#include "manifest/address.hpp"

namespace firstmove::engine {

// A dotted key that is swept over.
struct SweepKey {
  std::string key;
  std::string place;      // of its values in the file
  std::size_t depth = 0;  // the number of its parts
};
// One value of one key.
struct SweepValue {
  std::size_t key;
  std::string place, json;
  LooseValue box;  // empty while the value is in the manifest
};

struct Sweep {
  std::string place;  // of [sweep]; "" if there is none
  std::string text;   // as TOML, its keys in the order of the file, which orders the combinations
  std::vector<SweepKey> keys;
  std::vector<SweepValue> values;
  using Combination = std::vector<std::size_t>;  // values, in the order of their keys
  // The first key changes slowest. One empty combination if there is no sweep or it is wrong.
  std::vector<Combination> combinations = {{}};

  // {"game.params.A":80.0}
  std::string json(const Combination& combination) const;
  // Inserts a combination's values into the manifest, outer keys first; and takes them out again.
  void choose(const Combination& combination, toml::table& manifest,
              std::vector<Mistake>& mistakes);
  void take_back();

 private:
  std::vector<std::pair<Location, std::size_t>> chosen_;
};

// "grid", "zip" or "list": the `mode` of a [sweep], or else the mode that its keys imply.
std::string sweep_mode(const toml::table& sweep);

// Takes [sweep] out of a manifest. `files` are the manifest's, for the order of keys; `seed` is the
// experiment's.
Sweep take_sweep(toml::table& manifest, const std::vector<std::string>& files, std::uint64_t seed,
                 std::vector<Mistake>& mistakes);

}  // namespace firstmove::engine
