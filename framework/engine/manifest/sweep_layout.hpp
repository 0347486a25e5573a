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
  std::vector<Sweep::Combination> rows;  // each: values that are set together
};

// The n-th rows of all axes together; and the product of all axes, the first changing slowest. Do
// not use the result if a mistake was added.
std::vector<Sweep::Combination> zipped(const std::vector<SweepAxis>& axes,
                                       std::vector<Mistake>& mistakes);
std::vector<Sweep::Combination> product(const std::vector<SweepAxis>& axes,
                                        const std::string& place, std::vector<Mistake>& mistakes);

// Removes the combinations that have all values of one of the tables in `patterns`.
void exclude(Sweep& sweep, const toml::node& patterns, std::vector<Mistake>& mistakes);

}  // namespace firstmove::engine
