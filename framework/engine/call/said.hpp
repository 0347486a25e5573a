// What the workers of a command have printed, so that a worker that does the work of a dead one
// again does not print it again.
#pragma once

#include <cstdint>
#include <string_view>

namespace firstmove::engine {

// Whether no worker of this command has called this before with the same text for the n-th time,
// where n counts the calls in this worker. Without a supervisor always true. If the worker dies
// between this call and the printing, the text is lost.
bool first_time(std::string_view text);

// Whether an earlier worker of this command has called first_time() with the text.
bool said_before(std::string_view text);

}  // namespace firstmove::engine
