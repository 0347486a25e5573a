#include "statistics/post_hoc.hpp"

#include <algorithm>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <limits>
#include <numeric>

#include "statistics/holm.hpp"
#include "statistics/studentized_range.hpp"

namespace firstmove::engine {
namespace {

std::size_t ranked_problems(const RankTable& table) {
  return table.learners.empty() ? 0 : table.learners[0].ranks.size();
}

// The standard deviation of a mean rank under the null hypothesis, without ties.
double deviation_of_mean_rank(std::size_t learners, std::size_t problems) {
  const auto k = static_cast<double>(learners), n = static_cast<double>(problems);
  return std::sqrt(k * (k + 1) / (12 * n));
}

// The two-sided p of Conover's t for a difference of mean ranks.
class ConoversTest {
 public:
  explicit ConoversTest(const RankTable& table) : same_order_(table.iman_davenport_p) {
    const auto k = static_cast<double>(table.learners.size());
    const auto n = static_cast<double>(ranked_problems(table));
    double squares = 0, of_sums = 0;
    for (const RankTable::Learner& learner : table.learners) {
      for (const double rank : learner.ranks) squares += rank * rank;
      of_sums += n * n * learner.mean * learner.mean;
    }
    freedom_ = (n - 1) * (k - 1);
    const double rest = n * squares - of_sums;
    deviation_ = rest > 1e-9 * of_sums ? std::sqrt(2 * rest / freedom_) / n : 0;
  }

  double p(double difference) const {
    if (difference == 0 || freedom_ <= 0) return 1;
    if (deviation_ == 0) return same_order_;
    const boost::math::students_t t(freedom_);
    return 2 * boost::math::cdf(boost::math::complement(t, std::abs(difference) / deviation_));
  }

 private:
  double same_order_, freedom_ = 0, deviation_ = 0;
};

}  // namespace

std::vector<PairOfRanks> post_hoc(const RankTable& table) {
  const std::size_t learners = table.learners.size(), problems = ranked_problems(table);
  const double deviation = deviation_of_mean_rank(learners, problems);
  const ConoversTest conover(table);
  std::vector<PairOfRanks> pairs;
  std::vector<double> p;
  for (std::size_t a = 0; a < learners; ++a)
    for (std::size_t b = a + 1; b < learners; ++b) {
      const double difference = table.learners[a].mean - table.learners[b].mean;
      const double nemenyi =
          problems == 0 ? 1 : range_tail(learners, std::abs(difference) / deviation);
      pairs.push_back({a, b, difference, nemenyi, 1});
      p.push_back(conover.p(difference));
    }
  const std::vector<double> adjusted = holm(p);
  for (std::size_t i = 0; i < pairs.size(); ++i) pairs[i].conover = adjusted[i];
  return pairs;
}

CriticalDifference critical_difference(const RankTable& table, double alpha) {
  const std::size_t learners = table.learners.size(), problems = ranked_problems(table);
  CriticalDifference diagram{0, std::vector<std::size_t>(learners), {}};
  std::iota(diagram.order.begin(), diagram.order.end(), std::size_t{0});
  if (learners < 2) return diagram;
  diagram.difference =
      problems == 0 ? std::numeric_limits<double>::infinity()
                    : range_quantile(learners, alpha) * deviation_of_mean_rank(learners, problems);
  const auto mean = [&](std::size_t place) { return table.learners[diagram.order[place]].mean; };
  std::stable_sort(diagram.order.begin(), diagram.order.end(), [&](std::size_t a, std::size_t b) {
    return table.learners[a].mean < table.learners[b].mean;
  });
  std::size_t covered = 0;  // places up to the last bar's end
  for (std::size_t first = 0, last = 0; first < learners; ++first) {
    last = std::max(last, first);
    while (last + 1 < learners && mean(last + 1) - mean(first) < diagram.difference) ++last;
    if (last > first && last + 1 > covered) diagram.groups.push_back({first, last});
    covered = std::max(covered, last + 1);
  }
  return diagram;
}

}  // namespace firstmove::engine
