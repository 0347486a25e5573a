// Everything that determines the bits of a run. Runs with the same key have the same results, for
// any names, order of learners, threads and batches.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "spec/experiment_spec.hpp"

namespace firstmove::engine {

// The SHA-256 of plugins and of this program, each file read once.
class PluginHashes {
 public:
  std::string of(const Plugin& plugin) {
    return plugin.file.empty() ? plugin.sha256 : of_file(plugin.file.string());
  }
  const std::string& of_program() { return of_file("/proc/self/exe"); }

 private:
  const std::string& of_file(const std::string& file);

  std::map<std::string, std::string> by_file_;
};

// Everything that the runs of one learner have in common, one line each, like
// "player.1.step.constant = 0.1".
struct Identity {
  std::string text;
  std::string hash;  // SHA-256 of the text
};
Identity identity_of(const ExperimentSpec& spec, const LearnerSpec& learner, PluginHashes& hashes);

// The key of the run of one replicate. `position` matters only for a grid of starts: it is the
// number of the grid point.
std::string run_key(const Identity& identity, const ExperimentSpec& spec, std::uint32_t replicate,
                    std::size_t position);

// The values of an identity by their keys.
std::map<std::string, std::string> identity_lines(const std::string& text);

// The differences of two identities: "player.1.step.constant is 0.2 and was 0.1".
std::vector<std::string> identity_differences(const std::string& now, const std::string& then);

}  // namespace firstmove::engine
