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
#include <chrono>
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

using Body = std::function<void(const std::function<void()>&)>;

// `notices` gets a byte for each phase.
[[noreturn]] void in_child(const Body& body, int notices) {
  leave_supervisor();
  // It ends with the parent, and what it starts is ended with it.
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  setpgid(0, 0);
  const rlimit no_core = {0, 0};
  setrlimit(RLIMIT_CORE, &no_core);
  const int nowhere = open("/dev/null", O_RDWR);
  for (const int stream : {0, 1, 2}) dup2(nowhere, stream);
  const std::vector<rlim_t> limits = resource_limits();
  try {
    body([notices, &limits] {
      if (resource_limits() != limits) _exit(changed_limits);
      (void)!write(notices, "", 1);
    });
  } catch (...) {  // the parent will see it, too
  }
  _exit(resource_limits() == limits ? finished : changed_limits);
}

// Counts the child's notices until its end of the pipe closes. Returns false when the time is up.
bool wait_for_end(int pipe, double limit, unsigned& phase) {
  using Clock = std::chrono::steady_clock;
  const auto deadline = Clock::now() + std::chrono::duration<double>(std::min(limit, 1e6));
  for (;;) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now());
    pollfd end = {pipe, POLLIN, 0};
    const int found = poll(&end, 1, static_cast<int>(std::max<std::int64_t>(0, left.count())));
    if (found == 0) return false;
    char notice;
    const ssize_t got = found > 0 ? read(pipe, &notice, 1) : -1;
    if (got == 0) return true;
    phase += got > 0;
  }
}

}  // namespace

Trial trial(double limit, const Body& body) {
  int ends[2];  // the child's end closes when it ends, whichever way
  if (pipe2(ends, O_CLOEXEC) != 0) return {};
  const pid_t child = fork();
  if (child == 0) in_child(body, ends[1]);
  close(ends[1]);
  if (child > 0) setpgid(child, child);  // here, too, so that the group exists when it is ended
  Trial found;
  const bool ended = child < 0 || wait_for_end(ends[0], limit, found.phase);
  close(ends[0]);
  if (child < 0) return {};
  if (!ended) kill(-child, SIGKILL);
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) continue;
  kill(-child, SIGKILL);  // processes that it may have started
  if (!ended)
    found.fault = fmt::format("does not return within {} s", limit);
  else if (WIFSIGNALED(status))
    found.fault = fmt::format("crashes with SIG{}", sigabbrev_np(WTERMSIG(status)));
  else if (WEXITSTATUS(status) == changed_limits)
    found.fault = "changes the resource limits of the process";
  else if (WEXITSTATUS(status) != finished)
    found.fault = "ends the process";
  return found;
}

}  // namespace firstmove::engine
