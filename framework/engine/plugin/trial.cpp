#include "plugin/trial.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spdlog/fmt/fmt.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>

namespace firstmove::engine {
namespace {

constexpr int finished = 73;  // an exit status that a plugin is unlikely to use by chance

[[noreturn]] void in_child(const std::function<void()>& body) {
  // Without the parent's signal handlers, which would jump back into its work.
  for (int signal = 1; signal < NSIG; ++signal) ::signal(signal, SIG_DFL);
  const rlimit no_core = {0, 0};
  setrlimit(RLIMIT_CORE, &no_core);
  const int nowhere = open("/dev/null", O_RDWR);
  for (const int stream : {0, 1, 2}) dup2(nowhere, stream);
  try {
    body();
  } catch (...) {  // the parent will see it, too
  }
  _exit(finished);
}

}  // namespace

std::string trial(double limit, const std::function<void()>& body) {
  int ends[2];  // the child's end closes when it ends, whichever way
  if (pipe2(ends, O_CLOEXEC) != 0) return "";
  const pid_t child = fork();
  if (child == 0) in_child(body);
  close(ends[1]);
  bool ended = true;
  if (child > 0) {
    pollfd end = {ends[0], POLLIN, 0};
    int left = static_cast<int>(std::min(limit, 1e6) * 1000);
    int found;
    do found = poll(&end, 1, left);
    while (found < 0 && errno == EINTR);
    ended = found != 0;
    if (!ended) kill(child, SIGKILL);
  }
  close(ends[0]);
  if (child < 0) return "";
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) continue;
  if (!ended) return fmt::format("does not return within {} s", limit);
  if (WIFSIGNALED(status)) return fmt::format("crashes with SIG{}", sigabbrev_np(WTERMSIG(status)));
  return WIFEXITED(status) && WEXITSTATUS(status) == finished ? "" : "ends the process";
}

}  // namespace firstmove::engine
