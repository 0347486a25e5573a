#include "analysis/flow.hpp"

#include <spdlog/fmt/fmt.h>
#include <spdlog/fmt/ranges.h>

#include <algorithm>
#include <cmath>

#include "analysis/direction_field.hpp"
#include "analysis/integrate.hpp"
#include "game/lengths.hpp"
#include "point/probe.hpp"
#include "point/scaled_jacobian.hpp"

namespace firstmove::engine {
namespace {

using State = std::vector<double>;

bool finite(const State& x) {
  return std::all_of(x.begin(), x.end(), [](double c) { return std::isfinite(c); });
}

[[noreturn]] void stuck(const std::string& why) {
  throw InputError("the flow cannot be computed: " + why);
}

// The velocity -weight_i F_i(x). Where F is not defined, the integrator looks for shorter steps.
VelocityAt descent(FlowField& field, const std::vector<double>& weights, std::uint64_t k) {
  return [&field, &weights, k](const State& x, State& velocity) -> std::string {
    try {
      State here = x;
      velocity = field(here, k);
    } catch (const InputError& undefined) {
      return undefined.what();
    }
    const Shape& shape = field.shape();
    for (std::uint32_t i = 0; i < shape.players(); ++i)
      for (std::uint32_t c = shape.offsets[i]; c < shape.offsets[i + 1]; ++c)
        velocity[c] *= -weights[i];
    return "";
  };
}

}  // namespace

FlowField::FlowField(const ExperimentSpec& spec, const FlowKind& kind, const std::vector<double>& x)
    : spec_(spec), kind_(kind), at_(spec, x), shape_(at_.shape()) {
  leader_ = static_cast<std::uint32_t>(std::find(spec.place.begin(), spec.place.end(), 0u) -
                                       spec.place.begin());
  if (kind_.of == FlowKind::Of::stackelberg || kind_.of == FlowKind::Of::reduced) {
    look_for_translations(at_);
    if (!at_.translations().none()) at_.reduce();  // play does not move along them
  }
  const Shape& played = at_.shape();
  for (std::uint32_t c = 0; c < played.coordinates(); ++c)
    if (c < played.offsets[leader_] || c >= played.offsets[leader_ + 1]) below_.push_back(c);
}

std::vector<double> FlowField::operator()(std::vector<double>& x, std::uint64_t k) {
  if (!finite(x)) stuck("the joint action is no longer finite");
  try {
    if (kind_.of == FlowKind::Of::learner) return direction(spec_, *kind_.learner, x, k);
    if (kind_.of == FlowKind::Of::simultaneous) {
      at_.move(x);
      std::vector<double> f(shape_.coordinates());
      for (std::uint32_t i = 0; i < shape_.players(); ++i) {
        const Eigen::VectorXd own = at_.gradient(i, i);
        std::copy_n(own.data(), own.size(), f.begin() + shape_.offsets[i]);
      }
      return f;
    }
    const bool across = !at_.translations().none();
    std::vector<double> z = across ? at_.across(x) : x;
    if (kind_.of == FlowKind::Of::reduced) {
      react(z);
      x = across ? at_.whole(z) : z;
    }
    Eigen::VectorXd f = led_at(z).omega;
    if (kind_.of == FlowKind::Of::reduced) f(below_).setZero();
    if (across) f = at_.basis() * f;
    return {f.data(), f.data() + f.size()};
  } catch (const PluginFailure& failure) {
    throw InputError(failure.what());
  }
}

StackelbergField FlowField::led_at(const std::vector<double>& x) {
  at_.move(x);
  auto led = stackelberg_field(at_, spec_.place);
  if (!led) stuck("the game does not give the derivatives that omega_S needs");
  return std::move(*led);
}

void FlowField::react(std::vector<double>& x) {
  constexpr int most_steps = 50;
  constexpr double exact = 1e-13, at_rest = 1e-9;
  double before = INFINITY;
  for (int step = 0; step < most_steps && !below_.empty(); ++step) {
    const StackelbergField led = led_at(x);
    const std::vector<double> sizes = lengths(at_.shape(), x);
    std::vector<double> units;
    for (const Eigen::Index c : below_)
      units.push_back(power_of_two(sizes[static_cast<std::size_t>(c)]));
    const Eigen::VectorXd full =
        ScaledJacobian(led.J(below_, below_), units).solve(Eigen::VectorXd(led.omega(below_)));
    if (!full.allFinite()) break;
    for (std::size_t b = 0; b < below_.size(); ++b)
      x[static_cast<std::size_t>(below_[b])] -= units[b] * full[static_cast<Eigen::Index>(b)];
    // Where rounding errors are larger than `exact`, steps end to shrink.
    const double size = full.cwiseAbs().maxCoeff();
    if (size <= exact || (size <= at_rest && size >= before)) return;
    before = size;
  }
  if (!below_.empty())
    stuck(
        fmt::format("no reactions of the followers were found near ({:.9g})", fmt::join(x, ", ")));
}

FlowPath flow(const ExperimentSpec& spec, const FlowKind& kind, const std::vector<double>& x,
              double time, std::uint32_t points, double tau, double tolerance) {
  FlowField field(spec, kind, x);
  std::vector<double> weights(field.shape().players(), 1.0);
  weights[field.leader()] = tau;
  FlowPath path;
  for (std::uint32_t i = 0; i < points; ++i) path.times.push_back(time * i / points);
  path.times.push_back(time);
  const Integral found = integrate(descent(field, weights, 1), x, lengths(field.shape(), x), time,
                                   tolerance, path.times);
  if (!found.why.empty()) stuck(found.why);
  path.x = found.x;
  for (State& state : path.x) field(state);  // reactions, where the flow is reduced to the leader
  return path;
}

void flow_one_step(FlowField& field, const std::vector<double>& step_sizes, std::uint64_t k,
                   double tolerance, std::vector<double>& x) {
  const Integral found =
      integrate(descent(field, step_sizes, k), x, lengths(field.shape(), x), 1, tolerance, {1});
  if (!found.why.empty()) stuck(found.why);
  x = found.x.back();
}

}  // namespace firstmove::engine
