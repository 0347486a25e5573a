#include "outcome.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "population.hpp"

namespace firstmove {
namespace {

constexpr std::size_t most_features = 8, most_samples = 128, least_samples = 16;
constexpr double coherence = 0.5;

bool periodic(const fm_domain& domain) { return domain.kind == FM_DOMAIN_PERIODIC; }

std::size_t embedded(const Shape& shape) {
  std::size_t n = 0;
  for (const fm_domain& domain : shape.domains) n += periodic(domain) ? 2 : 1;
  return n;
}

double distance(const std::vector<double>& a, const std::vector<double>& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += (a[i] - b[i]) * (a[i] - b[i]);
  return std::sqrt(sum);
}

double norm(const std::vector<double>& a) { return distance(a, std::vector(a.size(), 0.0)); }

// Of the path's points, oldest first: whether it rests about its mean over its last quarter.
bool settled(const std::vector<std::vector<double>>& path, double within) {
  const std::size_t from = path.size() - path.size() / 4;
  const auto n = static_cast<double>(path.size() - from);
  std::vector<double> mean(path.front().size());
  for (std::size_t s = from; s < path.size(); ++s)
    for (std::size_t i = 0; i < mean.size(); ++i) mean[i] += path[s][i] / n;
  double sum = 0;
  for (std::size_t s = from; s < path.size(); ++s) sum += std::pow(distance(path[s], mean), 2);
  return std::sqrt(sum / n) <= within;
}

bool returns_twice(const std::vector<std::vector<double>>& path) {
  const std::size_t from = path.size() / 2;
  std::vector<double> away;
  for (std::size_t s = from; s < path.size(); ++s) away.push_back(distance(path[s], path.back()));
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
    : shape_(shape), population_(population), count_(std::min(embedded(shape), most_features)) {}

void PathMemory::features(const BatchArray& x, BatchArray& out) const {
  const bool sketched = embedded(shape_) > most_features;
  std::fill_n(out.data(), out.size(), 0.0);
  std::size_t e = 0;
  const auto add = [&](std::size_t r, std::size_t index, double value) {
    // The signs of rows of Hadamard's matrix, so that no two coordinates cancel for ever.
    const bool minus = sketched && __builtin_parityll(index / most_features * 0x9e3779b97f4a7c15u);
    out.row(index % most_features)[r] += minus ? -value : value;
  };
  for (std::size_t c = 0; c < x.rows(); ++c) {
    const fm_domain& domain = shape_.domains[c];
    const double radius = (domain.upper - domain.lower) / (2 * std::numbers::pi);
    for (std::size_t r = 0; r < population_.count(); ++r) {
      const double value = x.row(c)[r];
      if (periodic(domain)) {
        add(r, e, radius * std::cos((value - domain.lower) / radius));
        add(r, e + 1, radius * std::sin((value - domain.lower) / radius));
      } else {
        add(r, e, value);
      }
    }
    e += periodic(domain) ? 2 : 1;
  }
}

void PathMemory::see(std::uint64_t k) {
  const bool due = k % every_ == 0;
  if (!waiting_ && !due) return;
  const std::size_t stride = population_.x().stride();
  if (samples_.empty()) update_ = last_ = next_ = BatchArray(count_, stride);
  features(population_.x(), next_);
  if (waiting_) {
    Sample& sample = samples_.back();
    for (std::size_t r = 0; r < population_.count(); ++r) {
      double dot = 0, u2 = 0, v2 = 0;
      for (std::size_t i = 0; i < count_; ++i) {
        const double u = update_.row(i)[r], v = next_.row(i)[r] - sample.x.row(i)[r];
        dot += u * v;
        u2 += u * u;
        v2 += v * v;
      }
      sample.dot[r] = dot;
      sample.len[r] = std::sqrt(u2) * std::sqrt(v2);
    }
    waiting_ = false;
  }
  if (!due) return;
  if (samples_.size() == most_samples) {
    std::size_t kept = 0;
    for (std::size_t s = 0; s < most_samples; s += 2) std::swap(samples_[kept++], samples_[s]);
    samples_.resize(kept);
    every_ *= 2;
  }
  features(population_.before(), last_);
  for (std::size_t i = 0; i < update_.size(); ++i)
    update_.data()[i] = next_.data()[i] - last_.data()[i];
  samples_.push_back(
      {next_, std::vector<double>(population_.count()), std::vector<double>(population_.count())});
  waiting_ = k > 0;  // before the first step there is no update
}

Outcome PathMemory::judge(std::size_t replica, Cause cause, const OutcomeTests& tests) const {
  if (cause == Cause::seconds) return Outcome::timed_out;
  if (cause == Cause::infinite) return Outcome::diverged;
  if (cause == Cause::fault) return Outcome::failed;
  const auto at = [replica](const BatchArray& x) {
    std::vector<double> point(x.rows());
    for (std::size_t i = 0; i < point.size(); ++i) point[i] = x.row(i)[replica];
    return point;
  };
  std::vector<std::vector<double>> path;
  double dot = 0, len = 0;
  for (std::size_t s = 0; s < samples_.size(); ++s) {
    path.push_back(at(samples_[s].x));
    if (s < samples_.size() / 2) continue;
    dot += samples_[s].dot[replica];
    len += samples_[s].len[replica];
  }
  BatchArray end(count_, population_.x().stride());
  features(population_.x(), end);
  path.push_back(at(end));
  if (!(norm(path.back()) <= tests.bound * (1 + norm(path.front())))) return Outcome::diverged;
  if (cause == Cause::nan) return Outcome::failed;
  if (cause == Cause::stop_rule) return Outcome::converged;
  if (path.size() < least_samples) return Outcome::budget_spent;
  if (settled(path, tests.tolerance * (1 + norm(path.back())))) return Outcome::converged;
  if (std::abs(dot) >= coherence * len && returns_twice(path)) return Outcome::cycling;
  return Outcome::budget_spent;
}

}  // namespace firstmove
