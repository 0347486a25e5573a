// The origin of each final value of a manifest: a file, an override, the sweep or a default.
#pragma once

#include <toml++/toml.h>

#include <map>
#include <string>
#include <vector>

#include "manifest/manifest.hpp"
#include "manifest/sweep.hpp"

namespace firstmove::engine {

// The place of every value by its key. Call it with the tree that was read: copies have no places.
std::map<std::string, std::string> places_of(const toml::table& tree);

// The values of `resolved` with their places in `places`; a value without a place is a default. A
// key of the sweep replaces the values that it sets, and lists all values that it takes.
std::vector<Setting> settings_of(const toml::table& resolved,
                                 const std::map<std::string, std::string>& places, Sweep& sweep);

}  // namespace firstmove::engine
