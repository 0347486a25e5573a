// Paths that others have named: in a database, by a plugin, in a manifest. They must not lead out
// of the folder that they are relative to.
#pragma once

#include <filesystem>
#include <optional>

namespace firstmove::engine {

// The absolute path, without links, of what `path` names in `folder`; it need not exist. Nothing if
// it lies outside: because `path` is absolute or empty, by "..", or through a link.
std::optional<std::filesystem::path> inside(const std::filesystem::path& folder,
                                            const std::filesystem::path& path);

}  // namespace firstmove::engine
