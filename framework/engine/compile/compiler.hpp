// Compiles plugin libraries from sources with the system's compiler, each only once.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace firstmove::engine {

// A plugin library.
struct Compiled {
  std::filesystem::path library;  // ID.so
  // The files that it was compiled from, without the headers of the system and the kit.
  std::vector<std::filesystem::path> sources;
};

// Compiles C++ text to ID.so. The same text gives the same file as long as compiler, flags and kit
// are the same, and is compiled only the first time, unless the cache (game_cache.hpp) has lost it.
// Throws InputError with the compiler's error, or if there is no compiler or no cache to be
// trusted.
Compiled compile_text(const std::string& id, const std::string& text);

// Compiles a source file, FILE.cpp, FILE.cc or FILE.c, to FILE.so. It is compiled again only if the
// file, or a file that it includes (other than headers of the system and the kit), has changed.
Compiled compile_file(const std::filesystem::path& file);

}  // namespace firstmove::engine
