// Decides which runs of an experiment are not run because a plugin failed its check.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "check/trust.hpp"
#include "experiment/identity.hpp"
#include "manifest/manifest.hpp"

namespace firstmove::engine {

class Distrust {
 public:
  Distrust() = default;  // distrusts nothing
  // `trusted`: ids of plugins that may run although their check failed.
  Distrust(const Manifest& manifest, PluginHashes& hashes, const std::vector<std::string>& trusted);

  // Whether the plugin must not be called.
  bool covers(const Plugin& plugin) const { return failed_.contains(plugin.file.string()); }
  // Why the runs of one learner of a variant are not run: "plugin 'x' failed its check:
  // derivatives, symmetry"; "" if they may run.
  std::string reason(const ExperimentSpec& spec, std::uint32_t learner) const;
  // One line about unchecked plugins, and one about plugins that failed but are trusted.
  std::vector<std::string> warnings() const;

 private:
  std::map<std::string, std::string> failed_;  // by file: the reason
  std::vector<std::string> unchecked_, vouched_;
};

}  // namespace firstmove::engine
