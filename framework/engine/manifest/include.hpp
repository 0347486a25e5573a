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
  std::vector<std::string> files;  // as mistakes name them, in the order of merging
};

// Reads every file once: first the files that a file includes, in its order, then the file itself.
// Throws InputError with all mistakes if a file cannot be read or parsed; adds those of `without`.
Composed compose(const std::filesystem::path& file, std::vector<Mistake>& mistakes);

// Removes what the list `without` names ("learner.LOLA", "experiment.stop") from `tree`.
void drop(toml::table& tree, const toml::node& without, std::vector<Mistake>& mistakes);

}  // namespace firstmove::engine
