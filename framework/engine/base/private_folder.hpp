// Folders of this user whose files are run or believed: nobody else may be able to change them.
#pragma once

#include <filesystem>
#include <string>

namespace firstmove::engine {

// Who else can change this file or folder: "/x belongs to another user (uid 7)", "/x can be written
// by other users (mode 1777)"; "" if only this user and root can. A sticky bit does not help:
// others can still add files. "" too if there is no such file.
std::string changed_by_others(const std::filesystem::path& path);

// The same for `root`, for every folder from there to root / below, and for that one.
std::string changed_by_others(const std::filesystem::path& root,
                              const std::filesystem::path& below);

// Creates root / below and the missing folders above it, for this user alone (mode 0700). Returns
// why that failed, or "".
std::string make_private_folder(const std::filesystem::path& root,
                                const std::filesystem::path& below);

}  // namespace firstmove::engine
