// The address ranges of the code of loaded plugins.
#pragma once

#include <cstdint>

namespace firstmove::engine {

// Remembers the library that a function is part of.
void remember_plugin_text(const void* function);

// Whether an address lies in the code of a plugin library. May be called in a signal handler.
bool in_plugin_text(std::uintptr_t address);

}  // namespace firstmove::engine
