// Sections of ELF files, by name: what a library or a program tells of how it was made.
#pragma once

#include <filesystem>
#include <string>

namespace firstmove::engine {

// The bytes of a section; empty if the file has none of that name, or is no 64-bit ELF file of this
// machine's byte order.
std::string elf_section(const std::filesystem::path& file, const std::string& name);

// What a library or program was built with, each text one line: what its compilers signed it with,
// and its flags where it tells them (sdk/firstmove/flags.h). Empty where it says nothing.
struct BuiltWith {
  std::string compiler, flags;
};
BuiltWith built_with(const std::filesystem::path& file);

}  // namespace firstmove::engine
