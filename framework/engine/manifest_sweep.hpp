// The combinations of a manifest's [sweep].
#pragma once

#include <toml++/toml.h>

#include <string>
#include <vector>

#include "diagnostics.hpp"

namespace firstmove {

// The value that one key of a sweep takes in one combination: the index-th of its list.
struct SweepValue {
  std::string key;
  std::size_t index;
};
using Combination = std::vector<SweepValue>;

// Every combination, the first key in the file slowest; one empty one if there is no sweep.
std::vector<Combination> combinations(const toml::table& manifest, std::vector<Mistake>& mistakes);

// Moves a combination's values from [sweep] to where they belong.
void choose(toml::table& manifest, const Combination& combination, std::vector<Mistake>& mistakes);

// {"game.params.A":80.0}
std::string to_json(const toml::table& manifest, const Combination& combination);

// [sweep] as text, its keys in the order of the file, which is the order of the combinations; "" if
// there is none.
std::string sweep_text(const toml::table& manifest);

}  // namespace firstmove
