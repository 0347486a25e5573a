// The plugins that a manifest uses, with the facts about their files.
#pragma once

#include <vector>

#include "experiment/identity.hpp"
#include "manifest/manifest.hpp"
#include "results/store.hpp"

namespace firstmove::engine {

// Ordered by kind, then id; each once.
std::vector<PluginRecord> plugins_of(const Manifest& manifest, PluginHashes& hashes);

}  // namespace firstmove::engine
