// Two results, or two runs, held against each other: what went into them, and what came out.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "results/results.hpp"

namespace firstmove::engine {

// All of a results folder, or one run of it.
struct ComparedResults {
  std::filesystem::path folder;
  std::optional<std::int64_t> run;
};
// "DIR" or "DIR:ID"; throws InputError if there is no such folder.
ComparedResults compared_results(const std::string& text);

// What is not the same of both; nothing where one has it not.
struct Change {
  std::string what;
  std::optional<std::string> was, is;
  std::string was_origin, is_origin;  // of settings of whole experiments: what set them
};

// Two runs that are not the same bit for bit.
struct RunDifference {
  std::int64_t was = 0, is = 0;  // their ids
  std::string learner, sweep_json;
  std::uint32_t replicate = 0;
  std::uint64_t values = 0, different = 0;  // of the numbers recorded
  double largest = 0;                       // difference of two of them; infinite if not finite
  std::vector<std::string> said;            // the first number in words, and what is no number
};

struct Comparison {
  std::vector<Change> settings, plugins, provenance;
  std::uint64_t compared = 0;  // runs that are in both
  std::vector<RunDifference> runs;
  std::vector<std::string> only_was, only_is;  // runs, by learner, sweep and replicate
  bool same_results() const { return runs.empty() && only_was.empty() && only_is.empty(); }
  bool same() const {
    return settings.empty() && plugins.empty() && provenance.empty() && same_results();
  }
};

// Wall time is left out. Throws InputError: no results, no such run, a run against an experiment.
Comparison compare(const ComparedResults& was, const ComparedResults& is);

}  // namespace firstmove::engine
