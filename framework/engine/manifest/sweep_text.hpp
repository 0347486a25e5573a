// Writes [sweep] in the order of the manifest's files.
#pragma once

#include <toml++/toml.h>

#include <cstdint>
#include <string>
#include <vector>

namespace firstmove::engine {

struct SweepEntry {
  std::string key;
  toml::node* node;
};
// Entries in the order of the files, which a TOML table does not keep; those of overrides last.
std::vector<SweepEntry> in_order(toml::table& table, const std::vector<std::string>& files);

// A [sweep] as TOML that gives the same combinations in the same order; with its seed if it has
// random values.
std::string sweep_text(toml::table& sweep, const std::vector<std::string>& files,
                       std::uint64_t seed);

}  // namespace firstmove::engine
