// How a manifest that holds a difference changes the manifest that it includes.
#pragma once

#include <toml++/toml.h>

namespace firstmove::engine {

// Tables merge, key by key; values and lists replace. Beyond that:
// - entries of learner and cross_play of one name, and of observer of one plugin (the n-th with the
//   n-th), merge in place, and others are appended;
// - what is a choice among kinds (step, noise, optimizer, start, stop, every) is replaced whole;
// - another plugin or rule drops the params of the one before (a game its teams, too), and a
// learner
//   that goes from `rule` to `players`, or back, drops all of how it learned;
// - a sweep of another mode replaces the sweep.
// Nodes are moved, so that each keeps its place in its file.
void merge_manifest(toml::table& base, toml::table&& more);

}  // namespace firstmove::engine
