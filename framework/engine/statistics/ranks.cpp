#include "statistics/ranks.hpp"

#include <algorithm>
#include <boost/math/distributions/chi_squared.hpp>
#include <boost/math/distributions/fisher_f.hpp>
#include <cmath>
#include <limits>

#include "statistics/midranks.hpp"

namespace firstmove::engine {
namespace {

void add_problem(RankTable& table, const std::vector<double>& column) {
  const std::vector<double> ranks = midranks(column);
  const double best = *std::min_element(column.begin(), column.end());
  const auto first = std::count(column.begin(), column.end(), best);
  for (std::size_t l = 0; l < column.size(); ++l) {
    RankTable::Learner& learner = table.learners[l];
    learner.ranks.push_back(ranks[l]);
    if (column[l] == std::numeric_limits<double>::infinity())
      ++learner.failures;
    else if (column[l] == best)
      ++(first == 1 ? learner.wins : learner.shared);
  }
}

void add_iman_davenport(RankTable& table, double learners, double problems) {
  const double rest = problems * (learners - 1) - table.friedman;
  if (rest <= 1e-9 * table.friedman) {  // the same order on all problems
    table.iman_davenport = std::numeric_limits<double>::infinity();
    table.iman_davenport_p = std::exp((1 - problems) * std::lgamma(learners + 1));
    return;
  }
  table.iman_davenport = (problems - 1) * table.friedman / rest;
  if (problems < 2) return;
  const boost::math::fisher_f f(learners - 1, (learners - 1) * (problems - 1));
  table.iman_davenport_p = boost::math::cdf(boost::math::complement(f, table.iman_davenport));
}

// Conover's equation 5.8.3: the spread of the rank sums over that of the ranks.
void add_friedman(RankTable& table, std::size_t problems) {
  const double k = static_cast<double>(table.learners.size()), n = static_cast<double>(problems);
  const double expected = 0.5 * (k + 1);
  double between_sums = 0, between_ranks = 0;
  for (RankTable::Learner& learner : table.learners) {
    double sum = 0;
    for (const double rank : learner.ranks) {
      sum += rank;
      between_ranks += (rank - expected) * (rank - expected);
    }
    learner.mean = sum / n;
    between_sums += (sum - n * expected) * (sum - n * expected);
  }
  if (between_ranks == 0) return;
  table.friedman = (k - 1) * between_sums / between_ranks;
  const boost::math::chi_squared chi_squared(k - 1);
  table.p = boost::math::cdf(boost::math::complement(chi_squared, table.friedman));
  add_iman_davenport(table, k, n);
}

}  // namespace

RankTable rank_table(const ScoreTable& scores) {
  RankTable table;
  table.learners.resize(scores.size());
  const std::size_t problems = problems_of(scores);
  std::vector<double> column(scores.size());
  for (std::size_t p = 0; p < problems; ++p) {
    for (std::size_t l = 0; l < scores.size(); ++l)
      column[l] = std::isnan(scores[l][p]) ? std::numeric_limits<double>::infinity() : scores[l][p];
    add_problem(table, column);
  }
  add_friedman(table, problems);
  return table;
}

}  // namespace firstmove::engine
