// Merges a manifest into the manifest that it includes.
#pragma once

#include <toml++/toml.h>

namespace firstmove::engine {

// Merges `more` over `base`. Tables merge key by key; values and lists replace. The records of the
// keys (keys.hpp) say more:
// - entries of a list of tables merge in place if they have the same identity (a learner's name,
//   an observer's plugin), the n-th with the n-th; others are appended;
// - some values are replaced whole (step, noise, start, ..);
// - another plugin, rule or source drops the params of the one before;
// - a table that is written in another way (players in place of rule, formulas in place of a
//   plugin) keeps nothing but its identity.
// A sweep of another mode replaces the sweep. Nodes are moved, so that each keeps its place in its
// file.
void merge_manifest(toml::table& base, toml::table&& more);

}  // namespace firstmove::engine
