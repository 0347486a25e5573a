#include "compare/comparison_tables.hpp"

#include <spdlog/fmt/fmt.h>

#include <cmath>
#include <cstdint>
#include <functional>

namespace firstmove::engine {
namespace {

using Cell = PrintedTable::Cell;
using Row = std::vector<Cell>;

Cell count_cell(std::size_t count) { return static_cast<std::int64_t>(count); }

void add_interval(Row& row, const ConfidenceInterval& interval) {
  row.push_back(interval.lower);
  row.push_back(interval.upper);
}

void add_estimate(Row& row, const IntervalEstimate& estimate) {
  row.push_back(estimate.value);
  add_interval(row, estimate.interval);
  const bool none = std::isnan(estimate.interval.lower);
  row.push_back(none ? std::nan("") : estimate.interval.confidence);
}

using EachCosts =
    std::function<void(const ComparedStudy&, const GroupComparison&, const CostComparison&, Row)>;

// Calls it with the cells that all tables of costs begin with.
void for_each_costs(const std::vector<ComparedStudy>& studies, const EachCosts& each) {
  for (const ComparedStudy& compared : studies)
    for (const GroupComparison& group : compared.comparison.groups)
      for (const CostComparison& costs : group.costs)
        each(compared, group, costs,
             {compared.study.name(), group.group.values, count_cell(costs.player + 1)});
}

PrintedTable costs_of_learners(const std::vector<ComparedStudy>& studies) {
  PrintedTable table{"Final costs",
                     {"experiment", "values", "player", "learner", "runs", "failed", "skipped",
                      "replicates", "median", "lower", "upper", "confidence", "interquartile mean",
                      "lower", "upper", "confidence"},
                     {}};
  for_each_costs(studies, [&](const ComparedStudy& compared, const GroupComparison&,
                              const CostComparison& costs, const Row& begin) {
    for (const LearnerCosts& learner : costs.learners) {
      Row row = begin;
      row.push_back(compared.study.learners()[learner.learner]);
      for (const std::size_t count :
           {learner.runs, learner.worst, learner.skipped, learner.values.size()})
        row.push_back(count_cell(count));
      add_estimate(row, learner.median);
      add_estimate(row, learner.interquartile_mean);
      table.rows.push_back(std::move(row));
    }
  });
  return table;
}

// The numbers of a test; missing without chance.
void add_test(Row& row, const CostPair& pair) {
  if (!pair.chance) {
    for (int i = 0; i < 10; ++i) row.push_back(std::nan(""));
    return;
  }
  row.push_back(pair.rank_biserial);
  row.push_back(pair.p);
  row.push_back(pair.p_holm);
  row.push_back(pair.improvement.estimate);
  add_interval(row, pair.improvement.interval);
  for (const double posterior : {pair.bayes.below, pair.bayes.within, pair.bayes.above})
    row.push_back(posterior);
  row.push_back(pair.seeds_needed == 0 ? Cell(std::nan("")) : count_cell(pair.seeds_needed));
}

PrintedTable costs_of_pairs(const std::vector<ComparedStudy>& studies) {
  PrintedTable table{"Final costs, pairs of learners",
                     {"experiment",
                      "values",
                      "player",
                      "first",
                      "second",
                      "replicates",
                      "failed first",
                      "failed second",
                      "difference",
                      "lower",
                      "upper",
                      "confidence",
                      "margin",
                      "effect",
                      "p",
                      "p Holm",
                      "P(first lower)",
                      "lower",
                      "upper",
                      "Bayes first lower",
                      "Bayes equivalent",
                      "Bayes second lower",
                      "seeds needed",
                      "verdict"},
                     {}};
  for_each_costs(studies, [&](const ComparedStudy& compared, const GroupComparison&,
                              const CostComparison& costs, const Row& begin) {
    for (const CostPair& pair : costs.pairs) {
      Row row = begin;
      row.push_back(compared.study.learners()[pair.first]);
      row.push_back(compared.study.learners()[pair.second]);
      for (const std::size_t count : {pair.replicates, pair.failed_first, pair.failed_second})
        row.push_back(count_cell(count));
      add_estimate(row, pair.difference);
      row.push_back(pair.margin);
      add_test(row, pair);
      row.push_back(std::string(verdict_name(pair.verdict)));
      table.rows.push_back(std::move(row));
    }
  });
  return table;
}

PrintedTable ranks_of_learners(const std::vector<ComparedStudy>& studies) {
  PrintedTable table{
      "Ranks by final costs",
      {"experiment", "values", "player", "learner", "replicates", "mean rank", "best",
       "tied for best", "failed", "Friedman p", "Iman-Davenport p", "critical difference"},
      {}};
  for_each_costs(studies, [&](const ComparedStudy& compared, const GroupComparison&,
                              const CostComparison& costs, const Row& begin) {
    const CostRanks& ranks = costs.ranks;
    for (std::size_t i = 0; i < ranks.table.learners.size(); ++i) {
      const RankTable::Learner& learner = ranks.table.learners[i];
      Row row = begin;
      row.push_back(compared.study.learners()[ranks.learners[i]]);
      row.push_back(count_cell(ranks.replicates));
      row.push_back(learner.mean);
      for (const std::size_t count : {learner.wins, learner.shared, learner.failures})
        row.push_back(count_cell(count));
      for (const double test :
           {ranks.table.p, ranks.table.iman_davenport_p, ranks.critical.difference})
        row.push_back(ranks.tested ? test : std::nan(""));
      table.rows.push_back(std::move(row));
    }
  });
  return table;
}

PrintedTable pairs_of_ranks(const std::vector<ComparedStudy>& studies) {
  PrintedTable table{"Mean ranks, pairs of learners",
                     {"experiment", "values", "player", "first", "second",
                      "difference of mean ranks", "p Nemenyi", "p Conover"},
                     {}};
  for_each_costs(studies, [&](const ComparedStudy& compared, const GroupComparison&,
                              const CostComparison& costs, const Row& begin) {
    for (const PairOfRanks& pair : costs.ranks.pairs) {
      Row row = begin;
      row.push_back(compared.study.learners()[costs.ranks.learners[pair.first]]);
      row.push_back(compared.study.learners()[costs.ranks.learners[pair.second]]);
      for (const double value : {pair.difference, pair.nemenyi, pair.conover}) row.push_back(value);
      table.rows.push_back(std::move(row));
    }
  });
  return table;
}

PrintedTable times_of_learners(const std::vector<ComparedStudy>& studies) {
  PrintedTable table{"Steps and oracle products to reach a critical point",
                     {"experiment", "variant", "learner", "runs", "reached", "steps", "lower",
                      "upper", "products", "lower", "upper", "expected products", "lower", "upper"},
                     {}};
  for (const ComparedStudy& compared : studies)
    for (const VariantTimes& times : compared.comparison.times) {
      const bool drawn = compared.comparison.chance.learner[times.learner];
      Row row = {compared.study.name(), compared.study.variants()[times.variant],
                 compared.study.learners()[times.learner], count_cell(times.steps.runs),
                 count_cell(times.steps.reached)};
      for (const MedianTime* time : {&times.steps, &times.products}) {
        row.push_back(time->median);
        row.push_back(drawn ? time->lower : std::nan(""));
        row.push_back(drawn ? time->upper : std::nan(""));
      }
      row.push_back(times.expected_products.estimate);
      row.push_back(drawn ? times.expected_products.lower : std::nan(""));
      row.push_back(drawn ? times.expected_products.upper : std::nan(""));
      table.rows.push_back(std::move(row));
    }
  return table;
}

PrintedTable targets_of_learners(const std::vector<ComparedStudy>& studies) {
  PrintedTable table{
      "Share of targets reached", {"experiment", "learner", "products", "share"}, {}};
  for (const ComparedStudy& compared : studies) {
    const TargetCurves& found = compared.comparison.targets;
    for (std::size_t i = 0; i < found.learners.size(); ++i)
      for (std::size_t e = 0; e < found.curves[i].efforts.size(); ++e)
        table.rows.push_back({compared.study.name(), compared.study.learners()[found.learners[i]],
                              found.curves[i].efforts[e], found.curves[i].shares[e]});
  }
  return table;
}

PrintedTable skipped_learners(const std::vector<ComparedStudy>& studies) {
  PrintedTable table{
      "Skipped, and so not compared", {"experiment", "learner", "runs", "reason"}, {}};
  for (const ComparedStudy& compared : studies)
    for (const NotPlayed& one : compared.comparison.not_played)
      table.rows.push_back({compared.study.name(), compared.study.learners()[one.learner],
                            count_cell(one.runs), one.reason});
  return table;
}

}  // namespace

std::vector<NamedTable> comparison_tables(const std::vector<ComparedStudy>& studies) {
  return {{"costs", costs_of_learners(studies)}, {"pairs", costs_of_pairs(studies)},
          {"ranks", ranks_of_learners(studies)}, {"posthoc", pairs_of_ranks(studies)},
          {"times", times_of_learners(studies)}, {"targets", targets_of_learners(studies)},
          {"skipped", skipped_learners(studies)}};
}

}  // namespace firstmove::engine
