#include "play/schedule.hpp"

#include <algorithm>
#include <cmath>

namespace firstmove::engine {
namespace {

struct StepSize {
  double k;
  double operator()(const ConstantStep& s) const { return s.gamma; }
  // The most common exponents need no power, which would take as long as the rest of a step.
  double operator()(const PowerStep& s) const {
    return s.gamma / (s.exponent == 1     ? k
                      : s.exponent == 0.5 ? std::sqrt(k)
                                          : std::pow(k, s.exponent));
  }
  double operator()(const ExponentialStep& s) const { return s.gamma * std::pow(s.factor, k); }
  double operator()(const ListedSteps& s) const {
    return s
        .gammas[static_cast<std::size_t>(std::min(k, static_cast<double>(s.gammas.size()))) - 1];
  }
};

// The sum of the step sizes after step k.
struct Remaining {
  double k;
  double operator()(const ConstantStep& s) const { return s.gamma > 0 ? INFINITY : 0; }
  // By the midpoint rule.
  double operator()(const PowerStep& s) const {
    if (s.exponent <= 1) return s.gamma > 0 ? INFINITY : 0;
    return s.gamma * std::pow(k + 0.5, 1 - s.exponent) / (s.exponent - 1);
  }
  double operator()(const ExponentialStep& s) const {
    if (s.factor >= 1) return s.gamma > 0 ? INFINITY : 0;
    return s.gamma * std::pow(s.factor, k + 1) / (1 - s.factor);
  }
  double operator()(const ListedSteps& s) const {
    if (s.gammas.back() > 0) return INFINITY;
    double sum = 0;
    for (auto i = static_cast<std::size_t>(k); i < s.gammas.size(); ++i) sum += s.gammas[i];
    return sum;
  }
};

}  // namespace

double remaining_share(const StepSpec& spec, std::uint64_t k) {
  const double remaining = std::visit(Remaining{static_cast<double>(k)}, spec);
  double taken = 0;
  for (std::uint64_t i = 1; i <= k && std::isfinite(remaining); ++i) taken += step_size(spec, i);
  return remaining / taken;
}

double step_size(const StepSpec& spec, std::uint64_t k) {
  return std::visit(StepSize{static_cast<double>(k)}, spec);
}

void StepSizes::fill(std::uint64_t first) {
  first_ = first;
  known_ = sizes_.size();
  std::visit(
      [this](const auto& spec) {
        for (std::size_t i = 0; i < sizes_.size(); ++i)
          sizes_[i] = StepSize{static_cast<double>(first_ + i)}(spec);
      },
      spec_);
}

Cadence::Cadence(const CadenceSpec& spec, std::uint64_t last) : last_(last) {
  if (const auto* every = std::get_if<EveryStep>(&spec)) {
    every_ = every->steps;
    return;
  }
  const std::uint64_t points = std::get<LogSteps>(spec).points;
  const double top = std::log(static_cast<double>(last));
  for (std::uint64_t p = 0; p < points; ++p) {
    const double share =
        points == 1 ? 1.0 : static_cast<double>(p) / static_cast<double>(points - 1);
    steps_.push_back(static_cast<std::uint64_t>(std::llround(std::exp(share * top))));
  }
  steps_.push_back(last);
  for (std::uint64_t& step : steps_) step = std::clamp<std::uint64_t>(step, 1, last);
  std::sort(steps_.begin(), steps_.end());
  steps_.erase(std::unique(steps_.begin(), steps_.end()), steps_.end());
}

}  // namespace firstmove::engine
