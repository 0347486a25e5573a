// Values of manifests that are a table with one entry, which names their kind.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/toml_reader.hpp"

namespace firstmove::engine {

using Kinds = std::vector<std::string>;

// The one entry of a table like { power = [1.0, 1.0] }.
struct Choice {
  std::string kind;
  const toml::node* node;
};
// Nothing, with a mistake added, if it is no such table or its kind is not among `kinds`.
std::optional<Choice> read_choice(const toml::node& node, const char* what, const Kinds& kinds,
                                  TableReader& in);

// A list of `count` finite numbers (any number if 0), or nothing.
std::optional<std::vector<double>> numbers(const toml::node& node, std::size_t count = 0);

}  // namespace firstmove::engine
