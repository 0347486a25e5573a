// Compares plugin folders with the lists of hashes that were written when they were built.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace firstmove::engine {

inline constexpr const char* sums_name =
    "SHA256SUMS";  // in the format of sha256sum, beside the plugins

// A plugin file, or a listed file that is missing.
struct Verified {
  enum class Hash { agrees, differs, unlisted, missing };
  std::filesystem::path file;
  Hash hash = Hash::unlisted;  // unlisted: not in SHA256SUMS
  std::string refusal;         // why it cannot be used; "" if it can
  bool good() const { return refusal.empty() && (hash == Hash::agrees || hash == Hash::unlisted); }
};
const char* hash_name(Verified::Hash hash);  // "agrees", ..

// Every library in the folders, including hidden ones, and every listed file that is missing;
// ordered by folder, then name. Throws InputError if a list cannot be parsed.
std::vector<Verified> verify(const std::vector<std::filesystem::path>& folders);

}  // namespace firstmove::engine
