#include "check/elf.hpp"

#include <cxxabi.h>
#include <elf.h>
#include <spdlog/fmt/fmt.h>

#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>
#include <memory>

#include "check/finding.hpp"

namespace firstmove::engine::checks {
namespace {

// The bytes of a file, with checked reads.
class Bytes {
 public:
  explicit Bytes(const std::filesystem::path& file) {
    std::ifstream stream(file, std::ios::binary);
    bytes_.assign(std::istreambuf_iterator<char>(stream), {});
  }
  template <class T>
  T at(std::uint64_t offset) const {
    if (offset > bytes_.size() || sizeof(T) > bytes_.size() - offset)
      throw Failed("the file is truncated");
    T value;
    std::memcpy(&value, bytes_.data() + offset, sizeof(T));
    return value;
  }
  std::string text(std::uint64_t offset) const {
    if (offset >= bytes_.size()) throw Failed("the file is truncated");
    return {bytes_.data() + offset, strnlen(bytes_.data() + offset, bytes_.size() - offset)};
  }
  std::size_t size() const { return bytes_.size(); }

 private:
  std::vector<char> bytes_;
};

std::vector<Symbol> symbols_of(const Bytes& bytes, const Elf64_Shdr& table,
                               const Elf64_Shdr& names) {
  std::vector<Symbol> symbols;
  if (table.sh_entsize != sizeof(Elf64_Sym) || table.sh_size > bytes.size()) return symbols;
  for (std::uint64_t at = 0; at + sizeof(Elf64_Sym) <= table.sh_size; at += sizeof(Elf64_Sym)) {
    const auto s = bytes.at<Elf64_Sym>(table.sh_offset + at);
    const int binding = ELF64_ST_BIND(s.st_info), visibility = ELF64_ST_VISIBILITY(s.st_other);
    const bool defined = s.st_shndx != SHN_UNDEF;
    symbols.push_back({bytes.text(names.sh_offset + s.st_name), s.st_value,
                       ELF64_ST_TYPE(s.st_info) == STT_OBJECT ? s.st_size : 0,
                       defined && binding != STB_LOCAL && s.st_shndx != SHN_ABS &&
                           (visibility == STV_DEFAULT || visibility == STV_PROTECTED)});
  }
  return symbols;
}

}  // namespace

ElfFile::ElfFile(const std::filesystem::path& file) {
  const Bytes bytes(file);
  if (bytes.size() < sizeof(Elf64_Ehdr) || bytes.text(0).substr(0, SELFMAG) != ELFMAG)
    throw Failed("the file is not an ELF library");
  const auto head = bytes.at<Elf64_Ehdr>(0);
  if (head.e_ident[EI_CLASS] != ELFCLASS64 || head.e_type != ET_DYN)
    throw Failed("the file is not a 64-bit shared library");
  for (unsigned i = 0; i < head.e_shnum; ++i) {
    const auto section = bytes.at<Elf64_Shdr>(head.e_shoff + i * sizeof(Elf64_Shdr));
    if (section.sh_type != SHT_DYNSYM && section.sh_type != SHT_SYMTAB) continue;
    const auto names = bytes.at<Elf64_Shdr>(head.e_shoff + section.sh_link * sizeof(Elf64_Shdr));
    (section.sh_type == SHT_DYNSYM ? dynamic_ : all_) = symbols_of(bytes, section, names);
  }
}

std::vector<std::string> ElfFile::visible() const {
  std::vector<std::string> names;
  for (const Symbol& symbol : dynamic_)
    if (symbol.visible) names.push_back(symbol.name);
  return names;
}

std::string ElfFile::name_at(std::uint64_t address) const {
  for (const Symbol& symbol : all_) {
    if (address < symbol.address || address >= symbol.address + symbol.size) continue;
    int status = 0;
    const std::unique_ptr<char, decltype(&std::free)> readable(
        abi::__cxa_demangle(symbol.name.c_str(), nullptr, nullptr, &status), &std::free);
    return readable ? readable.get() : symbol.name;
  }
  return "";
}

}  // namespace firstmove::engine::checks
