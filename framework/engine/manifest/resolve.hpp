// Writes a manifest with all its defaults.
#pragma once

#include <toml++/toml.h>

#include "spec/experiment_spec.hpp"

namespace firstmove::engine {

// Collects the variants of a sweep (or the only one) and makes a manifest that, with the sweep,
// reads as the same variants again. It keeps the author's structure, so that the sweep's keys stay
// valid; a default is written out if all variants agree on it.
class Resolver {
 public:
  // `tree` is the variant's TOML, with the sweep's values; `spec` is what was read from it.
  void add(toml::table tree, const ExperimentSpec& spec);
  // `base` has every override, but no value of the sweep.
  toml::table resolved(toml::table base) const;

 private:
  toml::table common_;  // of all variants, defaults filled in
  bool first_ = true;
};

}  // namespace firstmove::engine
