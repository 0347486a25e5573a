// Values of a sweep that are made, not listed: { log = [1e-3, 1.0, 4] }.
#pragma once

#include <toml++/toml.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/diagnostics.hpp"
#include "manifest/address.hpp"

namespace firstmove::engine {

// The kinds there are: linear, log, range, random_uniform, random_log.
const std::vector<std::string>& generator_kinds();
bool is_random(const toml::node& generator);

// The values, each at the generator's place; none, with a mistake, if it cannot be used. Random
// ones are a function of the seed, the sweep's key and their position: another key changes none of
// them. Reals are rounded to 15 significant digits, on logarithmic scales to 12: 0.3 and 0.01 are
// themselves, and mathematical libraries that differ in the last bit give the same values.
std::vector<LooseValue> generate(const toml::table& generator, const std::string& key,
                                 std::uint64_t seed, std::vector<Mistake>& mistakes);

}  // namespace firstmove::engine
