#include "provenance/elf.hpp"

#include <elf.h>

#include <algorithm>
#include <bit>
#include <cstring>
#include <fstream>
#include <vector>

namespace firstmove::engine {
namespace {

constexpr std::uint64_t most_bytes = 1 << 20;  // of a section, or of the section headers

class Reader {
 public:
  explicit Reader(const std::filesystem::path& file) : stream_(file, std::ios::binary) {}

  // Empty if the file is too short or `count` is implausible.
  std::string bytes(std::uint64_t offset, std::uint64_t count) {
    if (count > most_bytes || offset > INT64_MAX) return "";
    std::string read(count, '\0');
    stream_.clear();
    stream_.seekg(static_cast<std::streamoff>(offset));
    stream_.read(read.data(), static_cast<std::streamsize>(count));
    return stream_ ? read : "";
  }
  template <class Struct>
  std::vector<Struct> structs(std::uint64_t offset, std::uint64_t count) {
    const std::string read = bytes(offset, count * sizeof(Struct));
    std::vector<Struct> all(read.size() / sizeof(Struct));
    if (!all.empty()) std::memcpy(all.data(), read.data(), read.size());
    return all;
  }

 private:
  std::ifstream stream_;
};

// The distinct NUL-terminated texts, separated by "; ".
std::string texts(const std::string& section) {
  std::vector<std::string> each;
  for (std::size_t from = 0; from < section.size();) {
    const std::size_t end = std::min(section.find('\0', from), section.size());
    const std::string text = section.substr(from, end - from);
    if (!text.empty() && std::find(each.begin(), each.end(), text) == each.end())
      each.push_back(text);
    from = end + 1;
  }
  std::string all;
  for (const std::string& text : each) all += (all.empty() ? "" : "; ") + text;
  std::replace_if(
      all.begin(), all.end(), [](unsigned char c) { return c < ' ' || c > '~'; }, ' ');
  return all;
}

}  // namespace

std::string elf_section(const std::filesystem::path& file, const std::string& name) {
  Reader reader(file);
  const auto headers = reader.structs<Elf64_Ehdr>(0, 1);
  if (headers.empty()) return "";
  const Elf64_Ehdr& header = headers.front();
  const unsigned char order =
      std::endian::native == std::endian::little ? ELFDATA2LSB : ELFDATA2MSB;
  if (std::memcmp(header.e_ident, ELFMAG, SELFMAG) != 0 || header.e_ident[EI_CLASS] != ELFCLASS64 ||
      header.e_ident[EI_DATA] != order || header.e_shentsize != sizeof(Elf64_Shdr))
    return "";
  const auto sections = reader.structs<Elf64_Shdr>(header.e_shoff, header.e_shnum);
  if (header.e_shstrndx >= sections.size()) return "";
  const Elf64_Shdr& table = sections[header.e_shstrndx];
  const std::string names = reader.bytes(table.sh_offset, table.sh_size);
  for (const Elf64_Shdr& section : sections)
    if (section.sh_type != SHT_NOBITS && section.sh_name < names.size() &&
        name == names.c_str() + section.sh_name)
      return reader.bytes(section.sh_offset, section.sh_size);
  return "";
}

BuiltWith built_with(const std::filesystem::path& file) {
  return {texts(elf_section(file, ".comment")), texts(elf_section(file, ".firstmove.flags"))};
}

}  // namespace firstmove::engine
