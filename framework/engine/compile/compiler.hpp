// Compiles plugin libraries from sources with the system's compiler, each only once.
#pragma once

#include <filesystem>
#include <vector>

namespace firstmove::engine {

// A plugin library.
struct Compiled {
  std::filesystem::path library;  // ID.so
  // The files that it was compiled from, without the headers of the system and the kit.
  std::vector<std::filesystem::path> sources;
};

// Compiles a source file, FILE.cpp, FILE.cc or FILE.c, to FILE.so. It is compiled again only if the
// file, or a file that it includes (other than headers of the system and the kit), the compiler,
// its flags or the kit has changed, or the cache (game_cache.hpp) has lost it. Throws InputError
// with the compiler's error, or if there is no compiler or no cache to be trusted.
Compiled compile_file(const std::filesystem::path& file);

}  // namespace firstmove::engine
