#include "analysis/critical_points.hpp"

#include <firstmove/random.hpp>

#include <algorithm>
#include <cmath>
#include <functional>
#include <optional>

#include "game/difference.hpp"
#include "play/start.hpp"
#include "point/dense_solvers.hpp"
#include "point/simultaneous_followers.hpp"

namespace firstmove::engine {
namespace {

using Eigen::MatrixXd;
using Eigen::VectorXd;

// A field and its Jacobian at a joint action.
struct Field {
  VectorXd value;
  MatrixXd jacobian;
  bool finite() const { return value.allFinite() && jacobian.allFinite(); }
};
using FieldAt = std::function<std::optional<Field>(const std::vector<double>&)>;

std::optional<Field> simultaneous(Point& at, const std::vector<double>& x) {
  at.move(x);
  const Shape& shape = at.shape();
  const Eigen::Index n = shape.coordinates();
  Field field{VectorXd(n), MatrixXd(n, n)};
  for (std::uint32_t i = 0; i < shape.players(); ++i) {
    field.value.segment(shape.offsets[i], shape.dims[i]) = at.gradient(i, i);
    for (std::uint32_t j = 0; j < shape.players(); ++j)
      field.jacobian.block(shape.offsets[i], shape.offsets[j], shape.dims[i], shape.dims[j]) =
          at.block(i, i, j);
  }
  return field;
}

std::optional<Field> led(const std::optional<StackelbergField>& field) {
  if (!field) return std::nullopt;
  return Field{field->omega, field->J};
}

std::vector<double> moved(const Shape& shape, const std::vector<double>& x, const VectorXd& step) {
  std::vector<double> y = x;
  for (std::size_t c = 0; c < y.size(); ++c) {
    y[c] -= step[static_cast<Eigen::Index>(c)];
    if (shape.domains[c].kind == FM_DOMAIN_PERIODIC) y[c] = into_domain(shape.domains[c], y[c]);
  }
  return y;
}

// Where Newton's method converges, if it does. A point counts once the last step has the size of
// rounding errors: a small field alone may just decay towards infinity.
std::optional<std::vector<double>> newton(const Shape& shape, const FieldAt& field,
                                          std::vector<double> x) {
  constexpr int most_steps = 100, most_halvings = 30;
  auto here = field(x);
  for (int step = 0; here && here->finite() && step < most_steps; ++step) {
    const DenseLu lu(here->jacobian);
    if (!lu.is_invertible()) return std::nullopt;
    const VectorXd full = lu.solve(here->value);
    if (!full.allFinite()) return std::nullopt;
    double size = 1;
    for (const double c : x) size = std::max(size, std::abs(c));
    if (full.cwiseAbs().maxCoeff() <= 1e-13 * size) return moved(shape, x, full);
    double share = 1;
    for (int halving = 0;; ++halving, share /= 2) {
      const std::vector<double> next = moved(shape, x, share * full);
      const auto there = field(next);
      const bool lower = there && there->finite() && there->value.norm() < here->value.norm();
      // Close to rounding errors the norm no longer falls, and the full step is accepted.
      const bool at_rest = full.cwiseAbs().maxCoeff() <= 1e-9 * size;
      if (lower || (at_rest && there && there->finite())) {
        x = next;
        here = there;
        break;
      }
      if (halving == most_halvings) return std::nullopt;
    }
  }
  return std::nullopt;
}

double relative_difference(const Shape& shape, const std::vector<double>& a,
                           const std::vector<double>& b) {
  double largest = 0;
  for (std::size_t c = 0; c < a.size(); ++c) {
    const double apart = std::abs(difference(shape.domains[c], a[c], b[c]));
    largest = std::max(largest, apart / (1 + std::abs(a[c])));
  }
  return largest;
}

std::vector<std::vector<double>> zeros(const ExperimentSpec& spec, const Shape& shape,
                                       const SearchBox& box, std::uint32_t starts,
                                       const FieldAt& field) {
  std::vector<std::vector<double>> found;
  for (std::uint32_t s = 0; s < starts; ++s) {
    const Draw draw{spec.seed, s, 0, 0, Purpose::search};
    std::vector<double> x(box.lower.size());
    for (std::size_t c = 0; c < x.size(); ++c)
      x[c] = box.lower[c] + (box.upper[c] - box.lower[c]) * draw.uniform(c);
    auto end = newton(shape, field, x);
    if (!end || !turn_into(box, shape, *end)) continue;
    if (std::none_of(found.begin(), found.end(), [&](const auto& known) {
          return relative_difference(shape, known, *end) < 1e-6;
        }))
      found.push_back(*end);
  }
  std::sort(found.begin(), found.end());
  return found;
}

// Where Newton's method ends at a singular D_22 f_2, by which omega_S divides, the point is not
// critical, or it is not known to be: `critical` is the verdict on that.
std::vector<Probe> search(const ExperimentSpec& spec, const SearchBox& box, std::uint32_t starts,
                          Point& at, const std::string& critical, const FieldAt& field) {
  std::vector<Probe> probes;
  for (const auto& x : zeros(spec, at.shape(), box, starts, field)) {
    at.move(x);
    Probe found = probe(at, spec.place);
    const auto holds = [&](const Verdict& v) { return v.name == critical && v.holds; };
    if (std::any_of(found.verdicts.begin(), found.verdicts.end(), holds))
      probes.push_back(std::move(found));
  }
  return probes;
}

}  // namespace

bool turn_into(const SearchBox& box, const Shape& shape, std::vector<double>& x) {
  bool inside = true;
  for (std::size_t c = 0; c < x.size(); ++c) {
    const fm_domain& domain = shape.domains[c];
    double lower = box.lower[c], upper = box.upper[c];
    if (domain.kind == FM_DOMAIN_BOX) {
      lower = std::max(lower, domain.lower);
      upper = std::min(upper, domain.upper);
    }
    const double slack = 1e-12 * std::max(std::abs(lower), std::abs(upper));
    if (domain.kind == FM_DOMAIN_PERIODIC && !(x[c] >= lower && x[c] <= upper)) {
      const double period = domain.upper - domain.lower;
      x[c] += period * std::ceil((lower - slack - x[c]) / period);  // the first inside, from below
    }
    if (x[c] >= lower - slack && x[c] <= upper + slack)
      x[c] = std::min(std::max(x[c], lower), upper);
    else
      inside = false;
  }
  return inside;
}

SearchBox default_box(const Shape& shape) {
  SearchBox box{shape.start_lower, shape.start_upper};
  const bool circles = std::all_of(shape.domains.begin(), shape.domains.end(),
                                   [](const fm_domain& d) { return d.kind == FM_DOMAIN_PERIODIC; });
  if (box.lower.empty() && !circles) return {};
  box.lower.resize(shape.coordinates());
  box.upper.resize(shape.coordinates());
  for (std::size_t c = 0; c < shape.domains.size(); ++c)
    if (shape.domains[c].kind == FM_DOMAIN_PERIODIC) {
      box.lower[c] = shape.domains[c].lower;
      box.upper[c] = shape.domains[c].upper;
    }
  return box;
}

CriticalPoints critical_points(const ExperimentSpec& spec, const SearchBox& box,
                               std::uint32_t starts) {
  try {
    Point at(spec, box.lower);
    at.require_dense();
    CriticalPoints points;
    points.simultaneous =
        search(spec, box, starts, at, "critical_simultaneous",
               [&at](const std::vector<double>& x) { return simultaneous(at, x); });
    using Kind = std::optional<StackelbergField> (*)(Point&, const std::vector<std::uint32_t>&);
    const auto search_led = [&](Kind kind, const char* critical, bool& knows,
                                std::vector<Probe>& found) {
      knows = kind(at, spec.place).has_value();
      if (knows)
        found = search(spec, box, starts, at, critical, [&](const std::vector<double>& x) {
          at.move(x);
          return led(kind(at, spec.place));
        });
    };
    search_led(stackelberg_field, "critical_stackelberg", points.knows_stackelberg,
               points.stackelberg);
    search_led(simultaneous_followers_field, "critical_simultaneous_followers",
               points.knows_simultaneous_followers, points.simultaneous_followers);
    return points;
  } catch (const PluginFailure& failure) {
    throw InputError(failure.what());
  }
}

std::vector<LearnerPoint> learner_points(const ExperimentSpec& spec, const LearnerSpec& learner,
                                         const SearchBox& box, std::uint32_t starts) {
  const Shape shape = Game(spec.game.plugin, spec.game.params, spec.game.teams).shape();
  std::string given_up;
  bool plays = false;
  const auto found =
      zeros(spec, shape, box, starts, [&](const std::vector<double>& x) -> std::optional<Field> {
        const LearnerField field = learner_field(spec, learner, x);
        plays = plays || field.given_up.empty();
        if (!field.given_up.empty()) given_up = field.given_up;
        if (!field.given_up.empty()) return std::nullopt;
        return Field{field.direction, field.jacobian};
      });
  if (!plays)
    throw InputError("learner '" + learner.name +
                     "' gives up at every starting point: " + given_up);
  std::vector<LearnerPoint> points;
  for (const auto& x : found) points.push_back({probe(spec, x), learner_field(spec, learner, x)});
  return points;
}

}  // namespace firstmove::engine
