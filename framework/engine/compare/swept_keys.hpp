// The keys of a sweep and their values.
#pragma once

#include <nlohmann/json.hpp>

#include <string>
#include <vector>

namespace firstmove::engine {

// A swept key with its values, numbers in ascending order, and the variants with each value.
struct SweptKey {
  std::string key;
  std::vector<nlohmann::ordered_json> values;
  std::vector<std::vector<std::size_t>> variants;
  bool numeric = true;
};

// Keys with at least two values. `variants`: the JSON of each, {"game.params.A":80.0}.
std::vector<SweptKey> swept_keys(const std::vector<std::string>& variants);

}  // namespace firstmove::engine
