// Warns once about settings and runs that the theory does not cover.
#pragma once

#include <string>
#include <vector>

#include "manifest/manifest.hpp"
#include "results/store.hpp"

namespace firstmove::engine {

// The violations in a manifest, known before anything runs (theory.hpp), each once per learner;
// none with `warnings = false`.
std::vector<ExperimentRecord::Warning> manifest_warnings(const Manifest& manifest);

// Logs one line for each sentence, with the learners that it concerns.
void say(const std::vector<ExperimentRecord::Warning>& warnings);
// Logs the warnings from runs in the same way, with the number of affected runs.
void say_of_runs(const std::vector<RunRecord>& runs);

}  // namespace firstmove::engine
