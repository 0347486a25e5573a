// Compares two results folders, or two runs: their inputs and their results.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "results/results.hpp"

namespace firstmove::engine {

// A whole results folder, or one of its runs.
struct ComparedResults {
  std::filesystem::path folder;
  std::optional<std::int64_t> run;
};
// "DIR" or "DIR:ID"; throws InputError if there is no such folder.
ComparedResults compared_results(const std::string& text);

// A difference; `was` or `is` is empty if that side lacks the item.
struct Change {
  std::string what;
  std::optional<std::string> was, is;
  std::string was_origin, is_origin;  // for settings of whole experiments: where they were set
};

// Two runs that are not the same bit for bit.
struct RunDifference {
  std::int64_t was = 0, is = 0;  // their ids
  std::string learner, sweep_json;
  std::uint32_t replicate = 0;
  std::uint64_t values = 0, different = 0;  // of recorded numbers
  double largest = 0;             // absolute difference; infinite if a value is not finite
  std::vector<std::string> said;  // the first number and all texts that differ
};

struct Comparison {
  std::vector<Change> settings, plugins, provenance;
  std::uint64_t compared = 0;  // runs that both have
  std::vector<RunDifference> runs;
  std::vector<std::string> only_was, only_is;  // runs, by learner, sweep and replicate
  bool same_results() const { return runs.empty() && only_was.empty() && only_is.empty(); }
  bool same() const {
    return settings.empty() && plugins.empty() && provenance.empty() && same_results();
  }
};

// Ignores wall time. Throws InputError if there are no results, there is no such run, or a run is
// compared with an experiment.
Comparison compare(const ComparedResults& was, const ComparedResults& is);

}  // namespace firstmove::engine
