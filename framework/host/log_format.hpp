// The lines of the log.
#pragma once

#include <spdlog/formatter.h>

#include <memory>

namespace firstmove::host {

// "warning: TEXT", in which the text is cleaned (base/clean_text.hpp): it may hold names of files
// and other text from outside.
std::unique_ptr<spdlog::formatter> log_format();

}  // namespace firstmove::host
