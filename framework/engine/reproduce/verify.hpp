// Plugin folders held against the list of hashes that was written when they were made.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace firstmove::engine {

inline constexpr const char* sums_name =
    "SHA256SUMS";  // as sha256sum writes it, beside the plugins

// A plugin file, or one that should be there.
struct Verified {
  enum class Hash { agrees, differs, unlisted, missing };
  std::filesystem::path file;
  Hash hash = Hash::unlisted;  // unlisted: no SHA256SUMS has it
  std::string refusal;         // why it cannot be used; "" if it can
  bool good() const { return refusal.empty() && (hash == Hash::agrees || hash == Hash::unlisted); }
};
const char* hash_name(Verified::Hash hash);  // "agrees", ..

// Every library in the folders, those too that others hide, and what is listed and is not there; by
// folder, then name. Throws InputError if a list cannot be understood.
std::vector<Verified> verify(const std::vector<std::filesystem::path>& folders);

}  // namespace firstmove::engine
