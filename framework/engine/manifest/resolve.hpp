// A manifest with every default written out.
#pragma once

#include <toml++/toml.h>

#include "spec/experiment_spec.hpp"

namespace firstmove::engine {

// Collects the variants of a sweep (or the only one) and makes the manifest that, with the sweep,
// reads as the same variants again. It keeps the shape that its author gave it, so that the sweep's
// keys still mean what they meant; a default is written out if all variants agree on it.
class Resolver {
 public:
  // `tree` is the variant as it was read, the sweep's values put in; `spec` what it was read as.
  void add(toml::table tree, const ExperimentSpec& spec);
  // `base` has every override, but no value of the sweep put in.
  toml::table resolved(toml::table base) const;

 private:
  toml::table common_;  // of all variants, defaults filled in
  bool first_ = true;
};

}  // namespace firstmove::engine
