#include "analysis/flow.hpp"

#include <spdlog/fmt/fmt.h>
#include <spdlog/fmt/ranges.h>
#include <boost/numeric/odeint.hpp>

#include <algorithm>
#include <cmath>

#include "analysis/direction_field.hpp"
#include "point/dense_solvers.hpp"
#include "point/stackelberg_field.hpp"

namespace firstmove::engine {
namespace {

namespace odeint = boost::numeric::odeint;
using State = std::vector<double>;
using Stepper = odeint::runge_kutta_dopri5<State>;

bool finite(const State& x) {
  return std::all_of(x.begin(), x.end(), [](double c) { return std::isfinite(c); });
}

// The right-hand side x' = -weight_i F_i(x).
struct Descent {
  FlowField& field;
  const std::vector<double>& weights;  // of each player
  std::uint64_t k = 1;
  void operator()(const State& x, State& velocity, double) const {
    State here = x;
    velocity = field(here, k);
    const Shape& shape = field.shape();
    for (std::uint32_t i = 0; i < shape.players(); ++i)
      for (std::uint32_t c = shape.offsets[i]; c < shape.offsets[i + 1]; ++c)
        velocity[c] *= -weights[i];
  }
};

[[noreturn]] void stuck(const std::string& why) {
  throw InputError("the flow cannot be computed: " + why);
}

}  // namespace

FlowField::FlowField(const ExperimentSpec& spec, const FlowKind& kind, const std::vector<double>& x)
    : spec_(spec), kind_(kind), at_(spec, x) {
  leader_ = static_cast<std::uint32_t>(std::find(spec.place.begin(), spec.place.end(), 0u) -
                                       spec.place.begin());
  for (std::uint32_t c = 0; c < shape().coordinates(); ++c)
    if (c < shape().offsets[leader_] || c >= shape().offsets[leader_ + 1]) below_.push_back(c);
}

std::vector<double> FlowField::operator()(std::vector<double>& x, std::uint64_t k) {
  if (!finite(x)) stuck("the joint action is no longer finite");
  try {
    if (kind_.of == FlowKind::Of::learner) return direction(spec_, *kind_.learner, x, k);
    if (kind_.of == FlowKind::Of::reduced) react(x);
    at_.move(x);
    std::vector<double> f(shape().coordinates(), 0.0);
    if (kind_.of == FlowKind::Of::simultaneous) {
      for (std::uint32_t i = 0; i < shape().players(); ++i) {
        const Eigen::VectorXd own = at_.gradient(i, i);
        std::copy_n(own.data(), own.size(), f.begin() + shape().offsets[i]);
      }
      return f;
    }
    const auto led = stackelberg_field(at_, spec_.place);
    if (!led) stuck("the game does not give the derivatives that omega_S needs");
    for (std::uint32_t c = 0; c < f.size(); ++c) f[c] = led->omega[c];
    if (kind_.of == FlowKind::Of::reduced)
      for (const Eigen::Index c : below_) f[static_cast<std::size_t>(c)] = 0;
    return f;
  } catch (const PluginFailure& failure) {
    throw InputError(failure.what());
  }
}

void FlowField::react(std::vector<double>& x) {
  constexpr int most_steps = 50;
  for (int step = 0; step < most_steps && !below_.empty(); ++step) {
    at_.move(x);
    const auto led = stackelberg_field(at_, spec_.place);
    if (!led) stuck("the game does not give the derivatives that omega_S needs");
    const Eigen::VectorXd residual = led->omega(below_);
    const Eigen::VectorXd full = DenseLu(led->J(below_, below_)).solve(residual);
    if (!full.allFinite()) break;
    double size = 1;
    for (std::size_t b = 0; b < below_.size(); ++b) {
      double& c = x[static_cast<std::size_t>(below_[b])];
      c -= full[static_cast<Eigen::Index>(b)];
      size = std::max(size, std::abs(c));
    }
    if (full.cwiseAbs().maxCoeff() <= 1e-13 * size) return;
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
  for (std::uint32_t i = 0; i <= points; ++i) path.times.push_back(time * i / points);
  State state = x;
  try {
    odeint::integrate_times(odeint::make_controlled(tolerance, tolerance, Stepper()),
                            Descent{field, weights}, state, path.times.begin(), path.times.end(),
                            time / points, [&](const State& at, double) {
                              State here = at;
                              field(here);  // reactions, where the flow is reduced to the leader
                              path.x.push_back(here);
                            });
  } catch (const odeint::odeint_error& error) {
    stuck(error.what());
  }
  return path;
}

void flow_one_step(FlowField& field, const std::vector<double>& step_sizes, std::uint64_t k,
                   double tolerance, std::vector<double>& x) {
  try {
    odeint::integrate_adaptive(odeint::make_controlled(tolerance, tolerance, Stepper()),
                               Descent{field, step_sizes, k}, x, 0.0, 1.0, 0.5);
  } catch (const odeint::odeint_error& error) {
    stuck(error.what());
  }
}

}  // namespace firstmove::engine
