// Plugin libraries from sources, by the system's compiler, each made once.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace firstmove::engine {

// The folder that compiled plugins are kept in, firstmove/plugins in user_cache_folder(). Throws
// InputError if there is none.
std::filesystem::path compiled_plugins();

// A plugin library.
struct Compiled {
  std::filesystem::path library;  // ID.so
  std::vector<std::filesystem::path>
      sources;  // that it was made of, but for the system's and the kit's headers
};

// Compiles C++ text to ID.so. The same text gives the same file as long as compiler, flags and kit
// are the same; it is compiled then only the first time. Throws InputError with what the compiler
// says, or that there is none.
Compiled compile_text(const std::string& id, const std::string& text);

// Compiles a source file, FILE.cpp or FILE.c, to FILE.so; again only if the file or what it
// includes from its own surroundings has changed.
Compiled compile_file(const std::filesystem::path& file);

}  // namespace firstmove::engine
