#include "experiment/batches_left.hpp"

#include <spdlog/fmt/fmt.h>

#include <string>

#include "call/said.hpp"
#include "call/task.hpp"

namespace firstmove::engine {
namespace {

constexpr const char* some_alone = "some runs are alone";

std::string alone(std::int64_t run) { return fmt::format("run {} is alone", run); }

}  // namespace

std::vector<BatchJob> batches_left(const RunPlan& plan, std::set<std::int64_t> done,
                                   unsigned jobs) {
  std::vector<BatchJob> left;
  const auto take_alone = [&](std::int64_t run) {
    first_time(alone(run));
    left.push_back(plan.job(run));
  };
  if (said_before(some_alone)) {
    first_time(some_alone);
    for (std::int64_t run = 0; run < static_cast<std::int64_t>(plan.runs()); ++run)
      if (!done.contains(run) && said_before(alone(run))) {
        take_alone(run);
        done.insert(run);
      }
  }
  for (BatchJob& batch : plan.batches(done, jobs))
    if (batch.run_ids.size() > 1 && has_failed(task_of(batch))) {
      first_time(some_alone);
      for (const std::int64_t run : batch.run_ids) take_alone(run);
    } else {
      left.push_back(std::move(batch));
    }
  return left;
}

}  // namespace firstmove::engine
