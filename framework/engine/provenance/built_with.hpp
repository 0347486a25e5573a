// What libraries and programs were built with, as recorded in their files.
#pragma once

#include <filesystem>
#include <string>

namespace firstmove::engine {

// Each text one line: the identification of the compilers, and the flags if the file records them
// (sdk/firstmove/flags.h). Empty if not recorded, or if the file cannot be read as ELF.
struct BuiltWith {
  std::string compiler, flags;
};
BuiltWith built_with(const std::filesystem::path& file);

}  // namespace firstmove::engine
