// Changes to a manifest's TOML before it is read: --set, and the values of a sweep.
#pragma once

#include <toml++/toml.h>

#include <string>
#include <vector>

#include "diagnostics.hpp"

namespace firstmove {

// Applies KEY=VALUE. The value is TOML, or else a bare word, taken as a string.
void apply_override(toml::table& manifest, const std::string& assignment,
                    std::vector<Mistake>& mistakes);

// Puts a node at a dotted path ("game.params.A", "learner.0.step"), making tables on the way. ""
// if done, else why not.
std::string put(toml::table& manifest, const std::string& path, const toml::node& value);

// One combination of a sweep: which keys take which values.
using Assignment = std::vector<std::pair<std::string, const toml::node*>>;

// The combinations that a [sweep] table names; one empty one if there is none.
std::vector<Assignment> combinations(const toml::table& manifest, std::vector<Mistake>& mistakes);

// {"game.params.A":80.0}
std::string to_json(const Assignment& assignment);

}  // namespace firstmove
