// The symbols of an ELF library, read from the file without loading it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace firstmove::engine::checks {

struct Symbol {
  std::string name;
  std::uint64_t address = 0, size = 0;  // in the library's address space
  bool visible = false;                 // defined, and visible to other libraries
};

class ElfFile {
 public:
  // Throws Failed unless it is a 64-bit ELF library of this machine's byte order.
  explicit ElfFile(const std::filesystem::path& file);

  // Names in .dynsym that are visible to other libraries.
  std::vector<std::string> visible() const;
  // The demangled name of the object at an address; "" if the file does not name it.
  std::string name_at(std::uint64_t address) const;

 private:
  std::vector<Symbol> dynamic_, all_;
};

}  // namespace firstmove::engine::checks
