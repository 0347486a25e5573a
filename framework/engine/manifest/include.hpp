// A manifest with the manifests that it includes.
#pragma once

#include <toml++/toml.h>

#include <filesystem>
#include <string>
#include <vector>

#include "base/diagnostics.hpp"

namespace firstmove::engine {

struct Composed {
  std::string text;                // of the manifest itself, as read
  toml::table tree;                // of all files, without `include` and `without`
  std::vector<std::string> files;  // as places name them, in the order in which they were merged
};

// Every file once: those that a file includes before itself, in its order. Throws InputError if any
// cannot be read or parsed, with all such mistakes; adds those of `without`.
Composed compose(const std::filesystem::path& file, std::vector<Mistake>& mistakes);

// Drops what the list at `without` names ("learner.LOLA", "experiment.stop") from `tree`.
void drop(toml::table& tree, const toml::node& without, std::vector<Mistake>& mistakes);

}  // namespace firstmove::engine
