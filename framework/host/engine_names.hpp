// Makes the engine's names visible in the host's namespace.
#pragma once

namespace firstmove::engine {}

namespace firstmove::host {
using namespace engine;
}  // namespace firstmove::host
