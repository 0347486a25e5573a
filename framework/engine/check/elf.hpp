// What an ELF library shows and holds, read from the file without loading it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace firstmove::engine::checks {

struct Symbol {
  std::string name;
  std::uint64_t address = 0, size = 0;  // in the library's own addresses
  bool visible = false;                 // defined, and other libraries can bind to it
};

class ElfFile {
 public:
  // Throws Failed if it is no 64-bit ELF library of this machine's byte order.
  explicit ElfFile(const std::filesystem::path& file);

  // Names of .dynsym that others see.
  std::vector<std::string> visible() const;
  // The object that an address belongs to, readable; "" where the file does not say.
  std::string name_at(std::uint64_t address) const;

 private:
  std::vector<Symbol> dynamic_, all_;
};

}  // namespace firstmove::engine::checks
