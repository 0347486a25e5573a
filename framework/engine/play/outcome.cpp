#include "play/outcome.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "play/population.hpp"

namespace firstmove::engine {
namespace {

constexpr std::size_t most_features = 8, most_samples = 128, least_samples = 16;
constexpr double coherence = 0.5;

bool periodic(const fm_domain& domain) { return domain.kind == FM_DOMAIN_PERIODIC; }

std::size_t embedded(const Shape& shape) {
  std::size_t n = 0;
  for (const fm_domain& domain : shape.domains) n += periodic(domain) ? 2 : 1;
  return n;
}

struct OnCircle {
  double along, across;
};
OnCircle on_circle(const fm_domain& domain, double value) {
  const double radius = (domain.upper - domain.lower) / (2 * std::numbers::pi);
  const double angle = (value - domain.lower) / radius;
  return {radius * std::cos(angle), radius * std::sin(angle)};
}

// The sign of a number in a sketch: a fixed hash, so that no two numbers cancel systematically.
double sign_of(std::size_t index) {
  return __builtin_parityll(index / most_features * 0x9e3779b97f4a7c15u) ? -1.0 : 1.0;
}

double distance(const std::vector<double>& a, const std::vector<double>& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += (a[i] - b[i]) * (a[i] - b[i]);
  return std::sqrt(sum);
}

double norm(const std::vector<double>& a) { return distance(a, std::vector(a.size(), 0.0)); }

using Path = std::vector<std::vector<double>>;  // its points, oldest first

// Whether it stays close to its mean.
bool settled(const Path& path, double within) {
  const auto n = static_cast<double>(path.size());
  std::vector<double> mean(path.front().size());
  for (const auto& point : path)
    for (std::size_t i = 0; i < mean.size(); ++i) mean[i] += point[i] / n;
  double sum = 0;
  for (const auto& point : path) sum += std::pow(distance(point, mean), 2);
  return std::sqrt(sum / n) <= within;
}

// Whether it returned to its end point at least twice.
bool returns_twice(const Path& path) {
  std::vector<double> away;
  for (const auto& point : path) away.push_back(distance(point, path.back()));
  const double farthest = *std::max_element(away.begin(), away.end());
  int returns = 0;
  bool left = false;
  for (std::size_t s = away.size(); s-- > 0;) {
    if (away[s] > farthest / 2) left = true;
    if (left && away[s] < farthest / 4) {
      left = false;
      ++returns;
    }
  }
  return returns >= 2;
}

}  // namespace

const char* outcome_name(Outcome outcome) {
  switch (outcome) {
    case Outcome::converged:
      return "converged";
    case Outcome::cycling:
      return "cycling";
    case Outcome::diverged:
      return "diverged";
    case Outcome::budget_spent:
      return "budget spent";
    case Outcome::timed_out:
      return "timed out";
    case Outcome::failed:
      return "failed";
    default:
      return "skipped";
  }
}

std::optional<Outcome> outcome_named(std::string_view name) {
  for (const Outcome outcome : all_outcomes)
    if (name == outcome_name(outcome)) return outcome;
  return std::nullopt;
}

PathMemory::PathMemory(const Shape& shape, const Population& population)
    : shape_(shape),
      population_(population),
      sketched_(embedded(shape) > most_features),
      count_(sketched_ ? most_features : shape.coordinates()) {
  for (BatchArray* array : {&update_, &earlier_, &earliest_})
    *array = BatchArray(count_, population.x().stride());
}

// Keeps the coordinates themselves, which embedding() maps onto circles on demand; a sketch is one
// of the embedding.
void PathMemory::keep(const BatchArray& x, BatchArray& out) const {
  if (!sketched_) {
    out = x;
    return;
  }
  out = BatchArray(count_, x.stride());
  std::size_t e = 0;
  for (std::size_t c = 0; c < x.rows(); ++c) {
    const fm_domain& domain = shape_.domains[c];
    for (std::size_t r = 0; r < population_.count(); ++r)
      if (const double value = x.row(c)[r]; periodic(domain)) {
        const auto [along, across] = on_circle(domain, value);
        out.row(e % most_features)[r] += sign_of(e) * along;
        out.row((e + 1) % most_features)[r] += sign_of(e + 1) * across;
      } else {
        out.row(e % most_features)[r] += sign_of(e) * value;
      }
    e += periodic(domain) ? 2 : 1;
  }
}

std::vector<double> PathMemory::embedding(const BatchArray& kept, std::size_t replica) const {
  std::vector<double> point;
  for (std::size_t c = 0; c < kept.rows(); ++c) {
    const double value = kept.row(c)[replica];
    if (sketched_ || !periodic(shape_.domains[c])) {
      point.push_back(value);
      continue;
    }
    const auto [along, across] = on_circle(shape_.domains[c], value);
    point.insert(point.end(), {along, across});
  }
  return point;
}

// This runs at every step, so moves on circles are measured along them, without an embedding.
void PathMemory::take_update() {
  std::swap(earliest_, earlier_);
  std::swap(earlier_, update_);
  if (sketched_) std::fill_n(update_.data(), update_.size(), 0.0);
  for (std::size_t c = 0; c < shape_.coordinates(); ++c) {
    const fm_domain& domain = shape_.domains[c];
    const double* const to = population_.x().row(c);
    const double* const from = population_.before().row(c);
    const double length = periodic(domain) ? domain.upper - domain.lower : INFINITY;
    const double sign = sketched_ ? sign_of(c) : 1.0;
    double* const out = update_.row(c % count_);
    for (std::size_t r = 0; r < population_.count(); ++r) {
      double step = to[r] - from[r];
      if (step > length / 2) step -= length;
      if (step < -length / 2) step += length;
      out[r] = sketched_ ? out[r] + sign * step : step;
    }
  }
}

void PathMemory::see(std::uint64_t k) {
  // A sample needs the update that led to it, and the two that follow.
  if (every_ > 3 && k % every_ > 2) return;
  take_update();
  if (k >= 2 && sampled(k - 1)) {  // the start has no update that led to it
    Sample& sample = samples_[(k - 1) / every_];
    for (std::size_t r = 0; r < sample.turning.size(); ++r)
      sample.turning[r].pair(earlier_, update_, r);
  }
  if (k >= 1 && sampled(k - 1)) keep(population_.x(), samples_[(k - 1) / every_].next);
  if (k >= 3 && sampled(k - 2)) {
    Sample& sample = samples_[(k - 2) / every_];
    for (std::size_t r = 0; r < sample.turning.size(); ++r)
      sample.turning[r].triple(earliest_, earlier_, update_, r);
  }
  if (!sampled(k)) return;
  if (samples_.size() == most_samples) thin();
  samples_.push_back({{}, {}, std::vector<Turning>(population_.count())});
  keep(population_.x(), samples_.back().x);
  samples_.back().next = samples_.back().x;  // if the path ends here
}

void PathMemory::thin() {
  for (std::size_t s = 0; s < most_samples; s += 2) std::swap(samples_[s / 2], samples_[s]);
  samples_.resize(most_samples / 2);
  every_ *= 2;
}

void PathMemory::Turning::pair(const BatchArray& u0, const BatchArray& u1, std::size_t r) {
  double a2 = 0, b2 = 0;
  for (std::size_t i = 0; i < u0.rows(); ++i) {
    const double a = u0.row(i)[r], b = u1.row(i)[r];
    dot += a * b;
    a2 += a * a;
    b2 += b * b;
  }
  len += std::sqrt(a2) * std::sqrt(b2);
}

void PathMemory::Turning::triple(const BatchArray& u0, const BatchArray& u1, const BatchArray& u2,
                                 std::size_t r) {
  for (std::size_t i = 0; i < u0.rows(); ++i) {
    const double a = u0.row(i)[r], b = u1.row(i)[r], c = u2.row(i)[r];
    across += (a + c) * b;
    middle += b * b;
    outer += a * a + c * c;
    outer_sum += (a + c) * (a + c);
  }
}

void PathMemory::Turning::add(const Turning& other) {
  dot += other.dot;
  len += other.len;
  across += other.across;
  middle += other.middle;
  outer += other.outer;
  outer_sum += other.outer_sum;
}

bool PathMemory::Turning::coherent() const {
  if (std::abs(dot) >= coherence * len) return true;
  const double left = middle > 0 ? outer_sum - across * across / middle : outer_sum;
  return left <= coherence * outer;
}

Outcome PathMemory::judge(std::size_t replica, Cause cause, const OutcomeTests& tests) const {
  if (cause == Cause::seconds) return Outcome::timed_out;
  if (cause == Cause::infinite) return Outcome::diverged;
  if (cause == Cause::fault) return Outcome::failed;
  BatchArray end;
  keep(population_.x(), end);
  const std::size_t points = 2 * samples_.size() + 1;
  const auto point = [&](std::size_t i) {
    if (i + 1 == points) return embedding(end, replica);
    return embedding(i % 2 == 0 ? samples_[i / 2].x : samples_[i / 2].next, replica);
  };
  const auto path_from = [&](std::size_t first) {
    Path path;
    for (std::size_t i = first; i < points; ++i) path.push_back(point(i));
    return path;
  };
  const double size = norm(point(points - 1));
  if (!(size <= tests.bound * (1 + norm(point(0))))) return Outcome::diverged;
  if (cause == Cause::nan) return Outcome::failed;
  if (cause == Cause::stop_rule) return Outcome::converged;
  if (points < 2 * least_samples) return Outcome::budget_spent;
  if (settled(path_from(points - points / 4), tests.tolerance * (1 + size)))
    return Outcome::converged;
  Turning turning;
  for (std::size_t s = samples_.size() / 2; s < samples_.size(); ++s)
    turning.add(samples_[s].turning[replica]);
  if (turning.coherent() && returns_twice(path_from(points / 2))) return Outcome::cycling;
  return Outcome::budget_spent;
}

}  // namespace firstmove::engine
