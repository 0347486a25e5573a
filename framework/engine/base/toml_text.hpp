// Parses TOML that users give. One place limits how deep it may be nested.
#pragma once

#include <toml++/toml.h>

#include <cstddef>
#include <string>
#include <string_view>

namespace firstmove::engine {

// Levels of tables and lists, counting the parts of dotted keys.
inline constexpr std::size_t most_levels = 64;

// Throws toml::parse_error, also at the first place that is nested deeper than most_levels: tables
// are read, merged and destroyed level by level, and a hundred thousand levels overflow the stack.
toml::table parse_toml(std::string_view text, const std::string& file);

}  // namespace firstmove::engine
