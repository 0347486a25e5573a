// Tails of signed-rank sums against SciPy, enumeration, closed forms and a second recursion.
#include <doctest/doctest.h>

#include <algorithm>
#include <boost/math/distributions/binomial.hpp>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <random>
#include <vector>

#include "statistics/midranks.hpp"
#include "statistics/signed_rank_sums.hpp"
#include "statistics/wilcoxon.hpp"

namespace {

using namespace firstmove;
using namespace firstmove::engine;
using doctest::Approx;

// The tail at each sum in half units, in long double.
std::vector<long double> tails_of(const std::vector<double>& ranks) {
  std::vector<long double> p = {1};
  for (const double rank : ranks) {
    const auto twice = static_cast<std::size_t>(2 * rank);
    std::vector<long double> next(p.size() + twice, 0);
    for (std::size_t s = 0; s < p.size(); ++s) {
      next[s] += p[s] / 2;
      next[s + twice] += p[s] / 2;
    }
    p = std::move(next);
  }
  for (std::size_t s = p.size() - 1; s-- > 0;) p[s] += p[s + 1];
  return p;
}

std::vector<double> whole_ranks(std::size_t n) {
  std::vector<double> ranks(n);
  std::iota(ranks.begin(), ranks.end(), 1.0);
  return ranks;
}

// scipy.stats.wilcoxon(d, mode="exact") of SciPy 1.10.1.
TEST_CASE("p values of 40 and 200 differences, against SciPy") {
  const auto p = [](int n) {
    std::vector<double> differences;
    for (int i = 1; i <= n; ++i) differences.push_back((i * 7919 % 1009 - 400.25) * (1 + i / 1e4));
    return signed_rank_test(differences).p;
  };
  CHECK(p(40) == Approx(0.02407598106947262).epsilon(1e-12));
  CHECK(p(200) == Approx(1.2136814821976978e-06).epsilon(1e-10));
}

TEST_CASE("tails of many ranks, with and without ties, against a recursion") {
  std::mt19937_64 generator(1);
  for (const int most : {1'000'000, 4}) {
    std::uniform_int_distribution<int> size(1, most);
    std::vector<double> sizes(800);  // above what is counted directly
    for (double& x : sizes) x = size(generator);
    const std::vector<double> ranks = midranks(sizes);
    const std::vector<long double> tails = tails_of(ranks);
    const auto total = static_cast<double>(tails.size() - 1);
    for (const double share : {0.49, 0.6, 0.9999}) {
      const auto at = static_cast<std::size_t>(share * total);
      CHECK(signed_rank_tail(ranks, 0.5 * static_cast<double>(at)) ==
            Approx(static_cast<double>(tails[at])).epsilon(1e-9));
    }
    for (std::size_t at = tails.size() - 3; at < tails.size(); ++at)
      CHECK(signed_rank_tail(ranks, 0.5 * static_cast<double>(at)) ==
            Approx(static_cast<double>(tails[at])).epsilon(1e-9));
  }
}

TEST_CASE("the sums of equal ranks are binomial") {
  const std::size_t n = 4001;
  const boost::math::binomial positive(static_cast<double>(n), 0.5);
  const std::vector<double> ranks(n, 2001);
  for (const double count : {1900.0, 2001.0, 2100.0, 2400.0, 3500.0})
    CHECK(signed_rank_tail(ranks, 2001 * count) ==
          Approx(boost::math::cdf(boost::math::complement(positive, count - 1))).epsilon(1e-9));
}

// 1700 differences of +-1 and 900 of +-2: two binomial numbers of positive signs.
TEST_CASE("ranks of two sizes, against the double sum") {
  std::vector<double> ranks(1700, 850.5);
  ranks.resize(2600, 2150.5);
  const boost::math::binomial small(1700, 0.5), large(900, 0.5);
  const double total = 1700 * 850.5 + 900 * 2150.5;
  for (const double share : {0.5, 0.51, 0.53, 0.6}) {
    const double sum = std::floor(2 * share * total) / 2;
    double tail = 0;
    for (int k = 0; k <= 900; ++k) {
      const double rest = std::ceil((sum - k * 2150.5) / 850.5);
      const double from = rest <= 0 ? 1
                          : rest > 1700
                              ? 0
                              : boost::math::cdf(boost::math::complement(small, rest - 1));
      tail += boost::math::pdf(large, k) * from;
    }
    CHECK(signed_rank_tail(ranks, sum) == Approx(tail).epsilon(1e-9));
  }
}

// The distribution is symmetric, and near the middle as smooth as the normal one.
TEST_CASE("ten thousand ranks") {
  const std::vector<double> ranks = whole_ranks(10000);
  const double middle = 10000.0 * 10001 / 4;
  CHECK(signed_rank_tail(ranks, middle + 1) + signed_rank_tail(ranks, middle) ==
        Approx(1).epsilon(1e-12));
  const double deviation = std::sqrt(10000.0 * 10001 * 20001 / 24);
  const double p = signed_rank_tail(ranks, std::round(middle + 3 * deviation) + 0.0);
  CHECK(p == Approx(0.0013498980316300945).epsilon(2e-3));
}

TEST_CASE("the ends") {
  CHECK(signed_rank_tail({}, 0) == 1);
  CHECK(signed_rank_tail({}, 0.5) == 0);
  CHECK(signed_rank_tail(std::vector<double>{1, 2}, 3.5) == 0);
  CHECK(signed_rank_tail(std::vector<double>{1, 2}, 3) == 0.25);
  CHECK(signed_rank_tail(std::vector<double>{1, 2}, -1) == 1);
  CHECK(signed_rank_tail(whole_ranks(900), 900 * 901 / 2) == std::exp2(-900));
}

// Conover 1999, table A12, halved levels: w(0.025) is the least value not in the tail.
TEST_CASE("quantiles, against the published table and the tails") {
  CHECK(signed_rank_quantile(5, 0.025) == -1);
  CHECK(signed_rank_quantile(6, 0.025) == 0);
  CHECK(signed_rank_quantile(10, 0.025) == 8);
  CHECK(signed_rank_quantile(20, 0.025) == 52);
  CHECK(signed_rank_quantile(30, 0.025) == 137);
  CHECK(signed_rank_quantile(50, 0.025) == 434);
  for (const std::size_t n : {12u, 300u, 301u, 1000u})
    for (const double tail : {0.25, 0.025, 0.0005}) {
      const std::vector<double> ranks = whole_ranks(n);
      const double total = 0.5 * static_cast<double>(n * (n + 1));
      const double largest = signed_rank_quantile(n, tail);
      const double slack = n > 300 ? 1e-5 : 0;
      CHECK(signed_rank_tail(ranks, total - largest) <= tail + slack);
      CHECK(signed_rank_tail(ranks, total - largest - 1) > tail - slack);
    }
}

}  // namespace
