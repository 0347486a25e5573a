// The host's commands call the engine's things by their own names.
#pragma once

namespace firstmove::engine {}

namespace firstmove::host {
using namespace engine;
}  // namespace firstmove::host
