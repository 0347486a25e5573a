#include "point/sampled_verdicts.hpp"

#include <spdlog/fmt/fmt.h>

#include <boost/math/distributions/students_t.hpp>
#include <cmath>

namespace firstmove::engine {
namespace {

double margin(const Verdict& verdict) { return verdict.value - verdict.bound; }

// The jackknife's standard error of a margin; NaN if the groups do not give one margin each, since
// other clauses decide, or another number is the largest.
double error_of(const Verdict& whole, std::size_t index,
                const std::vector<std::vector<Verdict>>& without) {
  const auto groups = static_cast<double>(without.size());
  double mean = 0, squares = 0;
  for (const std::vector<Verdict>& part : without) {
    if (index >= part.size() || part[index].number != whole.number) return NAN;
    mean += margin(part[index]) / groups;
  }
  for (const std::vector<Verdict>& part : without)
    squares += std::pow(margin(part[index]) - mean, 2);
  return std::sqrt((groups - 1) / groups * squares);
}

}  // namespace

std::vector<Verdict> over_samples(std::vector<Verdict> verdicts, Point& at,
                                  const std::function<std::vector<Verdict>()>& judge) {
  constexpr std::size_t groups = 16;
  const std::vector<std::uint64_t> all = Point::fresh_samples();
  std::vector<std::vector<Verdict>> without;
  for (std::size_t g = 0; g < groups; ++g) {
    std::vector<std::uint64_t> kept;
    for (std::size_t s = 0; s < all.size(); ++s)
      if (s % groups != g) kept.push_back(all[s]);
    at.draw(kept);
    without.push_back(judge());
  }
  at.draw(all);
  // The largest of several numbers is further from 0 than each: the level is divided among them.
  const double level = 0.01 / (2.0 * at.shape().coordinates());
  const boost::math::students_t_distribution<double> t(groups - 1);
  const double wide = boost::math::quantile(boost::math::complement(t, level));
  for (std::size_t v = 0; v < verdicts.size(); ++v) {
    Verdict& verdict = verdicts[v];
    const double error = wide * error_of(verdict, v, without);
    if (std::abs(margin(verdict)) > error || !verdict.open.empty()) continue;
    verdict = undecided(
        verdict, std::isnan(error)
                     ? fmt::format("the game draws a sample at each step, and {} fresh samples "
                                   "disagree on what decides",
                                   all.size())
                     : fmt::format("the game draws a sample at each step, and the mean over {} "
                                   "fresh samples is uncertain by {:.2g}",
                                   all.size(), error));
  }
  return verdicts;
}

}  // namespace firstmove::engine
