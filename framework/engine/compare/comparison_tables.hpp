// The comparison of learners as tables for CSV and LaTeX, one row for everything that has a number.
#pragma once

#include <string>
#include <vector>

#include "compare/comparison.hpp"
#include "statistics/printed_table.hpp"

namespace firstmove::engine {

struct ComparedStudy {
  const Study& study;
  LearnerComparison comparison;
};

struct NamedTable {
  std::string name;
  PrintedTable table;
};

// "costs", a row per learner; "pairs"; "ranks", per learner; "posthoc", per pair of mean ranks;
// "times", per variant and learner; "targets", per learner and effort; "skipped". Each holds all
// studies, groups and players.
std::vector<NamedTable> comparison_tables(const std::vector<ComparedStudy>& studies);

}  // namespace firstmove::engine
