#include "call/supervisor.hpp"

#include <signal.h>
#include <spdlog/fmt/fmt.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstring>
#include <fstream>
#include <iostream>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/temporary_folder.hpp"
#include "call/call_limit.hpp"
#include "call/known_faults.hpp"
#include "call/shared_page.hpp"
#include "call/task.hpp"
#include "call/watch.hpp"
#include "call/worker_signals.hpp"

namespace firstmove::engine {
namespace {

std::string step_of(const Card& card) {
  return card.step == 0 ? "" : fmt::format(" at step {}", card.step.load());
}

// The innermost call of a plugin's function, if the thread is in one.
std::optional<std::uint32_t> plugin_level(const Card& card) {
  for (std::uint32_t i = std::min<std::uint32_t>(card.calls.depth, PluginCalls::most); i-- > 0;)
    if (card.calls.levels[i].function) return i;
  return std::nullopt;
}

// "the plugin 'torus'"
std::string plugin_of(const SharedPage& page, const Card& card, std::uint32_t level) {
  const std::uint32_t index = card.calls.levels[level].plugin;
  const char* const name = page.plugins[index].data();
  return *name ? fmt::format("the plugin '{}'", name) : "a plugin";
}

std::string how_it_ended(int status) {
  if (WIFEXITED(status))
    return fmt::format("ended the process with exit code {}", WEXITSTATUS(status));
  const int signal = WTERMSIG(status);
  const char* const name = sigabbrev_np(signal);
  return fmt::format("{} SIG{}",
                     signal == SIGKILL ? "was running when the process got" : "crashed with",
                     name ? name : std::to_string(signal).c_str());
}

std::string fault_of(const SharedPage& page, const Card& card, int status) {
  const auto level = plugin_level(card);
  // Not in a call any more: a signal that a plugin sends to the process may come a moment later.
  const std::uint32_t place = level.value_or(0);
  const char* const function = card.calls.levels[place].function;
  if (!function) return fmt::format("the program {}{}", how_it_ended(status), step_of(card));
  return fmt::format("{} {} {} {}{}", plugin_of(page, card, place), how_it_ended(status),
                     level ? "in" : "after", function, step_of(card));
}

// Whether this program was started with the signal ignored, as by nohup.
bool is_ignored(int signal) {
  struct sigaction action = {};
  sigaction(signal, nullptr, &action);
  return action.sa_handler == SIG_IGN;
}

// Processes that a worker left behind: they are children of this process now.
void kill_what_is_left() {
  const std::string tid = std::to_string(getpid());
  std::ifstream children("/proc/self/task/" + tid + "/children");
  for (pid_t child; children >> child;) kill(child, SIGKILL);
  while (waitpid(-1, nullptr, WNOHANG) > 0) continue;
}

class Supervisor {
 public:
  Supervisor(SharedPage& page, const std::function<int()>& work) : page_(page), work_(work) {
    ::signal(SIGCHLD, SIG_DFL);
    sigemptyset(&watched_);
    for (const int signal : {SIGCHLD, SIGINT, SIGTERM, SIGHUP})
      if (!is_ignored(signal)) sigaddset(&watched_, signal);
    sigprocmask(SIG_BLOCK, &watched_, &before_);
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    temporary_prefix = fmt::format("firstmove-{}-", getpid());
  }

  int run() {
    for (;;) {
      const int status = watch(start());
      kill_what_is_left();
      if (page_.ended) return page_.code;
      remove_temporary_folders(temporary_prefix);
      if (at_once_) end_by_signal();
      learn(status);
      if (unsure_ > most_unsure)
        return give_up(fmt::format("the program {}", how_it_ended(status)));
      const auto whole = known_faults().reasons.find(task_number(whole_command));
      if (whole != known_faults().reasons.end()) return give_up(whole->second);
    }
  }

 private:
  pid_t start() {
    for (std::uint32_t c = 0; c < page_.cards_used; ++c) {
      Card& card = page_.cards[c];
      card.taken = card.tasks = card.calls.depth = 0;
      card.signal = 0;
      card.step = 0;
      card.calls.levels[0].function = nullptr;
    }
    const pid_t parent = getpid();
    const pid_t child = fork();
    if (child != 0) return child;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent) _exit(1);
    note_deadly_signals();
    sigprocmask(SIG_SETMASK, &before_, nullptr);
    int code = 0;
    attempt(whole_command, default_call_limit, [&] { code = work_(); });
    std::cout.flush();
    std::fflush(nullptr);
    page_.code = code;
    page_.ended = true;
    _exit(code);  // without static destructors, which plugins have, too
  }

  // Waits for the worker's end; ends it if it is overdue or the user wants it.
  int watch(pid_t worker) {
    if (worker < 0) {
      std::perror("firstmove: cannot start a process");
      page_.code = 1;
      page_.ended = true;
      return 0;
    }
    Watch calls;
    hung_ = false;
    for (;;) {
      int status = 0;
      if (waitpid(worker, &status, WNOHANG) == worker) return status;
      if (!hung_) {
        const std::vector<OverdueCall> overdue = calls.look(page_);
        for (const OverdueCall& one : overdue) note_hang(one);
        hung_ = !overdue.empty();
        if (hung_) kill(worker, SIGKILL);
      }
      const auto pause = calls.pause(page_);
      const timespec wait = {pause.count() / 1'000'000'000, pause.count() % 1'000'000'000};
      const int signal = sigtimedwait(&watched_, nullptr, &wait);
      if (signal > 0 && signal != SIGCHLD) interrupt(worker, signal);
    }
  }

  void interrupt(pid_t worker, int signal) {
    at_once_ = signal_ != 0 || !page_.ends_in_order;
    if (at_once_) kill(worker, SIGKILL);
    signal_ = signal;
    page_.interrupted = true;
  }

  [[noreturn]] void end_by_signal() {
    sigset_t all;
    sigfillset(&all);
    ::signal(signal_, SIG_DFL);
    raise(signal_);
    sigprocmask(SIG_UNBLOCK, &all, nullptr);
    _exit(128 + signal_);
  }

  void note_hang(const OverdueCall& overdue) {
    const Card& card = page_.cards[overdue.card];
    record(card, fmt::format("{} did not return from {} within {} s{}",
                             plugin_of(page_, card, overdue.level),
                             card.calls.levels[overdue.level].function.load(), card.limit.load(),
                             step_of(card)));
  }

  // Notes why the innermost task of a thread ended.
  static void record(const Card& card, const std::string& reason) {
    known_faults().reasons.emplace(innermost(card), reason);
    known_faults().shaken.insert(outermost(card));
  }

  static std::uint64_t innermost(const Card& card) {
    const std::uint32_t depth = std::min<std::uint32_t>(card.tasks, Card::most_tasks);
    return depth == 0 ? task_number(whole_command) : card.task[depth - 1].load();
  }

  // The task of a thread that is not part of another one but the whole command.
  static std::uint64_t outermost(const Card& card) {
    const bool in_command = card.tasks > 1 && card.task[0] == task_number(whole_command);
    return card.tasks == 0 ? task_number(whole_command) : card.task[in_command ? 1 : 0].load();
  }

  // Records whose fault the worker's end was, or who is suspected.
  void learn(int status) {
    if (hung_) return;  // that is known
    KnownFaults& faults = known_faults();
    std::vector<const Card*> guilty, in_plugins, in_tasks;
    for (std::uint32_t c = 0; c < page_.cards_used; ++c) {
      const Card& card = page_.cards[c];
      if (!card.taken) continue;
      if (card.signal != 0) guilty.push_back(&card);
      if (plugin_level(card)) in_plugins.push_back(&card);
      if (innermost(card) != task_number(whole_command)) in_tasks.push_back(&card);
    }
    const std::vector<const Card*>& candidates = !guilty.empty()       ? guilty
                                                 : !in_plugins.empty() ? in_plugins
                                                                       : in_tasks;
    std::set<std::uint64_t> tasks;
    for (const Card* card : candidates) tasks.insert(innermost(*card));
    if (tasks.empty()) tasks.insert(task_number(whole_command));
    // A process may be killed from outside, once; and a task that was in no plugin may have no
    // part.
    const bool killed = WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
    const bool doubtful = killed || in_plugins.empty();
    const bool known = !guilty.empty() || (tasks.size() == 1 &&
                                           (!doubtful || faults.suspects.contains(*tasks.begin())));
    unsure_ = known ? 0 : unsure_ + 1;
    if (!known) {
      faults.suspects.merge(tasks);
      for (const Card* card : candidates) faults.suspects.insert(outermost(*card));
    } else if (candidates.empty()) {
      faults.reasons.emplace(*tasks.begin(), fmt::format("the program {}", how_it_ended(status)));
    } else {
      for (const Card* card : candidates) record(*card, fault_of(page_, *card, status));
    }
  }

  static int give_up(const std::string& reason) {
    std::fprintf(stderr, "%s\n", reason.c_str());
    return 1;
  }

  SharedPage& page_;
  const std::function<int()>& work_;
  sigset_t watched_, before_;
  int signal_ = 0;        // the last one from the user
  bool at_once_ = false;  // it ends the worker without waiting
  static constexpr int most_unsure = 4;
  int unsure_ = 0;     // ends in a row that did not tell whose fault they were
  bool hung_ = false;  // the worker was killed for a call that did not return
};

}  // namespace

int supervise(const std::function<int()>& work) {
  SharedPage* const page = shared_page() ? nullptr : make_shared_page();
  if (!page) return work();
  const int code = Supervisor(*page, work).run();
  unmap_shared_page();
  known_faults() = {};
  return code;
}

std::atomic<bool>& end_in_order() {
  static std::atomic<bool> never = false;
  SharedPage* const page = shared_page();
  if (!page) return never;
  page->ends_in_order = true;
  return page->interrupted;
}

void leave_supervisor() {
  leave_shared_page();
  forget_signals();
}

}  // namespace firstmove::engine
