// Sections of ELF files, by name: they record how a library or a program was built.
#pragma once

#include <filesystem>
#include <string>

namespace firstmove::engine {

// The bytes of a section; empty if the file has none of that name, or is not a 64-bit ELF file of
// this machine's byte order.
std::string elf_section(const std::filesystem::path& file, const std::string& name);

// What a library or program was built with, each text one line: the identification of its
// compilers, and the flags if it records them (sdk/firstmove/flags.h). Empty if not recorded.
struct BuiltWith {
  std::string compiler, flags;
};
BuiltWith built_with(const std::filesystem::path& file);

}  // namespace firstmove::engine
