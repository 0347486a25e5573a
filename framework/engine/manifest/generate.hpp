// Values of a sweep that are generated, not listed: { log = [1e-3, 1.0, 4] }.
#pragma once

#include <toml++/toml.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/diagnostics.hpp"
#include "manifest/address.hpp"

namespace firstmove::engine {

bool is_random(const toml::node& generator);

// The values, each with the generator's place in the file; none, with a mistake added, if it cannot
// be used. Random values depend on the seed, the sweep's key and their index alone: another key
// does not change them. Reals are rounded to 15 significant digits, on logarithmic scales to 12. So
// 0.3 and 0.01 stay exact, and mathematical libraries that differ in the last bit give the same
// values.
std::vector<LooseValue> generate(const toml::table& generator, const std::string& key,
                                 std::uint64_t seed, std::vector<Mistake>& mistakes);

}  // namespace firstmove::engine
