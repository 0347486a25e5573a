// The plugins that a manifest uses, with what is known of their files.
#pragma once

#include <vector>

#include "experiment/identity.hpp"
#include "manifest/manifest.hpp"
#include "results/store.hpp"

namespace firstmove::engine {

// By kind, then id, each once.
std::vector<PluginRecord> plugins_of(const Manifest& manifest, PluginHashes& hashes);

}  // namespace firstmove::engine
