#include "results/read_runs.hpp"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <map>
#include <optional>

namespace firstmove::engine {
namespace {

constexpr std::uint64_t most_64_bits = std::numeric_limits<std::int64_t>::max();
constexpr std::uint64_t most_32_bits = std::numeric_limits<std::uint32_t>::max();
// More than any manifest has.
constexpr std::uint64_t most_in_manifest = 10'000'000;

std::optional<RunStatus> status_named(const std::string& name) {
  for (const RunStatus status :
       {RunStatus::finished, RunStatus::stopped, RunStatus::failed, RunStatus::skipped})
    if (name == status_name(status)) return status;
  return std::nullopt;
}

template <class Value>
Value known(const std::optional<Value>& value, const char* what, const std::string& name,
            std::int64_t run, const Database& database) {
  if (!value) database.damaged(fmt::format("run {} has the unknown {} '{}'", run, what, name));
  return *value;
}

class RunReader {
 public:
  explicit RunReader(const Database& database) : database_(database) {}

  std::vector<RunRecord> read() {
    read_rows();
    read_states();
    read_costs("final_cost", &RunRecord::cost);
    read_costs("start_cost", &RunRecord::start_cost);
    read_residuals();
    check_numbers();
    check();
    return std::move(records_);
  }

 private:
  void read_rows() {
    Statement run(
        database_,
        "SELECT id, variant, learner_index, learner, replicate, sweep_json, status, reason, "
        "steps, wall_seconds, outcome, products, key, identity, "
        "CASE WHEN json_valid(sweep_json) THEN json_type(sweep_json) = 'object' ELSE 0 END, "
        "end_class, end_class_reason "
        "FROM run ORDER BY id");
    while (run.next()) {
      RunRecord r;
      r.id = static_cast<std::int64_t>(run.natural(0, most_64_bits));
      r.variant = static_cast<std::uint32_t>(run.natural(1, most_in_manifest));
      r.learner = static_cast<std::uint32_t>(run.natural(2, most_in_manifest));
      r.learner_name = run.text(3);
      r.replicate = static_cast<std::uint32_t>(run.natural(4, most_32_bits));
      r.sweep_json = run.text(5);
      if (run.integer(14) == 0)
        database_.damaged(fmt::format("the column 'sweep_json' of run {} is no JSON object", r.id));
      r.status = known(status_named(run.text(6)), "status", run.text(6), r.id, database_);
      r.reason = run.text(7);
      r.steps = run.natural(8, most_64_bits);
      r.wall_seconds = run.real(9);
      r.outcome = known(outcome_named(run.text(10)), "outcome", run.text(10), r.id, database_);
      r.products = run.natural(11, most_64_bits);
      r.key = run.text(12);
      r.identity = run.text(13);
      if (run.type(15) != SQLITE_NULL)
        r.end_class =
            known(point_class_named(run.text(15)), "end_class", run.text(15), r.id, database_);
      r.end_class_reason = run.text(16);
      if (!by_id_.emplace(r.id, records_.size()).second)
        database_.damaged(fmt::format("there are two runs {}", r.id));
      records_.push_back(std::move(r));
    }
  }

  RunRecord& of(const Statement& row, const char* table) {
    const std::int64_t id = row.integer(0);
    const auto found = by_id_.find(id);
    if (found == by_id_.end())
      database_.damaged(
          fmt::format("the table '{}' has rows of run {}, which is missing", table, id));
    return records_[found->second];
  }

  void read_states() {
    Statement state(database_,
                    "SELECT run, player, coordinate, value FROM final_state "
                    "ORDER BY run, player, coordinate");
    while (state.next()) {
      RunRecord& r = of(state, "final_state");
      const std::uint64_t player = state.natural(1, most_32_bits);
      const std::uint64_t coordinate = state.natural(2, most_32_bits);
      if (player == r.dims.size()) r.dims.push_back(0);
      if (player + 1 != r.dims.size() || coordinate != r.dims.back())
        database_.damaged(fmt::format("the table 'final_state' has gaps in run {}", r.id));
      ++r.dims.back();
      r.x.push_back(state.real_or_nan(3));
    }
  }

  void read_costs(const char* table, std::vector<double> RunRecord::*costs) {
    Statement cost(
        database_,
        fmt::format("SELECT run, player, value FROM {} ORDER BY run, player", table).c_str());
    while (cost.next()) {
      RunRecord& r = of(cost, table);
      if (cost.natural(1, most_32_bits) != (r.*costs).size())
        database_.damaged(fmt::format("the table '{}' has gaps in run {}", table, r.id));
      (r.*costs).push_back(cost.real_or_nan(2));
    }
  }

  void read_residuals() {
    Statement residual(database_,
                       "SELECT run, player, step, value FROM residual ORDER BY run, player");
    while (residual.next()) {
      RunRecord& r = of(residual, "residual");
      r.residuals.push_back({static_cast<std::uint32_t>(residual.natural(1, most_32_bits)),
                             residual.natural(2, most_64_bits), residual.real_or_nan(3)});
    }
  }

  // The id is (variant * learners + learner) * replicates + position, so it bounds all of them.
  void check_numbers() const {
    std::uint64_t learners = 0;
    for (const RunRecord& r : records_) learners = std::max<std::uint64_t>(learners, r.learner + 1);
    for (const RunRecord& r : records_)
      if (r.variant * learners + r.learner > static_cast<std::uint64_t>(r.id))
        database_.damaged(fmt::format("run {} cannot be of learner {} of variant {}", r.id,
                                      r.learner, r.variant));
  }

  // Runs that ended have all coordinates and costs, and runs of one variant the same number.
  void check() const {
    std::map<std::uint32_t, const RunRecord*> first;
    for (const RunRecord& r : records_) {
      const bool ended = r.status == RunStatus::finished || r.status == RunStatus::stopped;
      if ((ended && r.dims.empty()) || r.cost.size() != r.dims.size())
        database_.damaged(fmt::format(
            "run {} lacks rows of the table '{}'", r.id,
            r.cost.size() > r.dims.size() || r.dims.empty() ? "final_state" : "final_cost"));
      if (r.start_cost.size() != r.cost.size())
        database_.damaged(
            fmt::format("run {} lacks rows of the table '{}'", r.id,
                        r.start_cost.size() < r.cost.size() ? "start_cost" : "final_cost"));
      if (r.dims.empty()) continue;
      const bool bounded = r.outcome != Outcome::diverged && r.outcome != Outcome::failed &&
                           r.outcome != Outcome::timed_out && r.outcome != Outcome::skipped;
      if (bounded &&
          !std::all_of(r.x.begin(), r.x.end(), [](double x) { return std::isfinite(x); }))
        database_.damaged(
            fmt::format("the table 'final_state' has a value that is not finite for run {} ({})",
                        r.id, outcome_name(r.outcome)));
      const auto [other, is_first] = first.emplace(r.variant, &r);
      if (!is_first && other->second->dims != r.dims)
        database_.damaged(fmt::format(
            "the runs {} and {} are of one game, but have different coordinates in the table "
            "'final_state'",
            other->second->id, r.id));
    }
  }

  const Database& database_;
  std::vector<RunRecord> records_;
  std::map<std::int64_t, std::size_t> by_id_;
};

}  // namespace

std::vector<RunRecord> read_runs(const Database& database) { return RunReader(database).read(); }

}  // namespace firstmove::engine
