// The compiler and the kit that plugins are compiled with.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace firstmove::engine {

struct Toolchain {
  std::vector<std::string> compiler;  // the program and its own arguments
  std::string version;                // the first line of its --version
  std::vector<std::string> flags;
  std::filesystem::path includes;  // of the kit and the ABI
  std::string kit_hash;            // SHA-256 over their headers

  // For C++, or for C. $CXX or $CC, else the first of the usual names that can be run. Throws
  // InputError if there is no compiler, or if the headers are not next to the program.
  static const Toolchain& of(bool c_plus_plus);
};

}  // namespace firstmove::engine
