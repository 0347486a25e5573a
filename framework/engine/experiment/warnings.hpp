// Tells a person, once, what the theory does not cover.
#pragma once

#include <string>
#include <vector>

#include "manifest/manifest.hpp"
#include "results/store.hpp"

namespace firstmove::engine {

// What a manifest breaks before anything runs (theory.hpp), each sentence once a learner; none with
// `warnings = false`.
std::vector<ExperimentRecord::Warning> manifest_warnings(const Manifest& manifest);

// On the log: a line for each sentence, with the learners that it is about.
void say(const std::vector<ExperimentRecord::Warning>& warnings);
// Likewise what learners met while running, with in how many of their runs.
void say_of_runs(const std::vector<RunRecord>& runs);

}  // namespace firstmove::engine
