// Text from outside, made fit for JSON and terminals.
#pragma once

#include <string>

namespace firstmove::engine {

// The text with every byte that is not part of valid UTF-8 replaced by U+FFFD.
std::string valid_utf8(std::string text);

}  // namespace firstmove::engine
