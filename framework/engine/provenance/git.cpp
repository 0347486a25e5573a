#include "provenance/git.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstring>
#include <optional>
#include <sstream>
#include <vector>

extern char** environ;

namespace firstmove::engine {
namespace {

namespace fs = std::filesystem;

// The environment without the variables that point git to a repository other than its folder's.
std::vector<char*> environment() {
  std::vector<char*> kept;
  for (char** variable = environ; *variable; ++variable)
    if (std::strncmp(*variable, "GIT_", 4) != 0) kept.push_back(*variable);
  kept.push_back(nullptr);
  return kept;
}

// Git's output; nothing if git cannot be run or fails.
std::optional<std::string> git(const fs::path& folder, std::vector<std::string> arguments) {
  std::vector<std::string> words = {"git", "--no-optional-locks", "-c", "core.fsmonitor=false",
                                    "-C",  folder.string()};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<char*> pointers;
  for (std::string& word : words) pointers.push_back(word.data());
  pointers.push_back(nullptr);

  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) return std::nullopt;
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
  posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  pid_t child = 0;
  const int failed =
      posix_spawnp(&child, "git", &actions, nullptr, pointers.data(), environment().data());
  posix_spawn_file_actions_destroy(&actions);
  close(ends[1]);
  std::string printed;
  std::array<char, 4096> buffer;
  for (ssize_t count = 0; !failed; printed.append(buffer.data(), static_cast<std::size_t>(count))) {
    do count = read(ends[0], buffer.data(), buffer.size());
    while (count < 0 && errno == EINTR);
    if (count <= 0) break;
  }
  close(ends[0]);
  if (failed) return std::nullopt;
  int status = 0;
  while (waitpid(child, &status, 0) < 0)
    if (errno != EINTR) return std::nullopt;
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) return std::nullopt;
  return printed;
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
