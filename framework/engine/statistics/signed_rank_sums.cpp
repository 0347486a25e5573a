#include "statistics/signed_rank_sums.hpp"

#include <algorithm>
#include <boost/math/distributions/normal.hpp>
#include <cmath>
#include <complex>
#include <cstdint>
#include <numbers>
#include <numeric>
#include <vector>

namespace firstmove::engine {
namespace {

// Ranks as multiples of the largest unit that divides them all: many equal ranks have few sums.
struct RankUnits {
  std::vector<std::uint64_t> ranks;
  std::uint64_t total = 0;
  double per_rank = 1;  // units in a rank of 1

  explicit RankUnits(std::span<const double> given) {
    std::uint64_t unit = 0;
    for (const double rank : given) {
      ranks.push_back(static_cast<std::uint64_t>(std::llround(2 * rank)));
      unit = std::gcd(unit, ranks.back());
    }
    for (std::uint64_t& rank : ranks) total += rank /= unit;
    per_rank = 2 / static_cast<double>(unit);
  }
};

// ---- Few ranks: the probability of every sum ---------------------------------------------------

// Up to 53 ranks without any rounding: numbers of choices over powers of two.
std::vector<double> sum_probabilities(const std::vector<std::uint64_t>& ranks) {
  std::vector<double> probability = {1}, next;
  for (const std::uint64_t rank : ranks) {
    next.assign(probability.size() + rank, 0);
    for (std::size_t s = 0; s < probability.size(); ++s) next[s] = 0.5 * probability[s];
    double* const raised = next.data() + rank;
    for (std::size_t s = 0; s < probability.size(); ++s) raised[s] += 0.5 * probability[s];
    probability.swap(next);
  }
  return probability;
}

double from_sum(const std::vector<double>& probability, std::uint64_t sum) {
  double tail = 0;  // from the smallest terms
  for (std::size_t s = probability.size(); s-- > sum;) tail += probability[s];
  return tail;
}

// ---- Many ranks: the characteristic function ---------------------------------------------------

// The probability of a sum of at least `sum`, which is at least the mean and below the total.
//
// Signs are first made positive with probabilities 1 / (1 + exp(-tilt * rank)) such that the mean
// is `sum`, as for a saddlepoint: P(S >= sum) = exp(K(tilt) - tilt sum) E[exp(-tilt Y); Y >= 0] for
// the tilted Y = S - sum. So the tail is near the middle, where sums over the characteristic
// function do not cancel. These are over a window of 32 standard deviations, beyond which Y has no
// probability that doubles could tell.
class TiltedTail {
 public:
  TiltedTail(const RankUnits& units, std::uint64_t sum)
      : left_(units.total - sum), count_(units.ranks.size()) {
    std::vector<std::uint64_t> sorted = units.ranks;
    std::sort(sorted.begin(), sorted.end(), std::greater<>());
    for (const std::uint64_t rank : sorted) {
      if (groups_.empty() || groups_.back().rank != rank) groups_.push_back({rank, 0, 0.5});
      ++groups_.back().members;
    }
    // Those that bring the product below all digits first.
    std::stable_sort(groups_.begin(), groups_.end(),
                     [](const Group& a, const Group& b) { return a.members > b.members; });
    set_tilt();
    double variance = 0;
    for (const Group& g : groups_)
      variance += g.members * static_cast<double>(g.rank) * static_cast<double>(g.rank) *
                  g.positive * (1 - g.positive);
    const double wide = 256 + 32 * std::sqrt(variance);
    window_ = wide < static_cast<double>(units.total) ? static_cast<std::uint64_t>(wide)
                                                      : units.total + 1;
    window_ |= 1;  // odd: the frequencies come in pairs, apart from 0
    terms_ = std::min(left_, (window_ - 1) / 2) + 1;
    if (window_ > units.total) terms_ = left_ + 1;
    sum_in_window_ = sum % window_;
  }

  double probability() const {
    double exponent =
        tilt_ * static_cast<double>(left_) - static_cast<double>(count_) * std::numbers::ln2;
    for (const Group& g : groups_)
      exponent += g.members * std::log1p(std::exp(-tilt_ * static_cast<double>(g.rank)));
    double sum = tilt_ == 0 ? static_cast<double>(terms_)
                            : std::expm1(-tilt_ * static_cast<double>(terms_)) / std::expm1(-tilt_);
    std::uint64_t factors = 0;
    for (std::uint64_t k = 1; k <= (window_ - 1) / 2; ++k) {
      const std::complex<double> value = characteristic(k, factors);
      // Past so many factors the rest are left out: of 10^4 ranks and more, where the sums lie so
      // close that none of the digits of a tail depends on a single one.
      if (value == 0.0 && factors > most_factors) break;
      if (value != 0.0) sum += 2 * (value * weights(k)).real();
    }
    return std::exp(exponent) * std::max(0.0, sum) / static_cast<double>(window_);
  }

 private:
  struct Group {
    std::uint64_t rank;
    double members, positive;  // ranks of this size; the tilted probability of a positive sign
    double spread = 0;         // 4 positive (1 - positive): the factor's square is 1 - spread sin^2
    double most = 1;           // of spread sin^2: beyond it the product is below all digits
  };
  // Smaller values of the characteristic function change no digit of a tail.
  static constexpr double least = 1e-18;
  static constexpr std::uint64_t most_factors = 20'000'000;

  // The missing sum's mean falls as the tilt grows.
  void set_tilt() {
    const auto missing = [&](double tilt) {
      double mean = 0;
      for (const Group& g : groups_)
        mean += g.members * static_cast<double>(g.rank) /
                (1 + std::exp(tilt * static_cast<double>(g.rank)));
      return mean;
    };
    const auto target = static_cast<double>(left_);
    double low = 0, high = 1e-9;
    while (missing(high) > target) low = high, high *= 2;
    for (int i = 0; i < 60; ++i)
      (missing(0.5 * (low + high)) > target ? low : high) = 0.5 * (low + high);
    tilt_ = high;
    for (Group& g : groups_) {
      g.positive = 1 / (1 + std::exp(-tilt_ * static_cast<double>(g.rank)));
      g.spread = 4 * g.positive * (1 - g.positive);
      g.most = -std::expm1(2 * std::log(least) / g.members);
    }
  }

  // The angle of k * step in the window, reduced without rounding.
  double angle(std::uint64_t k, std::uint64_t step) const {
    return 2 * std::numbers::pi * static_cast<double>(k * (step % window_) % window_) /
           static_cast<double>(window_);
  }

  // Of Y at frequency k; 0 if it is below all digits.
  std::complex<double> characteristic(std::uint64_t k, std::uint64_t& factors) const {
    std::complex<double> product = std::polar(1.0, -angle(k, sum_in_window_));
    for (const Group& g : groups_) {
      ++factors;
      const double half = 0.5 * angle(k, g.rank), sine = std::sin(half);
      const double lost = g.spread * sine * sine;
      if (lost >= g.most) return 0;
      const std::complex<double> one(1 - 2 * g.positive * sine * sine,
                                     2 * g.positive * sine * std::cos(half));
      if (g.members == 1)
        product *= one;
      else
        product *= std::polar(std::exp(0.5 * g.members * std::log1p(-lost)),
                              std::remainder(g.members * std::arg(one), 2 * std::numbers::pi));
      if (std::norm(product) < least * least) return 0;
    }
    return product;
  }

  // The sum of exp(-(tilt + i t) y) over y = 0 .. terms - 1.
  std::complex<double> weights(std::uint64_t k) const {
    const double t = angle(k, 1), half = std::sin(0.5 * t), shrink = std::exp(-tilt_);
    const std::complex<double> rest(-std::expm1(-tilt_) + 2 * shrink * half * half,
                                    shrink * std::sin(t));
    return (1.0 - std::polar(std::exp(-tilt_ * static_cast<double>(terms_)), -angle(k, terms_))) /
           rest;
  }

  std::uint64_t left_, count_, window_ = 1, terms_ = 1, sum_in_window_ = 0;
  std::vector<Group> groups_;
  double tilt_ = 0;
};

}  // namespace

double signed_rank_tail(std::span<const double> ranks, double sum) {
  if (sum <= 0) return 1;
  if (ranks.empty()) return 0;
  const RankUnits units(ranks);
  const double wanted = std::ceil(sum * units.per_rank);
  const auto total = static_cast<double>(units.total), count = static_cast<double>(ranks.size());
  if (wanted > total) return 0;
  if (wanted == total) return std::exp2(-count);
  const auto least = static_cast<std::uint64_t>(wanted);
  if (count <= 1000 && count * total <= 2e8) return from_sum(sum_probabilities(units.ranks), least);
  if (2 * least <= units.total) return 1 - TiltedTail(units, units.total - least + 1).probability();
  return TiltedTail(units, least).probability();
}

double signed_rank_quantile(std::size_t n, double tail) {
  std::vector<std::uint64_t> ranks(n);
  std::iota(ranks.begin(), ranks.end(), std::uint64_t{1});
  if (n <= 300) {
    double sum = 0, largest = -1;
    for (const double probability : sum_probabilities(ranks)) {
      sum += probability;
      if (sum > tail) break;
      ++largest;
    }
    return largest;
  }
  const auto count = static_cast<double>(n);
  const double mean = count * (count + 1) / 4;
  const double variance = count * (count + 1) * (2 * count + 1) / 24;
  double fourth = 0;
  for (const std::uint64_t rank : ranks) fourth -= std::pow(static_cast<double>(rank), 4) / 8;
  const double z = boost::math::quantile(boost::math::normal(), tail);
  const double expanded = z + (z * z * z - 3 * z) / 24 * fourth / (variance * variance);
  return std::floor(mean + std::sqrt(variance) * expanded - 0.5);
}

}  // namespace firstmove::engine
