// The compiler and the kit that plugins are made with.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace firstmove::engine {

struct Toolchain {
  std::vector<std::string> compiler;  // the program, with arguments of its own
  std::string version;                // the first line that it says of itself
  std::vector<std::string> flags;
  std::filesystem::path includes;  // of the kit and the ABI
  std::string kit_hash;            // SHA-256 over their headers

  // For C++, or for C. $CXX or $CC, else the first of the usual names that there is. Throws
  // InputError if there is none, or if the headers are not where they were installed.
  static const Toolchain& of(bool c_plus_plus);
};

}  // namespace firstmove::engine
