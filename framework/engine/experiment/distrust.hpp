// Which runs of an experiment are not taken, because a plugin failed its check.
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
  Distrust() = default;  // of nothing
  // `trusted` are ids that a person vouches for.
  Distrust(const Manifest& manifest, PluginHashes& hashes, const std::vector<std::string>& trusted);

  // Whether nothing of the plugin is to be called.
  bool covers(const Plugin& plugin) const { return failed_.contains(plugin.file.string()); }
  // Why the runs of one learner of a variant are not taken: "plugin 'x' failed its check:
  // derivatives, symmetry"; "" if they are.
  std::string reason(const ExperimentSpec& spec, std::uint32_t learner) const;
  // A line about plugins that are unchecked, and one about those that failed and are trusted.
  std::vector<std::string> warnings() const;

 private:
  std::map<std::string, std::string> failed_;  // by file: the reason
  std::vector<std::string> unchecked_, vouched_;
};

}  // namespace firstmove::engine
