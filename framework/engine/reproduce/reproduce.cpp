#include "reproduce/reproduce.hpp"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <map>

#include "base/clean_text.hpp"
#include "base/temporary_folder.hpp"
#include "experiment/observers.hpp"
#include "experiment/run_plan.hpp"
#include "results/coordinates.hpp"
#include "results/recorded_values.hpp"

namespace firstmove::engine {
namespace {

namespace fs = std::filesystem;

// Compares numbers and texts, and keeps the first difference.
class RunComparison {
 public:
  explicit RunComparison(Reproduction& to) : to_(to) {}
  void number(const std::string& what, double then, double now) {
    ++to_.compared;
    if (to_.difference.empty() && !same_bits(then, now))
      to_.difference = fmt::format("{} was {} and is {}", what, then, now);
  }
  void text(const std::string& what, const std::string& then, const std::string& now) {
    ++to_.compared;
    if (to_.difference.empty() && then != now)
      to_.difference = fmt::format("{} was '{}' and is '{}'", what, then, now);
  }
  void count(const std::string& what, std::size_t then, std::size_t now) {
    text(what, std::to_string(then), std::to_string(now));
  }

 private:
  Reproduction& to_;
};

Series series_of(const RunRecord& run) {
  Series series;
  for (const MetricRow& m : run.metrics) series[{m.step, valid_utf8(m.name)}] = m.value;
  std::size_t i = 0;
  for (const std::uint64_t step : run.trajectory.steps)
    for (std::uint32_t p = 0; p < run.dims.size(); ++p)
      for (std::uint32_t k = 0; k < run.dims[p]; ++k)
        series[{step, coordinate_name(p, k)}] = run.trajectory.values[i++];
  return series;
}

std::string text_of_identity(const Database& database, const std::string& hash) {
  Statement text(database, "SELECT text FROM identity WHERE hash = ?");
  text.bind(hash);
  if (!text.next())
    database.damaged(fmt::format("the table 'identity' lacks the row of '{}'", hash));
  return text.text(0);
}

}  // namespace

Reproduction reproduce(const Results& results, const Manifest& manifest, std::int64_t run) {
  const std::vector<RunRecord> runs = results.runs();
  const auto then = std::find_if(runs.begin(), runs.end(),
                                 [run](const RunRecord& record) { return record.id == run; });
  if (then == runs.end())
    throw InputError(fmt::format("there is no run {} in {}", run, results.folder().string()));
  if (then->outcome == Outcome::skipped || then->outcome == Outcome::timed_out)
    throw InputError(fmt::format("run {} {} and cannot be reproduced", run,
                                 then->outcome == Outcome::skipped ? "was skipped" : "timed out"));
  if (then->key.empty())
    throw InputError(
        fmt::format("run {} was not run and cannot be reproduced: {}", run, then->reason));
  PluginHashes hashes;
  const RunPlan plan(manifest, hashes);
  if (static_cast<std::uint64_t>(run) >= plan.runs())
    results.database().damaged(fmt::format(
        "it has a run {}, but the manifest has only the runs 0 to {}", run, plan.runs() - 1));
  const BatchJob job = plan.job(run);
  const ExperimentView view = view_of(manifest, {});
  const auto observers = make_observers(manifest, view, {});
  const TemporaryFolder folder;
  std::atomic<bool> cancelled = false;
  std::atomic<std::uint64_t> steps = 0;
  const RunRecord now = run_batch(job, {observers, folder.path(), cancelled, steps}).front();

  Reproduction reproduction;
  reproduction.changed = identity_differences(job.identity->text,
                                              text_of_identity(results.database(), then->identity));
  RunComparison compare(reproduction);
  const Series old_series = recorded_values(results.database(), *then), new_series = series_of(now);
  for (const auto& [key, value] : old_series) {
    const auto again = new_series.find(key);
    const std::string what = fmt::format("{} at step {}", key.second, key.first);
    compare.number(what, value, again == new_series.end() ? std::nan("") : again->second);
  }
  compare.count("the number of recorded values", old_series.size(), new_series.size());
  compare.text("the outcome", outcome_name(then->outcome), outcome_name(now.outcome));
  compare.text("the reason", then->reason, valid_utf8(now.reason));
  const auto end_class = [](const RunRecord& record) {
    return record.end_class ? point_class_name(*record.end_class) : record.end_class_reason;
  };
  compare.text("the class of its end", end_class(*then), valid_utf8(end_class(now)));
  compare.count("the number of iterative solvers", then->residuals.size(), now.residuals.size());
  for (std::size_t s = 0; s < std::min(then->residuals.size(), now.residuals.size()); ++s)
    compare.number(fmt::format("the largest residual of iterative solver {}", s + 1),
                   then->residuals[s].value, now.residuals[s].value);
  compare.count("the number of steps", then->steps, now.steps);
  compare.count("the number of oracle products", then->products, now.products);
  compare.count("the number of coordinates", then->x.size(), now.x.size());
  for (std::size_t c = 0; c < std::min(then->x.size(), now.x.size()); ++c)
    compare.number(fmt::format("coordinate {} of the final joint action", c), then->x[c], now.x[c]);
  for (std::size_t p = 0; p < std::min(then->cost.size(), now.cost.size()); ++p)
    compare.number(fmt::format("the final cost of player {}", p + 1), then->cost[p], now.cost[p]);
  for (std::size_t p = 0; p < std::min(then->start_cost.size(), now.start_cost.size()); ++p)
    compare.number(fmt::format("the cost of player {} at the start", p + 1), then->start_cost[p],
                   now.start_cost[p]);
  reproduction.same = reproduction.difference.empty();
  return reproduction;
}

}  // namespace firstmove::engine
