// Changes to a manifest's TOML before it is read: --set, and the values of a sweep. Nodes are
// moved, never copied: a copy of a node forgets its place, and mistakes could not name it.
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
std::string put(toml::table& manifest, const std::string& path, toml::node&& value);

}  // namespace firstmove
