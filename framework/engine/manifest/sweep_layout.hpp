// Combinations of a sweep's values.
#pragma once

#include <toml++/toml.h>

#include <string>
#include <vector>

#include "manifest/sweep.hpp"

namespace firstmove::engine {

struct SweepAxis {
  std::string name;
  const toml::node* node;
  std::vector<Sweep::Combination> rows;  // values that are taken together
};

// All axes in step; and their product, the first slowest. Of no use if a mistake was added.
std::vector<Sweep::Combination> zipped(const std::vector<SweepAxis>& axes,
                                       std::vector<Mistake>& mistakes);
std::vector<Sweep::Combination> product(const std::vector<SweepAxis>& axes,
                                        const std::string& place, std::vector<Mistake>& mistakes);

// Drops the combinations that match all values of any of the tables in `patterns`.
void exclude(Sweep& sweep, const toml::node& patterns, std::vector<Mistake>& mistakes);

}  // namespace firstmove::engine
