// Estimates how long an experiment will take and how large its results will be, before it runs.
#pragma once

#include <cstdint>

#include "manifest/manifest.hpp"

namespace firstmove::engine {

struct Estimate {
  double seconds = 0;  // on `jobs` threads, if no run ends early
  double bytes = 0;    // of the results folder
};

// Plays the first steps of a batch of each learner, for about `budget` seconds in total, and scales
// the result; in a sweep, some evenly chosen variants represent all. What observers record is
// measured in a temporary folder. The estimate gives the order of magnitude only: later steps may
// cost more than the first ones, other processes use the processor, and a database file is larger
// than its rows.
Estimate estimate(const Manifest& manifest, unsigned jobs, double budget = 1);

}  // namespace firstmove::engine
