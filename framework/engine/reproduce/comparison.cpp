#include "reproduce/comparison.hpp"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <map>
#include <tuple>

#include "base/diagnostics.hpp"
#include "base/sha256.hpp"
#include "experiment/identity.hpp"
#include "provenance/provenance.hpp"
#include "results/coordinates.hpp"
#include "results/recorded_file.hpp"
#include "results/recorded_values.hpp"

namespace firstmove::engine {
namespace {

namespace fs = std::filesystem;

struct Fact {
  std::string value, origin;
};
using Facts = std::map<std::string, Fact>;

std::vector<Change> changes(const Facts& was, const Facts& is) {
  std::vector<Change> found;
  for (const auto& [what, then] : was) {
    const auto now = is.find(what);
    if (now == is.end())
      found.push_back({what, then.value, std::nullopt, then.origin, ""});
    else if (now->second.value != then.value)
      found.push_back({what, then.value, now->second.value, then.origin, now->second.origin});
  }
  for (const auto& [what, now] : is)
    if (!was.contains(what)) found.push_back({what, std::nullopt, now.value, "", now.origin});
  return found;
}

Facts settings_of_experiment(const Database& database) {
  Facts facts;
  Statement setting(database, "SELECT key, value, origin FROM setting");
  while (setting.next()) facts[setting.text(0)] = {setting.text(1), setting.text(2)};
  return facts;
}

// What determined a run's bits, without plugins and programs, which are compared separately.
Facts settings_of_run(const Database& database, const RunRecord& run) {
  Facts facts = {{"learner", {run.learner_name, ""}},
                 {"replicate", {std::to_string(run.replicate), ""}}};
  Statement identity(database, "SELECT text FROM identity WHERE hash = ?");
  identity.bind(run.identity);
  if (identity.next())
    for (const auto& [key, value] : identity_lines(identity.text(0)))
      if (!key.ends_with(".file") && !key.starts_with("firstmove.") && key != "abi")
        facts[key] = {value, ""};
  return facts;
}

Facts plugins_of(const Database& database) {
  Facts facts;
  Statement plugin(database, "SELECT kind, id, version, sha256, compiler, flags FROM plugin");
  const char* const parts[] = {"version", "SHA-256", "compiler", "flags"};
  while (plugin.next())
    for (int part = 0; part < 4; ++part)
      facts[fmt::format("{} {}, {}", plugin.text(0), plugin.text(1), parts[part])] = {
          plugin.text(2 + part), ""};
  return facts;
}

// The provenance when the results were started, and each time that they were resumed with another.
Facts provenance_of(const Database& database) {
  Facts facts;
  const auto read = [&](const std::string& when, const std::string& table) {
    for (const ProvenancePart& part : provenance_parts) {
      const std::string sql = fmt::format("SELECT {} FROM {}", part.column, table);
      Statement text(database, sql.c_str());
      for (int n = 1; text.next(); ++n)
        facts[part.name + (when.empty() ? "" : fmt::format(", {} {}", when, n))] = {text.text(0),
                                                                                    ""};
    }
  };
  read("", "experiment");
  read("continued", "continued");
  return facts;
}

// Compares numbers and texts, and collects the differences.
class Tally {
 public:
  explicit Tally(RunDifference& to) : to_(to) {}
  void number(const std::string& what, double was, double is) {
    ++to_.values;
    if (same_bits(was, is)) return;
    if (to_.different++ == 0) to_.said.push_back(fmt::format("{} was {} and is {}", what, was, is));
    const double apart = std::abs(was - is);
    to_.largest = std::max(to_.largest,
                           std::isfinite(apart) ? apart : std::numeric_limits<double>::infinity());
  }
  // A number that only one of the runs has recorded.
  void alone(const std::string& what, const std::string& where) {
    ++to_.values;
    if (to_.different++ == 0) to_.said.push_back(what + " " + where);
  }
  void text(const std::string& what, const std::string& was, const std::string& is) {
    if (was != is) to_.said.push_back(fmt::format("{} was '{}' and is '{}'", what, was, is));
  }

 private:
  RunDifference& to_;
};

// The hashes of the files of a run, by the names that observers gave them.
std::map<std::string, std::string> files_of(const Results& results, std::int64_t run) {
  std::map<std::string, std::string> files;
  Statement file(results.database(), "SELECT name, path FROM file WHERE run = ?");
  file.bind(run);
  while (file.next()) {
    const RecordedFile found = recorded_file(results.folder(), file.text(1));
    if (found.state == FileState::refused)
      results.database().damaged(
          fmt::format("run {} names '{}', which is no file in the folder", run, file.text(1)));
    files[file.text(0)] = found.state == FileState::there ? sha256_of_file(found.path) : "missing";
  }
  return files;
}

std::string class_text(const RunRecord& run) {
  return run.end_class ? point_class_name(*run.end_class) : run.end_class_reason;
}

RunDifference difference(const Results& was, const RunRecord& a, const Results& is,
                         const RunRecord& b) {
  RunDifference found{a.id, b.id, a.learner_name, a.sweep_json, a.replicate, 0, 0, 0, {}};
  Tally tally(found);
  const Series then = recorded_values(was.database(), a), now = recorded_values(is.database(), b);
  for (const auto& [key, value] : then)
    if (const auto again = now.find(key); again != now.end())
      tally.number(fmt::format("{} at step {}", key.second, key.first), value, again->second);
    else
      tally.alone(fmt::format("{} at step {}", key.second, key.first),
                  "was recorded and is missing");
  for (const auto& [key, value] : now)
    if (!then.contains(key))
      tally.alone(fmt::format("{} at step {}", key.second, key.first),
                  "was not recorded and now is");
  const Coordinates coordinates({a, b});
  const std::vector<std::string> names = coordinates.names();
  const std::vector<double> x = coordinates.spread(a), y = coordinates.spread(b);
  for (std::size_t c = 0; c < x.size(); ++c)
    tally.number(fmt::format("{} at the end", names[c]), x[c], y[c]);
  for (std::size_t p = 0; p < std::max(a.cost.size(), b.cost.size()); ++p)
    tally.number(fmt::format("the final cost of player {}", p + 1),
                 p < a.cost.size() ? a.cost[p] : std::nan(""),
                 p < b.cost.size() ? b.cost[p] : std::nan(""));
  for (std::size_t p = 0; p < std::max(a.start_cost.size(), b.start_cost.size()); ++p)
    tally.number(fmt::format("the cost of player {} at the start", p + 1),
                 p < a.start_cost.size() ? a.start_cost[p] : std::nan(""),
                 p < b.start_cost.size() ? b.start_cost[p] : std::nan(""));
  const auto number = [](std::uint64_t n) { return std::to_string(n); };
  for (std::size_t s = 0; s < std::max(a.residuals.size(), b.residuals.size()); ++s)
    tally.number(fmt::format("the largest residual of its iterative solves, number {}", s + 1),
                 s < a.residuals.size() ? a.residuals[s].value : std::nan(""),
                 s < b.residuals.size() ? b.residuals[s].value : std::nan(""));
  tally.text("the status", status_name(a.status), status_name(b.status));
  if (a.outcome != Outcome::timed_out || b.outcome != Outcome::timed_out) {
    tally.text("the outcome", outcome_name(a.outcome), outcome_name(b.outcome));
    tally.text("the reason", a.reason, b.reason);
    tally.text("the class of its end", class_text(a), class_text(b));
  }
  tally.text("the number of steps", number(a.steps), number(b.steps));
  tally.text("the number of oracle products", number(a.products), number(b.products));
  auto files = files_of(was, a.id);
  const auto files_now = files_of(is, b.id);
  for (const auto& [name, hash] : files_now) files.try_emplace(name, "missing");
  for (const auto& [name, hash] : files) {
    const auto again = files_now.find(name);
    tally.text("the file " + name, hash, again == files_now.end() ? "missing" : again->second);
  }
  return found;
}

using Place = std::tuple<std::string, std::string, std::uint32_t>;  // learner, sweep, replicate

std::map<Place, RunRecord> by_place(const std::vector<RunRecord>& runs) {
  std::map<Place, RunRecord> places;
  for (const RunRecord& run : runs)
    places.emplace(Place(run.learner_name, run.sweep_json, run.replicate), run);
  return places;
}

std::string name_of(const RunRecord& run) {
  return fmt::format("'{}'{} replicate {}", run.learner_name,
                     run.sweep_json == "{}" ? "" : " " + run.sweep_json, run.replicate);
}

const RunRecord& only(const std::vector<RunRecord>& runs, const ComparedResults& subject) {
  const auto found = std::find_if(runs.begin(), runs.end(),
                                  [&](const RunRecord& r) { return r.id == *subject.run; });
  if (found == runs.end())
    throw InputError(
        fmt::format("there is no run {} in {}", *subject.run, subject.folder.string()));
  return *found;
}

}  // namespace

ComparedResults compared_results(const std::string& text) {
  if (fs::is_directory(text)) return {text, std::nullopt};
  const std::size_t colon = text.rfind(':');
  std::int64_t run = 0;
  const char* const end = text.data() + text.size();
  if (colon != std::string::npos && colon + 1 < text.size()) {
    const auto [stop, error] = std::from_chars(text.data() + colon + 1, end, run);
    if (error == std::errc() && stop == end && fs::is_directory(text.substr(0, colon)))
      return {text.substr(0, colon), run};
  }
  throw InputError(fmt::format(
      "there is no results folder '{}'; give DIR, or DIR:ID for one of its runs", text));
}

Comparison compare(const ComparedResults& was, const ComparedResults& is) {
  if (was.run.has_value() != is.run.has_value())
    throw InputError("a run can only be compared with a run: give both as DIR:ID, or both as DIR");
  const Results then(was.folder), now(is.folder);
  const std::vector<RunRecord> runs_then = then.runs(), runs_now = now.runs();
  Comparison found;
  found.plugins = changes(plugins_of(then.database()), plugins_of(now.database()));
  found.provenance = changes(provenance_of(then.database()), provenance_of(now.database()));
  const auto hold = [&](const RunRecord& a, const RunRecord& b) {
    ++found.compared;
    RunDifference difference_here = difference(then, a, now, b);
    if (difference_here.different != 0 || !difference_here.said.empty())
      found.runs.push_back(std::move(difference_here));
  };
  if (was.run) {
    const RunRecord &a = only(runs_then, was), &b = only(runs_now, is);
    found.settings =
        changes(settings_of_run(then.database(), a), settings_of_run(now.database(), b));
    hold(a, b);
    return found;
  }
  found.settings =
      changes(settings_of_experiment(then.database()), settings_of_experiment(now.database()));
  const auto places_then = by_place(runs_then), places_now = by_place(runs_now);
  for (const auto& [place, run] : places_then)
    if (const auto again = places_now.find(place); again != places_now.end())
      hold(run, again->second);
    else
      found.only_was.push_back(name_of(run));
  for (const auto& [place, run] : places_now)
    if (!places_then.contains(place)) found.only_is.push_back(name_of(run));
  return found;
}

}  // namespace firstmove::engine
