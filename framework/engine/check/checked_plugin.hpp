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
  std::filesystem::path folder;  // an empty folder for the files that the plugin writes

  const fm_descriptor& descriptor() const { return *plugin.descriptor; }
};

// One check of a kind of plugin: its name, what it verifies, and its function.
struct Check {
  const char* name;
  const char* about;
  Answer (*run)(const CheckedPlugin& subject);
};

// The checks of each kind of plugin, in the order in which they run. If `calls` fails, the checks
// after it are skipped.
std::vector<Check> game_checks();
std::vector<Check> learner_checks();
std::vector<Check> observer_checks();

// Checks of a file, before its plugins are known. Throw Failed.
Answer check_symbol(const std::filesystem::path& file);
Answer check_abi(const std::filesystem::path& file);
// A check of every plugin.
Answer check_descriptor(const CheckedPlugin& subject);

}  // namespace firstmove::engine::checks
