// Reads the manifest of results again.
#pragma once

#include "manifest/manifest.hpp"
#include "results/results.hpp"

namespace firstmove::engine {

// Loads the plugins that the manifest names, and compiles its sources. Throws UnreadableResults if
// it cannot be read again: it is missing or was changed, or a plugin is not there any more.
Manifest manifest_of(const Results& results, const Catalog& catalog);

}  // namespace firstmove::engine
