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

// One combination of a sweep: which keys take which of their values.
struct Setting {
  std::string key;    // dotted
  std::size_t index;  // in the list of the [sweep] table
};
using Assignment = std::vector<Setting>;

// The combinations that a [sweep] table names; one empty one if there is none.
std::vector<Assignment> combinations(const toml::table& manifest, std::vector<Mistake>& mistakes);

// Moves the values of a combination out of [sweep] to where their keys point.
void apply_assignment(toml::table& manifest, const Assignment& assignment,
                      std::vector<Mistake>& mistakes);

// {"game.params.A":80.0}
std::string to_json(const Assignment& assignment, const toml::table& manifest);

}  // namespace firstmove
