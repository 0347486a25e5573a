// The git commit that a file belongs to.
#pragma once

#include <filesystem>
#include <string>

namespace firstmove::engine {

// The commit that is checked out in the file's repository, with " dirty" if a tracked file has been
// changed since or this file is not tracked. Empty if the file is not in a repository with a
// commit, or if there is no git. The repository is only read; its fsmonitor is not run.
std::string git_commit_around(const std::filesystem::path& file);

}  // namespace firstmove::engine
