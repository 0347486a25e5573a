#include "base/elf.hpp"

#include <elf.h>

#include <bit>
#include <cstring>

namespace firstmove::engine {
namespace {

template <class Struct>
std::vector<Struct> structs(const std::string& bytes) {
  std::vector<Struct> all(bytes.size() / sizeof(Struct));
  if (!all.empty()) std::memcpy(all.data(), bytes.data(), all.size() * sizeof(Struct));
  return all;
}

// The NUL-terminated text at a place of a string table.
std::string text_at(const std::string& table, std::uint64_t offset) {
  if (offset >= table.size()) throw ElfError("the file is truncated");
  return table.c_str() + offset;
}

}  // namespace

ElfFile::ElfFile(const std::filesystem::path& file) : stream_(file, std::ios::binary) {
  stream_.seekg(0, std::ios::end);
  size_ = stream_ ? static_cast<std::uint64_t>(stream_.tellg()) : 0;
  if (size_ < sizeof(Elf64_Ehdr) || bytes(0, SELFMAG) != ELFMAG)
    throw ElfError("the file is not an ELF library");
  const auto head = structs<Elf64_Ehdr>(bytes(0, sizeof(Elf64_Ehdr))).front();
  const unsigned char order =
      std::endian::native == std::endian::little ? ELFDATA2LSB : ELFDATA2MSB;
  if (head.e_ident[EI_CLASS] != ELFCLASS64 || head.e_ident[EI_DATA] != order)
    throw ElfError("the file is not a 64-bit shared library");
  is_shared_library_ = head.e_type == ET_DYN;
  const auto headers =
      structs<Elf64_Shdr>(bytes(head.e_shoff, std::uint64_t{head.e_shnum} * sizeof(Elf64_Shdr)));
  if (headers.empty()) return;
  if (head.e_shstrndx >= headers.size() || head.e_shentsize != sizeof(Elf64_Shdr))
    throw ElfError("the file is truncated");
  const Elf64_Shdr& names = headers[head.e_shstrndx];
  const std::string table = bytes(names.sh_offset, names.sh_size);
  for (const Elf64_Shdr& s : headers)
    sections_.push_back(
        {text_at(table, s.sh_name), s.sh_type, s.sh_link, s.sh_offset, s.sh_size, s.sh_entsize});
}

std::string ElfFile::section(const std::string& name) {
  for (const Section& section : sections_)
    if (section.name == name && section.type != SHT_NOBITS)
      return bytes(section.offset, section.size);
  return "";
}

std::vector<std::string> ElfFile::visible_names() {
  std::vector<std::string> names;
  for (ElfSymbol& symbol : symbols_of_type(SHT_DYNSYM))
    if (symbol.visible) names.push_back(std::move(symbol.name));
  return names;
}

std::vector<ElfSymbol> ElfFile::symbols() { return symbols_of_type(SHT_SYMTAB); }

std::string ElfFile::bytes(std::uint64_t offset, std::uint64_t count) {
  if (offset > size_ || count > size_ - offset) throw ElfError("the file is truncated");
  std::string read(count, '\0');
  stream_.clear();
  stream_.seekg(static_cast<std::streamoff>(offset));
  stream_.read(read.data(), static_cast<std::streamsize>(count));
  if (!stream_) throw ElfError("the file is truncated");
  return read;
}

std::vector<ElfSymbol> ElfFile::symbols_of_type(std::uint32_t type) {
  std::vector<ElfSymbol> symbols;
  for (const Section& section : sections_) {
    if (section.type != type || section.entry_size != sizeof(Elf64_Sym)) continue;
    if (section.link >= sections_.size()) throw ElfError("the file is truncated");
    const Section& names = sections_[section.link];
    const std::string table = bytes(names.offset, names.size);
    for (const Elf64_Sym& s : structs<Elf64_Sym>(bytes(section.offset, section.size))) {
      const int binding = ELF64_ST_BIND(s.st_info), visibility = ELF64_ST_VISIBILITY(s.st_other);
      symbols.push_back({text_at(table, s.st_name), s.st_value,
                         ELF64_ST_TYPE(s.st_info) == STT_OBJECT ? s.st_size : 0,
                         s.st_shndx != SHN_UNDEF && s.st_shndx != SHN_ABS && binding != STB_LOCAL &&
                             (visibility == STV_DEFAULT || visibility == STV_PROTECTED)});
    }
  }
  return symbols;
}

}  // namespace firstmove::engine
