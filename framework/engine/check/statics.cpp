#include "check/statics.hpp"

#include <cxxabi.h>
#include <link.h>
#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <memory>
#include <stdexcept>

namespace firstmove::engine::checks {
namespace {

struct Mapping {
  std::uintptr_t begin, end;
};

// Where malloc's blocks may be: writable memory that is not mapped from a file.
std::vector<Mapping> heaps() {
  std::vector<Mapping> found;
  std::ifstream maps("/proc/self/maps");
  for (std::string line; std::getline(maps, line);) {
    unsigned long long begin = 0, end = 0, inode = 0;
    char access[5] = {}, path[64] = {};
    if (std::sscanf(line.c_str(), "%llx-%llx %4s %*s %*s %llu %63s", &begin, &end, access, &inode,
                    path) < 4)
      continue;
    const std::string name = path;
    if (access[0] != 'r' || access[1] != 'w' || inode != 0 || name == "[stack]") continue;
    // A heap that has grown after a fork is several mappings, one beside the other.
    if (!found.empty() && found.back().end == begin)
      found.back().end = end;
    else
      found.push_back({begin, end});
  }
  return found;
}

// The length of glibc's malloc block at `at`, from its header; 0 if no block begins there.
std::size_t block_length(std::uintptr_t at, const std::vector<Mapping>& mappings) {
  if (at % 16 != 0) return 0;
  const auto in = std::find_if(mappings.begin(), mappings.end(),
                               [at](const Mapping& m) { return at >= m.begin + 16 && at < m.end; });
  if (in == mappings.end()) return 0;
  std::size_t header = 0;
  std::memcpy(&header, reinterpret_cast<const void*>(at - 8), sizeof(header));
  const std::size_t size = header & ~std::size_t{7};
  if (size < 32 || size % 16 != 0 || at - 16 + size > in->end) return 0;
  return std::min<std::size_t>(size - 8, in->end - at);
}

// The demangled name of the object at an address; "" if the file does not name it.
std::string name_at(std::uint64_t address, const std::vector<ElfSymbol>& symbols) {
  for (const ElfSymbol& symbol : symbols) {
    if (address < symbol.address || address >= symbol.address + symbol.size) continue;
    int status = 0;
    const std::unique_ptr<char, decltype(&std::free)> readable(
        abi::__cxa_demangle(symbol.name.c_str(), nullptr, nullptr, &status), &std::free);
    return readable ? readable.get() : symbol.name;
  }
  return "";
}

}  // namespace

Statics::Statics(const std::filesystem::path& file) : symbols_(ElfFile(file).symbols()) {
  struct Search {
    const std::filesystem::path& file;
    Statics& found;
  } search{file, *this};
  dl_iterate_phdr(
      [](dl_phdr_info* info, std::size_t, void* data) {
        auto& [wanted, found] = *static_cast<Search*>(data);
        std::error_code error;
        if (!std::filesystem::equivalent(info->dlpi_name, wanted, error) || error) return 0;
        found.base_ = info->dlpi_addr;
        Range sealed{0, 0};  // made read-only by the loader after relocation
        for (int i = 0; i < info->dlpi_phnum; ++i)
          if (info->dlpi_phdr[i].p_type == PT_GNU_RELRO)
            sealed = {info->dlpi_addr + info->dlpi_phdr[i].p_vaddr,
                      info->dlpi_addr + info->dlpi_phdr[i].p_vaddr + info->dlpi_phdr[i].p_memsz};
        for (int i = 0; i < info->dlpi_phnum; ++i) {
          const auto& segment = info->dlpi_phdr[i];
          if (segment.p_type != PT_LOAD || !(segment.p_flags & PF_W)) continue;
          Range range{info->dlpi_addr + segment.p_vaddr,
                      info->dlpi_addr + segment.p_vaddr + segment.p_memsz};
          if (sealed.begin <= range.begin && sealed.end > range.begin)
            range.begin = std::min(range.end, sealed.end);
          if (range.begin < range.end) found.writable_.push_back(range);
        }
        return 1;
      },
      &search);
  if (base_ == 0) throw std::runtime_error("the library is not loaded");
}

Statics::Snapshot Statics::take() const {
  Snapshot snapshot;
  const std::vector<Mapping> mappings = heaps();
  const auto keep = [&snapshot](std::uintptr_t at, std::size_t length, bool heap) {
    const auto* const from = reinterpret_cast<const unsigned char*>(at);
    snapshot.pieces.push_back({at, heap, {from, from + length}});
  };
  for (const Range& range : writable_) {
    keep(range.begin, range.end - range.begin, false);
    for (std::uintptr_t at = (range.begin + 7) & ~std::uintptr_t{7}; at + 8 <= range.end; at += 8) {
      std::uintptr_t shown = 0;
      std::memcpy(&shown, reinterpret_cast<const void*>(at), sizeof(shown));
      if (const std::size_t length = block_length(shown, mappings); length > 0)
        keep(shown, std::min<std::size_t>(length, 1 << 20), true);
    }
  }
  return snapshot;
}

std::string Statics::scratch(const Snapshot& then, const Snapshot& same,
                             const Snapshot& now) const {
  std::size_t bytes = 0;
  std::string where;
  for (const Snapshot::Piece& piece : now.pieces) {
    const auto find = [&piece](const Snapshot& in) {
      const auto found =
          std::find_if(in.pieces.begin(), in.pieces.end(), [&](const Snapshot::Piece& other) {
            return other.at == piece.at && other.bytes.size() == piece.bytes.size();
          });
      return found == in.pieces.end() ? nullptr : &*found;
    };
    const Snapshot::Piece *before = find(then), *again = find(same);
    if (!before || !again) continue;
    for (std::size_t i = 0; i < piece.bytes.size(); ++i) {
      if (piece.bytes[i] == before->bytes[i] || again->bytes[i] != before->bytes[i]) continue;
      ++bytes;
      if (!where.empty()) continue;
      const std::string name = piece.heap ? "" : name_at(piece.at + i - base_, symbols_);
      where = piece.heap     ? "of memory that a static variable points to"
              : name.empty() ? fmt::format("at address {:#x} of the library", piece.at + i - base_)
                             : fmt::format("of '{}'", name);
    }
  }
  return bytes == 0 ? "" : fmt::format("{} bytes {}", bytes, where);
}

}  // namespace firstmove::engine::checks
