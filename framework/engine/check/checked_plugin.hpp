// The plugin under check, loaded, in the child process of one check.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "check/finding.hpp"
#include "plugin/catalog.hpp"
#include "plugin/parameters.hpp"

namespace firstmove::engine::checks {

struct CheckedPlugin {
  Plugin plugin;
  Parameters params;
  std::filesystem::path folder;  // an empty one, for what it may write

  const fm_descriptor& descriptor() const { return *plugin.descriptor; }
};

// One check of a kind of plugin: its name, what it looks for, and how.
struct Check {
  const char* name;
  const char* about;
  Answer (*run)(const CheckedPlugin& subject);
};

// Of the plugins of a kind, in the order in which they are made; `calls` is among them, and if it
// fails the rest has nothing to stand on.
std::vector<Check> game_checks();
std::vector<Check> learner_checks();
std::vector<Check> observer_checks();

// Of a file, before its plugins are known. Throw Failed.
Answer check_symbol(const std::filesystem::path& file);
Answer check_abi(const std::filesystem::path& file);
// Of any plugin.
Answer check_descriptor(const CheckedPlugin& subject);

}  // namespace firstmove::engine::checks
