#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <iterator>
#include <map>

#include "compare/costs.hpp"
#include "compare/score.hpp"
#include "compare/times.hpp"
#include "report/sections.hpp"
#include "report/text.hpp"
#include "statistics/share.hpp"

namespace firstmove::engine {
namespace {

constexpr std::size_t most_rows = 200;
using Runs = std::vector<const RunRecord*>;

std::string percent(double share) { return fmt::format("{:.0f} %", 100 * share); }

// Those that were played.
Runs played(const Runs& all) {
  Runs runs;
  std::copy_if(all.begin(), all.end(), std::back_inserter(runs),
               [](const RunRecord* run) { return counts_as(*run) != CountsAs::missing; });
  return runs;
}

// The number of runs at each landmark and elsewhere, the largest first.
DataTable::Cell ends_cell(const Landmarks& marks, const Runs& runs) {
  if (marks.points.empty()) return {"–", "no critical points were found", ""};
  std::map<int, Runs> at;
  for (const RunRecord* run : runs)
    if (counts_as(*run) == CountsAs::itself) at[marks.at(run->x)].push_back(run);
  std::vector<std::pair<int, Runs>> sorted(at.begin(), at.end());
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](const auto& a, const auto& b) { return a.second.size() > b.second.size(); });
  DataTable::Cell cell;
  for (const auto& [mark, here] : sorted) {
    const std::string name =
        mark < 0 ? "elsewhere" : marks.points[static_cast<std::size_t>(mark)].name;
    cell.text += fmt::format("{}{} × {}", cell.text.empty() ? "" : ", ", here.size(), name);
    cell.hover += fmt::format("{}{}: {}", cell.hover.empty() ? "" : "; ", name, ids_text(here));
  }
  return cell;
}

DataTable::Cell outcomes_cell(const Runs& runs) {
  std::map<Outcome, Runs> of;
  for (const RunRecord* run : runs) of[run->outcome].push_back(run);
  DataTable::Cell cell;
  for (const auto& [outcome, here] : of) {
    cell.text +=
        fmt::format("{}{} {}", cell.text.empty() ? "" : ", ", here.size(), outcome_name(outcome));
    cell.hover += fmt::format("{}{}: {}", cell.hover.empty() ? "" : "; ", outcome_name(outcome),
                              ids_text(here));
  }
  return cell;
}

// The number of runs that came to rest at each class of points.
DataTable::Cell classes_cell(const Runs& runs) {
  std::map<std::string, Runs> of;
  for (const RunRecord* run : runs) {
    if (run->end_class)
      of[point_class_name(*run->end_class)].push_back(run);
    else if (run->outcome == Outcome::converged)
      of["open"].push_back(run);
  }
  DataTable::Cell cell;
  for (const auto& [name, here] : of) {
    cell.text += fmt::format("{}{} {}", cell.text.empty() ? "" : ", ", here.size(), name);
    cell.hover += fmt::format("{}{}: {}", cell.hover.empty() ? "" : "; ", name, ids_text(here));
    if (name == "open") cell.hover += fmt::format(" ({})", here.front()->end_class_reason);
  }
  return cell.text.empty() ? DataTable::Cell{"–", "no run came to rest", ""} : cell;
}

DataTable::Cell converged_cell(const Runs& all, bool drawn, double confidence) {
  const Runs runs = played(all);
  const auto hits =
      static_cast<std::uint64_t>(std::count_if(runs.begin(), runs.end(), [](const RunRecord* run) {
        return run->outcome == Outcome::converged;
      }));
  if (runs.empty()) return {"–", "no runs", ""};
  const std::string share = percent(static_cast<double>(hits) / static_cast<double>(runs.size()));
  if (!drawn) return {share, ids_text(runs), ""};
  const ShareInterval interval = wilson(hits, runs.size(), confidence);
  return {fmt::format("{} [{}, {}]", share, percent(interval.lower), percent(interval.upper)),
          ids_text(runs), ""};
}

// The median of values that are NaN for runs which are left out, with its interval if `drawn`.
template <class Value>
DataTable::Cell median_cell(const Runs& runs, bool drawn, double confidence, Value&& value) {
  std::vector<double> sample;
  Runs used;
  for (const RunRecord* run : runs) {
    const double v = value(*run);
    if (std::isnan(v)) continue;
    sample.push_back(v);
    used.push_back(run);
  }
  const IntervalEstimate median = median_estimate(sample, drawn, confidence);
  std::string text = short_number(median.value, 5);
  if (!std::isnan(median.interval.lower))
    text += fmt::format(" [{}, {}]", short_number(median.interval.lower, 5),
                        short_number(median.interval.upper, 5));
  return {text, ids_text(used), ""};
}

// `drawn`: with an interval. A run's time is a share of its batch's, so that it has none.
DataTable::Cell reaching_cell(const Study& study, std::size_t variant, const Runs& runs,
                              Effort effort, bool drawn) {
  std::vector<TimeToEvent> times = times_to_landmarks(study, variant, runs, effort);
  if (effort == Effort::seconds)
    for (TimeToEvent& time : times) time.time *= 1e3;
  if (times.empty()) return {"–", "no paths were recorded", ""};
  const MedianTime median = median_time(times, study.options().confidence);
  const auto text = [](double time) {
    return std::isinf(time) ? std::string("not reached") : short_number(time, 5);
  };
  const std::string interval =
      drawn ? fmt::format(" [{}, {}]", text(median.lower), text(median.upper)) : std::string();
  return {text(median.median) + interval,
          fmt::format("{} of {} runs; {}", median.reached, median.runs, ids_text(runs)), ""};
}

// A row for each learner in each variant, up to most_rows.
DataTable learners_table(const Study& study, const std::string& title,
                         std::vector<DataTable::Column> columns,
                         const std::function<void(std::size_t variant, std::size_t learner,
                                                  std::vector<DataTable::Cell>&)>& fill) {
  const bool swept = study.variants().size() > 1;
  DataTable table;
  table.title = title;
  table.columns = {{"learner", false, ""}};
  if (swept) table.columns.push_back({"variant", false, ""});
  std::move(columns.begin(), columns.end(), std::back_inserter(table.columns));
  for (std::size_t v = 0; v < study.variants().size(); ++v)
    for (std::size_t l = 0; l < study.learners().size() && table.rows.size() < most_rows; ++l) {
      DataTable::Row row;
      row.learner = study.on_page(l);
      row.cells = {{study.learners()[l], "", ""}};
      if (swept) row.cells.push_back({variant_text(study, v), "", ""});
      fill(v, l, row.cells);
      table.rows.push_back(std::move(row));
    }
  const std::size_t all = study.variants().size() * study.learners().size();
  if (all > table.rows.size())
    table.notes.push_back(
        fmt::format("{} more rows are in results.sqlite.", all - table.rows.size()));
  return table;
}

DataTable ends_table(const Study& study, const Chance& chance) {
  const double confidence = study.options().confidence;
  DataTable table = learners_table(
      study, "Learners",
      {{"runs", true, ""},
       {"converged", true, "share of the runs that were played, with its interval"},
       {"outcomes", false, "number of runs with each outcome"},
       {"end points", false, "class of the points at which converged runs come to rest"},
       {"ended at", false, "critical points; see the table of them"},
       {"steps to reach", true, "median; runs that did not reach it are included"},
       {"ms to reach", true, "the same in wall time, a run's share of its batch"}},
      [&](std::size_t v, std::size_t l, std::vector<DataTable::Cell>& cells) {
        const Runs& runs = study.runs(v, l);
        const bool drawn = chance.learner[l];
        cells.push_back({std::to_string(runs.size()), ids_text(runs), ""});
        cells.push_back(converged_cell(runs, drawn, confidence));
        cells.push_back(outcomes_cell(runs));
        cells.push_back(classes_cell(runs));
        cells.push_back(ends_cell(study.landmarks(v), runs));
        cells.push_back(reaching_cell(study, v, runs, Effort::steps, drawn));
        cells.push_back(reaching_cell(study, v, runs, Effort::seconds, false));
      });
  table.notes.insert(
      table.notes.begin(),
      fmt::format(
          "Intervals at {:.0f} %, where replicates differ by chance. Converged: Wilson's. "
          "End points: the class of the point at which a run comes to rest, by the paper's "
          "Definitions 3 and 4. Ended at: the nearest critical point within {} of half the widths "
          "of the game's box, "
          "or of |x| where that is more, of the final joint action. To reach: the time until a "
          "run stays that close to the attracting critical point nearest to its end, from its "
          "recorded path, and the first time by which half of the runs have; order-statistics "
          "intervals, or Brookmeyer and Crowley's where budgets ended at different times. Runs "
          "that ended elsewhere, failed or diverged never reach it.",
          100 * confidence, study.options().tolerance));
  return table;
}

DataTable costs_table(const Study& study, const Chance& chance) {
  const double confidence = study.options().confidence;
  std::vector<DataTable::Column> columns;
  for (std::size_t p = 0; p < study.players(); ++p)
    columns.push_back({fmt::format("cost f{}", p + 1), true, "median of the final cost"});
  columns.push_back({"oracle products", true, "median over runs"});
  columns.push_back({"ms per run", true, "median of wall time, a run's share of its batch"});
  DataTable table = learners_table(
      study, "Costs and effort", std::move(columns),
      [&](std::size_t v, std::size_t l, std::vector<DataTable::Cell>& cells) {
        const Runs& runs = study.runs(v, l);
        const bool drawn = chance.learner[l];
        for (std::size_t p = 0; p < study.players(); ++p)
          cells.push_back(median_cell(runs, drawn, confidence, [&, p](const RunRecord& run) {
            return study.has_costs(p) ? cost_score(run, p) : NAN;
          }));
        cells.push_back(median_cell(runs, drawn, confidence, [](const RunRecord& run) {
          return plain_value(run, static_cast<double>(run.products));
        }));
        cells.push_back(median_cell(runs, false, confidence, [](const RunRecord& run) {
          return plain_value(run, 1e3 * run.wall_seconds);
        }));
      });
  table.notes.insert(
      table.notes.begin(),
      fmt::format("Medians over replicates with order-statistics intervals at {:.0f} %, where "
                  "replicates differ by chance. A run that failed or diverged has the cost +∞; "
                  "products and times are those of the other runs. Times have no interval: runs "
                  "advance in batches and share their time.",
                  100 * confidence));
  return table;
}

std::string joint_text(const std::vector<double>& x) {
  std::string text;
  for (const double c : x)
    text += fmt::format("{}{}", text.empty() ? "(" : ", ", short_number(c, 6));
  return text + ")";
}

// The critical points that the first table names, for the first few variants.
std::vector<Block> landmark_tables(const Study& study) {
  constexpr std::size_t shown_variants = 6;
  std::vector<Block> blocks;
  for (std::size_t v = 0; v < std::min(study.variants().size(), shown_variants); ++v) {
    const Landmarks& marks = study.landmarks(v);
    if (!marks.without.empty()) blocks.push_back(Paragraph{marks.without, false});
    if (marks.points.empty()) continue;
    DataTable table;
    table.title = "Critical points" +
                  (study.variants().size() > 1 ? ", " + variant_text(study, v) : std::string());
    table.columns = {{"", false, ""}, {"class", false, ""}, {"joint action", false, ""}};
    for (std::size_t p = 0; p < study.players(); ++p)
      table.columns.push_back({fmt::format("f{}", p + 1), true, ""});
    table.columns.push_back({"runs there", true, "of all learners"});
    for (std::size_t m = 0; m < marks.points.size(); ++m) {
      const Landmark& mark = marks.points[m];
      Runs there;
      for (std::size_t l = 0; l < study.learners().size(); ++l)
        for (const RunRecord* run : study.runs(v, l))
          if (counts_as(*run) == CountsAs::itself && marks.at(run->x) == static_cast<int>(m))
            there.push_back(run);
      DataTable::Row row;
      row.cells = {{mark.name, "", ""}, {mark.kind, "", ""}, {joint_text(mark.probe.x), "", ""}};
      for (const double cost : mark.probe.cost)
        row.cells.push_back({short_number(cost, 6), "", ""});
      row.cells.push_back({std::to_string(there.size()), ids_text(there), ""});
      table.rows.push_back(std::move(row));
    }
    table.notes = {
        "Found by Newton's method from 300 points of the game's box, for simultaneous and for "
        "Stackelberg play; classified by the paper's Definitions 3 and 4. The search does not "
        "prove that there are no others; firstmove solve --certify proves it where possible."};
    blocks.push_back(std::move(table));
  }
  return blocks;
}

}  // namespace

std::string variant_text(const Study& study, std::size_t variant) {
  const std::string& json = study.variants()[variant];
  if (json == "{}") return "";
  std::string text;
  for (const char c : json.substr(1, json.size() - 2))
    if (c != '"') text += c == ',' ? std::string(", ") : c == ':' ? " = " : std::string(1, c);
  return text;
}

namespace {

// "LOLA 3, SOS 1": the number of missing runs of each learner, over all variants.
std::string missing_text(const Study& study) {
  std::string text;
  for (std::size_t l = 0; l < study.learners().size(); ++l) {
    std::size_t missing = 0;
    for (std::size_t v = 0; v < study.variants().size(); ++v)
      missing += study.spec(v).replicates.size() - study.runs(v, l).size();
    if (missing > 0)
      text += fmt::format("{}{} {}", text.empty() ? "" : ", ", study.learners()[l], missing);
  }
  return text;
}

}  // namespace

Section overview_section(const Study& study) {
  Section section{"overview", "Results of the runs", {}};
  if (study.missing() > 0)
    section.blocks.push_back(Paragraph{
        fmt::format("{} of {} runs are missing: the experiment is {}. Missing by learner: {}. "
                    "“firstmove status” lists them.",
                    study.missing(), study.missing() + study.all_runs().size(),
                    study.results().running() ? "running" : "interrupted", missing_text(study)),
        true});
  if (!study.without().empty()) section.blocks.push_back(Paragraph{study.without(), true});
  const Chance chance = chance_in(study);
  section.blocks.push_back(ends_table(study, chance));
  section.blocks.push_back(costs_table(study, chance));
  for (Block& block : landmark_tables(study)) section.blocks.push_back(std::move(block));
  return section;
}

}  // namespace firstmove::engine
