// What set each final value of a manifest.
#pragma once

#include <toml++/toml.h>

#include <map>
#include <string>
#include <vector>

#include "manifest/manifest.hpp"
#include "manifest/sweep.hpp"

namespace firstmove::engine {

// The place of every value by its key. To be asked of the tree that was read: copies know none.
std::map<std::string, std::string> places_of(const toml::table& tree);

// The values of `resolved`, whose places are `places`; what has none is a default. A key of the
// sweep stands for what it replaces, with all values that it takes.
std::vector<Setting> settings_of(const toml::table& resolved,
                                 const std::map<std::string, std::string>& places, Sweep& sweep);

}  // namespace firstmove::engine
