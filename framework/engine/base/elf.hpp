// Sections and symbols of ELF files: libraries and programs, read without loading them.
#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <vector>

namespace firstmove::engine {

// A file that is not what was expected; what() says so: "the file is truncated".
struct ElfError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

struct ElfSymbol {
  std::string name;
  std::uint64_t address = 0, size = 0;  // in the library's address space; size 0 unless an object
  bool visible = false;                 // defined, and visible to other libraries
};

class ElfFile {
 public:
  // Throws ElfError unless it is a 64-bit ELF file of this machine's byte order.
  explicit ElfFile(const std::filesystem::path& file);

  bool is_shared_library() const { return is_shared_library_; }
  // The bytes of the section of this name; empty if there is none. Throws ElfError.
  std::string section(const std::string& name);
  // Names in .dynsym that are visible to other libraries. Throws ElfError.
  std::vector<std::string> visible_names();
  // All symbols of .symtab; none if it was stripped. Throws ElfError.
  std::vector<ElfSymbol> symbols();

 private:
  struct Section {
    std::string name;
    std::uint32_t type, link;
    std::uint64_t offset, size, entry_size;
  };
  std::string bytes(std::uint64_t offset, std::uint64_t count);
  std::vector<ElfSymbol> symbols_of_type(std::uint32_t type);

  std::ifstream stream_;
  std::uint64_t size_ = 0;
  bool is_shared_library_ = false;
  std::vector<Section> sections_;
};

}  // namespace firstmove::engine
