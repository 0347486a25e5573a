#include "call/task.hpp"

#include <algorithm>
#include <mutex>
#include <optional>
#include <shared_mutex>

#include "call/known_faults.hpp"
#include "call/shared_page.hpp"
#include "call/worker_signals.hpp"

namespace firstmove::engine {
namespace {

// Held by every outermost task; alone by one that is suspected.
std::shared_mutex alone;

class Turn {
 public:
  explicit Turn(std::uint64_t task) {
    if (known_faults().suspects.contains(task))
      one_.emplace(alone);
    else
      many_.emplace(alone);
  }

 private:
  std::optional<std::unique_lock<std::shared_mutex>> one_;
  std::optional<std::shared_lock<std::shared_mutex>> many_;
};

// Adds a task to those of this thread, for the lifetime of the object.
class Inside {
 public:
  Inside(std::uint64_t task, double limit)
      : card_(card()), depth_(card_.tasks), limit_(card_.limit), step_(card_.step) {
    if (depth_ < Card::most_tasks) card_.task[depth_] = task;
    card_.limit = limit;
    card_.tasks = depth_ + 1;
  }
  ~Inside() {
    card_.tasks = depth_;
    card_.limit = limit_;
    card_.step = step_;
  }
  Inside(const Inside&) = delete;
  Inside& operator=(const Inside&) = delete;

 private:
  Card& card_;
  std::uint32_t depth_;
  double limit_;
  std::uint64_t step_;
};

bool is_outermost() {
  const Card& here = card();
  return here.tasks == 0 || (here.tasks == 1 && here.task[0] == task_number(whole_command));
}

}  // namespace

KnownFaults& known_faults() {
  static KnownFaults faults;
  return faults;
}

std::uint64_t task_number(std::string_view name) {
  std::uint64_t hash = 14695981039346656037u;  // FNV-1a
  for (const char c : name) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211u;
  return hash;
}

std::uint64_t part_of_task(std::uint64_t task, std::string_view name, std::uint64_t n) {
  return (task ^ task_number(name)) * 0x9E3779B97F4A7C15u + n;
}

bool has_failed(std::uint64_t task) {
  return known_faults().reasons.contains(task) || known_faults().shaken.contains(task);
}

std::string attempt(std::string_view name, double limit, const std::function<void()>& body) {
  return attempt(task_number(name), limit, body);
}

std::string attempt(std::uint64_t task, double limit, const std::function<void()>& body) {
  if (!shared_page()) {
    body();
    return "";
  }
  if (const auto known = known_faults().reasons.find(task); known != known_faults().reasons.end())
    return known->second;
  std::optional<Turn> turn;
  std::optional<TakeSignals> signals;
  if (is_outermost() && task != task_number(whole_command)) {
    turn.emplace(task);
    signals.emplace(true);
  }
  const Inside inside(task, limit);
  body();
  return "";
}

TaskHere::TaskHere() : limit_(card().limit) {
  const Card& here = card();
  const std::uint32_t depth = std::min<std::uint32_t>(here.tasks, Card::most_tasks);
  task_ = depth == 0 ? 0 : here.task[depth - 1].load();
  step_ = here.step;
}

TaskHere::Helper::Helper(const TaskHere& of) {
  Card& here = card();
  here.task[0] = of.task_;
  here.limit = of.limit_;
  here.step = of.step_;
  here.tasks = of.task_ == 0 ? 0 : 1;
}

TaskHere::Helper::~Helper() { card().tasks = 0; }

void limit_calls(double seconds) { card().limit = seconds; }

}  // namespace firstmove::engine
