// Repeats one run of a results folder and compares it with the recorded run, bit by bit.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "manifest/manifest.hpp"
#include "results/results.hpp"

namespace firstmove::engine {

struct Reproduction {
  bool same = false;
  std::string difference;            // the first one, with its step if it has one
  std::vector<std::string> changed;  // what has changed since then: plugins, versions
  std::uint64_t compared = 0;        // numbers
};

// `manifest` is the one in the folder. Throws InputError if there is no such run, or it cannot be
// reproduced.
Reproduction reproduce(const Results& results, const Manifest& manifest, std::int64_t run);

}  // namespace firstmove::engine
