// Which commit of a git repository a file stands in.
#pragma once

#include <filesystem>
#include <string>

namespace firstmove::engine {

// The commit that is checked out around a file, and " dirty" if a file that git keeps has been
// changed since, or this one is none of those. Empty if the file is in no repository with a commit,
// or there is no git. The repository is only read, and nothing that it says is run.
std::string git_commit_around(const std::filesystem::path& file);

}  // namespace firstmove::engine
