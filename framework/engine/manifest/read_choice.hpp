// Values of a manifest that are a table with one key, which names their kind: { normal = 1.0 }.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/toml_reader.hpp"
#include "manifest/keys.hpp"

namespace firstmove::engine {

struct Choice {
  const ManifestTable* kinds;
  const ManifestKey* kind;
  const toml::node* whole;  // { normal = 1.0 }
  const toml::node* value;  // 1.0
};
// Nothing, with a mistake added, if `node` is no such table or its kind is not among `kinds`.
// `what` is how mistakes name the value; without it the heading of `kinds`.
std::optional<Choice> read_choice(const toml::node& node, const ManifestTable& kinds,
                                  TableReader& in, std::string what = "");

// The numbers of a choice that is a number, an integer, a list or a tuple, all within their bounds;
// nothing, with a mistake added, if it is not.
std::optional<std::vector<double>> values_of(const Choice& choice, TableReader& in);

// A list of `count` finite numbers (any number if 0), or nothing.
std::optional<std::vector<double>> numbers(const toml::node& node, std::size_t count = 0);
// Whether each number is within the bounds of the tuple's part, and an integer where it must be.
bool parts_accept(const ManifestTable& parts, const std::vector<double>& tuple);

}  // namespace firstmove::engine
