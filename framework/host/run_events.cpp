#include "run_events.hpp"

#include <iostream>
#include <string>

#include "base/json_text.hpp"
#include "call/said.hpp"
#include "json.hpp"

namespace firstmove::host {
namespace {

void write_line(const Json& event) { std::cout << json_text(event) << std::endl; }

std::string mark_of(const RunRecord& run) { return "event of run " + std::to_string(run.id); }

}  // namespace

void report_in_json_lines(RunOptions& options) {
  options.on_begin = [](const Standing& standing) {
    if (!first_time("event of the beginning")) return;
    write_line(Json{{"event", "begin"},
                    {"folder", standing.folder},
                    {"runs", standing.runs},
                    {"there", standing.there},
                    {"reused", standing.reused}});
  };
  options.on_runs = [](const std::vector<RunRecord>& runs) {
    for (const RunRecord& run : runs) {
      if (said_before(mark_of(run))) continue;
      write_line(
          Json{{"event", "run"},
               {"id", run.id},
               {"variant", run.variant},
               {"learner", run.learner_name},
               {"replicate", run.replicate},
               {"outcome", outcome_name(run.outcome)},
               {"reason", run.reason},
               {"end_class", run.end_class ? Json(point_class_name(*run.end_class)) : Json()},
               {"end_class_reason", run.end_class_reason},
               {"steps", run.steps},
               {"products", run.products},
               {"seconds", run.wall_seconds},
               {"cost", run.cost}});
      first_time(mark_of(run));
    }
  };
}

void report_end(const RunOutcome& outcome) {
  Json outcomes = Json::object();
  for (const auto& [what, count] : outcome.outcomes) outcomes[outcome_name(what)] = count;
  Json end_classes = Json::object();
  for (const auto& [what, count] : outcome.end_classes) end_classes[point_class_name(what)] = count;
  write_line(Json{{"event", "end"},
                  {"folder", outcome.folder},
                  {"runs", outcome.runs},
                  {"interrupted", outcome.interrupted},
                  {"outcomes", outcomes},
                  {"end_classes", end_classes}});
}

}  // namespace firstmove::host
