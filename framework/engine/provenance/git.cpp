#include "provenance/git.hpp"

#include <optional>
#include <sstream>
#include <utility>
#include <vector>

#include "base/process.hpp"

namespace firstmove::engine {
namespace {

namespace fs = std::filesystem;

// Git's output; nothing if git cannot be run or fails. Variables that point git to a repository
// other than its folder's are not passed on.
std::optional<std::string> git(const fs::path& folder, std::vector<std::string> arguments) {
  std::vector<std::string> words = {"git", "--no-optional-locks", "-c", "core.fsmonitor=false",
                                    "-C",  folder.string()};
  words.insert(words.end(), arguments.begin(), arguments.end());
  ProcessResult result = run_process(words, {.drop_errors = true, .without_variables = "GIT_"});
  if (result.code != 0) return std::nullopt;
  return std::move(result.output);
}

}  // namespace

std::string git_commit_around(const fs::path& file) {
  const fs::path path = fs::absolute(file).lexically_normal();
  const auto status = git(path.parent_path(), {"status", "--porcelain=v2", "--branch",
                                               "--untracked-files=no", "--ignore-submodules"});
  if (!status) return "";
  std::string commit;
  bool dirty = false;
  std::istringstream lines(*status);
  const std::string head = "# branch.oid ";
  for (std::string line; std::getline(lines, line);)
    if (line.starts_with(head))
      commit = line.substr(head.size());
    else if (!line.starts_with("#"))
      dirty = true;
  if (commit.empty() || commit.starts_with("(")) return "";  // "(initial)": no commit yet
  dirty = dirty ||
          !git(path.parent_path(), {"ls-files", "--error-unmatch", "--", path.filename().string()});
  return commit + (dirty ? " dirty" : "");
}

}  // namespace firstmove::engine
