#include "analysis/integrate.hpp"

#include <spdlog/fmt/fmt.h>
#include <spdlog/fmt/ranges.h>
#include <boost/numeric/odeint.hpp>

#include <algorithm>
#include <cmath>
#include <limits>

namespace firstmove::engine {
namespace {

using State = std::vector<double>;

bool is_finite(const State& x) {
  return std::all_of(x.begin(), x.end(), [](double c) { return std::isfinite(c); });
}

class Integrator {
 public:
  Integrator(const VelocityAt& velocity, State x, const State& units, double time, double tolerance)
      : velocity_(velocity),
        units_(units),
        time_(time),
        tolerance_(tolerance),
        x_(std::move(x)),
        slope_(x_.size()),
        next_(x_.size()),
        next_slope_(x_.size()),
        error_(x_.size()) {}

  Integral run(const std::vector<double>& times) {
    Integral result;
    std::size_t shown = 0;
    const auto show_until = [&](double t, const auto& value_at) {
      for (; shown < times.size() && times[shown] <= t; ++shown)
        result.x.push_back(value_at(times[shown]));
    };
    if (!evaluate(x_, slope_)) return {{}, 0, why_};
    show_until(0, [&](double) { return x_; });
    double t = 0, step = first_step();
    while (t < time_) {
      const double left = time_ - t;
      const bool last = step >= left;
      const double length = last ? left : step;
      if (!(t + length > t) || !(step > 0)) {
        result.why = fmt::format(
            "at time {:.6g}, near ({:.9g}), its steps become smaller than "
            "rounding errors: it becomes infinite, or the field is not "
            "defined beyond{}{}",
            t, fmt::join(x_, ", "), why_.empty() ? "" : ": ", why_);
        break;
      }
      const double excess = attempt(t, length);  // the error over what is allowed
      if (!(excess <= 1)) {
        step = length * (std::isfinite(excess) ? std::max(0.2, 0.9 * std::pow(excess, -0.2)) : 0.1);
        continue;
      }
      const double end = last ? time_ : t + length;
      show_until(end, [&](double at) {
        if (at == end) return next_;
        State between(x_.size());
        stepper_.calc_state(at, between, x_, slope_, t, next_, next_slope_, end);
        return between;
      });
      t = end;
      x_.swap(next_);
      slope_.swap(next_slope_);
      why_.clear();
      step = std::max(step, length) * (last ? 1 : std::min(5.0, 0.9 * std::pow(excess, -0.2)));
    }
    result.end = t;
    return result;
  }

 private:
  double scale(std::size_t c, double x) const { return units_[c] + std::abs(x); }

  // Whether the velocity is defined at x; if not, it is set to NaN.
  bool evaluate(const State& x, State& velocity) {
    std::string why = is_finite(x) ? velocity_(x, velocity) : "the joint action is not finite";
    if (why.empty() && !is_finite(velocity)) why = "the field is not finite";
    if (why.empty()) return true;
    why_ = std::move(why);
    std::fill(velocity.begin(), velocity.end(), std::numeric_limits<double>::quiet_NaN());
    return false;
  }

  double attempt(double t, double length) {
    stepper_.do_step([this](const State& x, State& velocity, double) { evaluate(x, velocity); }, x_,
                     slope_, t, next_, next_slope_, length, error_);
    if (!is_finite(next_) || !is_finite(next_slope_) || !is_finite(error_)) return INFINITY;
    double largest = 0;
    for (std::size_t c = 0; c < x_.size(); ++c) {
      const double allowed = tolerance_ * std::max(scale(c, x_[c]), scale(c, next_[c]));
      largest = std::max(largest, std::abs(error_[c]) / allowed);
    }
    return largest;
  }

  // A hundredth of the time in which the velocity moves some coordinate by its scale, or less where
  // the velocity changes faster.
  double first_step() {
    const auto rate = [&](const State& velocity) {
      double largest = 0;
      for (std::size_t c = 0; c < x_.size(); ++c)
        largest = std::max(largest, std::abs(velocity[c]) / scale(c, x_[c]));
      return largest;
    };
    const double speed = rate(slope_);
    if (speed == 0) return time_;
    double step = std::min(0.01 / speed, time_);
    for (; step > 0; step *= 0.1) {
      State there = x_, change(x_.size());
      for (std::size_t c = 0; c < x_.size(); ++c) there[c] += step * slope_[c];
      if (!evaluate(there, change)) continue;
      for (std::size_t c = 0; c < x_.size(); ++c) change[c] = (change[c] - slope_[c]) / step;
      const double faster = std::max(speed, std::sqrt(rate(change)));
      step = std::min(100 * step, std::pow(0.01 * tolerance_, 0.2) / faster);
      break;
    }
    return std::min(step, time_);
  }

  const VelocityAt& velocity_;
  const State& units_;
  double time_, tolerance_;
  State x_, slope_, next_, next_slope_, error_;
  std::string why_;  // why the velocity was not defined, the last time that it was not
  boost::numeric::odeint::runge_kutta_dopri5<State> stepper_;
};

}  // namespace

Integral integrate(const VelocityAt& velocity, std::vector<double> x,
                   const std::vector<double>& units, double time, double tolerance,
                   const std::vector<double>& times) {
  return Integrator(velocity, std::move(x), units, time, tolerance).run(times);
}

}  // namespace firstmove::engine
