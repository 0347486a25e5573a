#include "analysis/newton.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "game/difference.hpp"
#include "play/start.hpp"
#include "point/scaled_jacobian.hpp"

namespace firstmove::engine {
namespace {

using Eigen::Index;
using Eigen::VectorXd;

// x - share * step, with the step in units.
std::vector<double> moved(const Shape& shape, const std::vector<double>& units,
                          const std::vector<double>& x, const VectorXd& step, double share) {
  std::vector<double> y = x;
  for (std::size_t c = 0; c < y.size(); ++c) {
    y[c] -= share * step[static_cast<Index>(c)] * units[c];
    if (shape.domains[c].kind == FM_DOMAIN_PERIODIC) y[c] = into_domain(shape.domains[c], y[c]);
  }
  return y;
}

// The largest entry of a step in units, relative to the coordinates' sizes at x.
double relative_size(const std::vector<double>& units, const std::vector<double>& x,
                     const VectorXd& step) {
  double largest = 0;
  for (std::size_t c = 0; c < x.size(); ++c) {
    const double length = units[c];
    largest = std::max(
        largest, std::abs(step[static_cast<Index>(c)]) * length / std::max(length, std::abs(x[c])));
  }
  return largest;
}

// Each row's largest size so far, and how far rows have fallen from it.
class Fall {
 public:
  VectorXd of(const VectorXd& rows) {
    largest_ = largest_.size() == 0 ? VectorXd(rows.cwiseAbs())
                                    : VectorXd(largest_.cwiseMax(rows.cwiseAbs()));
    return (largest_.array() > 0).select(rows.cwiseAbs().cwiseQuotient(largest_), 0.0);
  }

 private:
  VectorXd largest_;
};

}  // namespace

NewtonEnd newton(const Shape& shape, const std::vector<double>& units, const FieldAt& field,
                 std::vector<double> x) {
  using Kind = NewtonEnd::Kind;
  constexpr int most_steps = 100, most_halvings = 30;
  constexpr double exact = 1e-13, at_rest = 1e-9;
  auto here = field(x);
  if (!here || !here->finite()) return {Kind::undefined, x, 1};
  Fall fall, fall_of_jacobian;
  double fell = fall.of(here->value).maxCoeff(), before = std::numeric_limits<double>::infinity();
  for (int step = 0; step < most_steps; ++step) {
    const ScaledJacobian J(here->jacobian, units);
    const double slopes = fall_of_jacobian.of(J.row_sizes()).minCoeff();
    if (!J.is_invertible()) return {Kind::singular, x, fell};
    const VectorXd full = J.solve(here->value);
    if (!full.allFinite()) return {Kind::singular, x, fell};
    const double size = relative_size(units, x, full);
    // Where rounding errors are larger than `exact`, as with sums that cancel, steps end to shrink.
    if (size <= exact || (size <= at_rest && size >= before))
      return {Kind::zero, moved(shape, units, x, full, 1), slopes};
    before = size;
    double share = 1;
    bool defined = false;
    for (int halving = 0;; ++halving, share /= 2) {
      const std::vector<double> next = moved(shape, units, x, full, share);
      auto there = field(next);
      if (there && there->finite()) {
        defined = true;
        // Close to rounding errors no step is shorter than the last, and the full one is accepted.
        if (size <= at_rest || J.solve(there->value).norm() < full.norm()) {
          x = next;
          here = std::move(there);
          fell = fall.of(here->value).maxCoeff();
          break;
        }
      }
      if (halving == most_halvings) return {defined ? Kind::stuck : Kind::undefined, x, fell};
    }
  }
  return {Kind::stuck, x, fell};
}

bool same_zero(const Shape& shape, const std::vector<double>& units, const FieldAt& field,
               const std::vector<double>& a, const std::vector<double>& b) {
  constexpr double close = 1e-3, ulps = 8 * std::numeric_limits<double>::epsilon();
  VectorXd along(static_cast<Index>(a.size())), apart = along;  // from a to b, and in units
  std::vector<double> middle = a;
  for (std::size_t c = 0; c < a.size(); ++c) {
    const Index i = static_cast<Index>(c);
    along[i] = difference(shape.domains[c], b[c], a[c]);
    apart[i] = along[i] / units[c];
    middle[c] += along[i] / 2;
  }
  const double distance = relative_size(units, a, apart);
  if (distance <= ulps) return true;
  if (!(distance <= close)) return false;
  double accuracy = 0;
  for (const std::vector<double>* end : {&a, &b}) {
    const auto at_end = field(*end);
    if (!at_end || !at_end->finite()) return false;
    const ScaledJacobian J(at_end->jacobian, units);
    accuracy += J.is_invertible() ? ulps * J.inverse_norm() : INFINITY;
    const auto between = field(middle);
    if (!between || !between->finite() || !J.is_invertible()) continue;
    if ((J.solve(VectorXd(between->jacobian * along)) - apart).norm() <= 0.5 * apart.norm())
      return true;
  }
  return distance <= accuracy;
}

}  // namespace firstmove::engine
