#include "results/results.hpp"

#include <spdlog/fmt/fmt.h>

#include <limits>
#include <map>

#include "base/diagnostics.hpp"
#include "results/folder_lock.hpp"

namespace firstmove::engine {
namespace {

Database open(const std::filesystem::path& folder) {
  if (!std::filesystem::exists(database_in(folder)))
    throw InputError(fmt::format("there are no results in {}", folder.string()));
  Database database(database_in(folder), false);
  Statement version(database, "PRAGMA user_version");
  if (!version.next() || version.integer(0) != results_version)
    throw InputError(
        fmt::format("{} was made by another version of firstmove, and this version cannot read it",
                    folder.string()));
  return database;
}

}  // namespace

std::filesystem::path database_in(const std::filesystem::path& folder) {
  return folder / "results.sqlite";
}

Results::Results(const std::filesystem::path& folder) : folder_(folder), database_(open(folder)) {
  Statement experiment(database_, "SELECT name FROM experiment");
  if (experiment.next()) name_ = experiment.text(0);
}

bool Results::running() const { return FolderLock::held(folder_); }

std::vector<RunRecord> read_runs(const Database& database) {
  std::vector<RunRecord> records;
  std::map<std::int64_t, std::size_t> by_id;
  Statement run(
      database,
      "SELECT id, variant, learner_index, learner, replicate, sweep_json, status, reason, "
      "steps, wall_seconds, outcome, products, key, identity FROM run ORDER BY id");
  while (run.next()) {
    RunRecord r;
    r.id = run.integer(0);
    r.variant = static_cast<std::uint32_t>(run.integer(1));
    r.learner = static_cast<std::uint32_t>(run.integer(2));
    r.learner_name = run.text(3);
    r.replicate = static_cast<std::uint32_t>(run.integer(4));
    r.sweep_json = run.text(5);
    for (const RunStatus status :
         {RunStatus::finished, RunStatus::stopped, RunStatus::failed, RunStatus::skipped})
      if (run.text(6) == status_name(status)) r.status = status;
    r.reason = run.text(7);
    r.steps = static_cast<std::uint64_t>(run.integer(8));
    r.wall_seconds = run.real(9);
    r.outcome = outcome_named(run.text(10)).value_or(Outcome::failed);
    r.products = static_cast<std::uint64_t>(run.integer(11));
    r.key = run.text(12);
    r.identity = run.text(13);
    by_id[r.id] = records.size();
    records.push_back(std::move(r));
  }
  Statement state(database,
                  "SELECT run, player, value FROM final_state ORDER BY run, player, coordinate");
  while (state.next()) {
    RunRecord& r = records[by_id.at(state.integer(0))];
    r.dims.resize(static_cast<std::size_t>(state.integer(1)) + 1);
    ++r.dims.back();
    r.x.push_back(state.real(2));
  }
  Statement cost(database, "SELECT run, value FROM final_cost ORDER BY run, player");
  while (cost.next())
    records[by_id.at(cost.integer(0))].cost.push_back(
        cost.is_null(1) ? std::numeric_limits<double>::quiet_NaN() : cost.real(1));
  return records;
}

}  // namespace firstmove::engine
