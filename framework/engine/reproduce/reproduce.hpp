// One run of a results folder, taken again and held against what was recorded, bit by bit.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "manifest/manifest.hpp"
#include "results/results.hpp"

namespace firstmove::engine {

struct Reproduction {
  bool same = false;
  std::string difference;            // the first one, with its step where one was recorded
  std::vector<std::string> changed;  // what is not as it was then: plugins, versions
  std::uint64_t compared = 0;        // numbers
};

// `manifest` is the folder's own. Throws InputError if there is no such run.
Reproduction reproduce(const Results& results, const Manifest& manifest, std::int64_t run);

}  // namespace firstmove::engine
