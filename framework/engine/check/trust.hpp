// Whether a plugin file may be trusted: what was shipped with this program, and what has passed
// `firstmove check`, by the file's own bytes.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "check/check.hpp"

namespace firstmove::engine {

enum class Trust {
  shipped,   // SHA256SUMS in the program's own plugin folder names the file with this hash
  checked,   // all checks passed for a file of these bytes
  failed,    // some check failed for a file of these bytes, whoever shipped it
  unchecked  // nothing is known
};
const char* trust_name(Trust trust);

struct TrustStatus {
  Trust trust = Trust::unchecked;
  std::vector<std::string> failed;  // names of checks
};

// Of a plugin file with this SHA-256.
TrustStatus trust_of(const std::filesystem::path& file, const std::string& sha256);

// Remembers what came of all checks of a file, for this version of the ABI, as a file below
// $XDG_DATA_HOME/firstmove/checked (~/.local/share if it is not set). A warning says if it cannot.
void keep_verdict(const CheckReport& report);

}  // namespace firstmove::engine
