#include "plugin/trial.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spdlog/fmt/fmt.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <vector>

#include "call/supervisor.hpp"

namespace firstmove::engine {
namespace {

// Exit statuses that a plugin is unlikely to use by chance.
constexpr int finished = 73, changed_limits = 74;

std::vector<rlim_t> resource_limits() {
  std::vector<rlim_t> all;
  for (int resource = 0; resource < RLIMIT_NLIMITS; ++resource) {
    rlimit limit = {};
    getrlimit(static_cast<__rlimit_resource>(resource), &limit);
    all.insert(all.end(), {limit.rlim_cur, limit.rlim_max});
  }
  return all;
}

[[noreturn]] void in_child(const std::function<void()>& body) {
  leave_supervisor();
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  const rlimit no_core = {0, 0};
  setrlimit(RLIMIT_CORE, &no_core);
  const int nowhere = open("/dev/null", O_RDWR);
  for (const int stream : {0, 1, 2}) dup2(nowhere, stream);
  const std::vector<rlim_t> limits = resource_limits();
  try {
    body();
  } catch (...) {  // the parent will see it, too
  }
  _exit(resource_limits() == limits ? finished : changed_limits);
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
  if (WEXITSTATUS(status) == changed_limits) return "changes the resource limits of the process";
  return WEXITSTATUS(status) == finished ? "" : "ends the process";
}

}  // namespace firstmove::engine
