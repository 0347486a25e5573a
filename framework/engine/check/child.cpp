#include "check/child.hpp"

#include <fcntl.h>
#include <poll.h>
#include <spdlog/fmt/fmt.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstring>
#include <ctime>
#include <new>
#include <system_error>

#include "call/supervisor.hpp"
#include "check/call.hpp"

namespace firstmove::engine::checks {
namespace {

using Clock = std::chrono::steady_clock;

Answer answer_of(const std::function<Answer()>& body) {
  try {
    return body();
  } catch (const Failed& failed) {
    const std::string call = journal().call, said = failed.what();
    const bool named = failed.fault != Fault::exception || said.starts_with(call);
    return {CheckResult::failed, failed.fault, named ? said : call + " " + said};
  } catch (const Skipped& skipped) {
    return {CheckResult::skipped, Fault::none, skipped.what()};
  } catch (const std::bad_alloc&) {
    return {CheckResult::failed, Fault::memory,
            fmt::format("ran out of memory; the last call was {}", journal().call)};
  } catch (const std::exception& error) {
    return {CheckResult::failed, Fault::none, clean_text(error.what())};
  }
}

void write_all(int to, const void* data, std::size_t size) {
  const char* from = static_cast<const char*>(data);
  while (size > 0) {
    const ssize_t wrote = write(to, from, size);
    if (wrote <= 0) return;
    from += wrote;
    size -= static_cast<std::size_t>(wrote);
  }
}

// An answer in the pipe: two digits, the text, and this mark, which shows that it is complete.
constexpr char end_mark = '\x04';

[[noreturn]] void be_child(const Limits& limits, int answers, int printed,
                           const std::function<Answer()>& body) {
  setpgid(0, 0);
  leave_supervisor();
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  const int nothing = open("/dev/null", O_RDONLY);
  dup2(nothing, STDIN_FILENO);
  dup2(printed, STDOUT_FILENO);
  dup2(printed, STDERR_FILENO);
  // A limit of one byte prevents a core dump even where the kernel pipes dumps to a program.
  const rlimit no_core{1, 1};
  setrlimit(RLIMIT_CORE, &no_core);
  const auto bytes = static_cast<rlim_t>(limits.gibibytes * 0x1p30);
  const rlimit memory{bytes, bytes};
  setrlimit(RLIMIT_AS, &memory);
  const rlimit files{256u << 20, 256u << 20};  // for a plugin that prints endlessly
  setrlimit(RLIMIT_FSIZE, &files);
  const Answer answer = answer_of(body);
  const char head[2] = {static_cast<char>('0' + static_cast<int>(answer.verdict)),
                        static_cast<char>('0' + static_cast<int>(answer.fault))};
  write_all(answers, head, sizeof(head));
  write_all(answers, answer.text.data(), answer.text.size());
  write_all(answers, &end_mark, 1);
  _exit(0);
}

// How long a child may run. On a busy machine it gets its seconds of processor time; if it only
// sleeps, it is late after the same seconds of wall time.
class Deadline {
 public:
  Deadline(pid_t child, double seconds) : seconds_(seconds), deadline_(seconds) {
    has_clock_ = clock_getcpuclockid(child, &clock_) == 0;
  }

  int milliseconds() const {
    return static_cast<int>(std::clamp(1e3 * (deadline_ - waited()) + 1, 0.0, 1e9));
  }
  // Called when milliseconds() have passed. Returns false, and extends the deadline, if the child
  // has been working and has processor time left.
  bool expired() {
    const double used = processor_seconds();
    const bool works = used - used_ > 0.01 * seconds_;
    if (!works || used > 0.9 * seconds_ || waited() > 10 * seconds_) return true;
    used_ = used;
    deadline_ = waited() + seconds_ - used;
    return false;
  }

 private:
  double waited() const { return std::chrono::duration<double>(Clock::now() - begun_).count(); }
  double processor_seconds() const {
    timespec used{};
    if (!has_clock_ || clock_gettime(clock_, &used) != 0) return 0;
    return static_cast<double>(used.tv_sec) + 1e-9 * static_cast<double>(used.tv_nsec);
  }

  double seconds_, deadline_, used_ = 0;
  clockid_t clock_{};
  bool has_clock_ = false;
  Clock::time_point begun_ = Clock::now();
};

// Reads until the end mark, until the pipe is closed, or until the time is up.
std::string read_until(int from, Deadline deadline, bool& late) {
  std::string text;
  char buffer[4096];
  for (;;) {
    pollfd wait{from, POLLIN, 0};
    const int ready = poll(&wait, 1, deadline.milliseconds());
    if (ready < 0 && errno == EINTR) continue;
    if (ready == 0 && !deadline.expired()) continue;
    if (ready <= 0) {
      late = true;
      return text;
    }
    const ssize_t got = read(from, buffer, sizeof(buffer));
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return text;
    text.append(buffer, static_cast<std::size_t>(got));
    if (text.back() == end_mark) return text;
  }
}

std::string last_line(int file) {
  std::string text(2048, '\0');
  const off_t size = lseek(file, 0, SEEK_END);
  const off_t from = std::max<off_t>(0, size - static_cast<off_t>(text.size()));
  const ssize_t got = pread(file, text.data(), text.size(), from);
  text.resize(static_cast<std::size_t>(std::max<ssize_t>(0, got)));
  text.erase(text.find_last_not_of(" \n\r") + 1);
  const std::size_t line = text.rfind('\n');
  return line == std::string::npos ? text : text.substr(line + 1);
}

Answer answer_of_end(int status, const std::string& call, const std::string& printed) {
  if (WIFSIGNALED(status)) {
    const char* const name = sigabbrev_np(WTERMSIG(status));
    const bool memory = printed.find("bad_alloc") != std::string::npos;
    return {CheckResult::failed, memory ? Fault::memory : Fault::crash,
            fmt::format("{} crashed with SIG{}{}{}", call, name ? name : "?",
                        printed.empty() ? "" : ": ", printed)};
  }
  return {CheckResult::failed, Fault::exit,
          fmt::format("{} ended the process with exit code {}", call, WEXITSTATUS(status))};
}

}  // namespace

Answer answer_in_child(const Limits& limits, const std::function<Answer()>& body) {
  int ends[2];
  const int printed = memfd_create("printed", MFD_CLOEXEC);
  if (printed < 0 || pipe2(ends, O_CLOEXEC) != 0)
    throw std::system_error(errno, std::generic_category(), "cannot start the process of a check");
  note("loading the library");
  const pid_t child = fork();
  if (child < 0)
    throw std::system_error(errno, std::generic_category(), "cannot start the process of a check");
  if (child == 0) be_child(limits, ends[1], printed, body);
  setpgid(child, child);  // in parent and child, so that the group exists before it is killed
  close(ends[1]);
  bool late = false;
  const std::string text = read_until(ends[0], Deadline(child, limits.seconds), late);
  close(ends[0]);
  const bool whole = text.size() >= 3 && text.back() == end_mark;
  if (late || whole) kill(-child, SIGKILL);
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  kill(-child, SIGKILL);  // processes that it may have started
  const std::string last = last_line(printed);
  close(printed);
  if (whole)
    return {static_cast<CheckResult>(text[0] - '0'), static_cast<Fault>(text[1] - '0'),
            text.substr(2, text.size() - 3)};
  if (late)
    return {CheckResult::failed, Fault::hang,
            fmt::format("{} did not return within {} s", journal().call, limits.seconds)};
  return answer_of_end(status, journal().call, last);
}

}  // namespace firstmove::engine::checks
