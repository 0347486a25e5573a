// The plugins that a manifest uses, with what is known of their files.
#pragma once

#include <vector>

#include "identity.hpp"
#include "manifest.hpp"
#include "store.hpp"

namespace firstmove {

// By kind, then id, each once.
std::vector<PluginRecord> plugins_of(const Manifest& manifest, PluginHashes& hashes);

}  // namespace firstmove
