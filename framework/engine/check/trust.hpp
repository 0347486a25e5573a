// Whether a plugin file can be trusted: it was shipped with this program, or it has passed
// `firstmove check`. The file is identified by its SHA-256.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "check/check.hpp"

namespace firstmove::engine {

enum class Trust {
  shipped,   // SHA256SUMS in the program's own plugin folder names the file with this hash
  checked,   // all checks passed for a file with these bytes
  failed,    // a check failed for a file with these bytes, even if it was shipped
  unchecked  // no verdict
};
const char* trust_name(Trust trust);

struct TrustStatus {
  Trust trust = Trust::unchecked;
  std::vector<std::string> failed;  // names of checks
};

// The trust in a plugin file with this SHA-256.
TrustStatus trust_of(const std::filesystem::path& file, const std::string& sha256);

// Saves the result of all checks of a file, for this version of the ABI, as a file in
// $XDG_DATA_HOME/firstmove/checked (~/.local/share if it is not set). Logs a warning on failure.
void keep_verdict(const CheckReport& report);

}  // namespace firstmove::engine
