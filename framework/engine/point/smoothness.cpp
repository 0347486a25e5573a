#include "point/smoothness.hpp"

#include <firstmove/internal/multi_index.hpp>

#include <algorithm>
#include <cmath>
#include <limits>

#include "game/lengths.hpp"
#include "point/dense_solvers.hpp"

namespace firstmove::engine {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr double epsilon = std::numeric_limits<double>::epsilon();

// ---- Games that bound their derivatives over boxes ----

class Surroundings {
 public:
  Surroundings(Point& at, const VectorXd& reach) : game_(at.game()) {
    for (const double x : at.joint_action()) {
      // At 0, a box that is not a point, since a point lies on one side of the kink.
      const double least = std::numeric_limits<double>::min() / epsilon;
      const double width =
          reach[static_cast<Index>(lower_.size())] + std::max(4 * epsilon * std::abs(x), least);
      lower_.push_back(x - width);
      upper_.push_back(x + width);
    }
  }

  Smoothness judge() {
    Smoothness found;
    for (std::uint32_t p = 0; p < game_.shape().players(); ++p)
      found.smooth = found.smooth && enclose(p, 0).smooth;
    if (found.smooth) return found;
    try {
      look_at_gradients(found);
    } catch (const PluginFailure&) {  // too many coordinates for second derivatives
      found.gradient_jumps = true;
    }
    return found;
  }

 private:
  void look_at_gradients(Smoothness& found) {
    const std::size_t d = lower_.size();
    for (std::uint32_t p = 0; p < game_.shape().players(); ++p) {
      const Bounds bounds = enclose(p, 2);
      const MultiIndices indices(d, 2);
      for (std::uint32_t c = game_.shape().offsets[p]; c < game_.shape().offsets[p + 1]; ++c) {
        const double below = bounds.lower[1 + c], above = bounds.upper[1 + c];
        // What the gradient may change by without a jump.
        double change = 1e-12 * std::max(std::abs(below), std::abs(above));
        for (std::uint32_t k = 0; k < d; ++k) {
          const std::size_t row = indices.position({std::min(c, k), std::max(c, k)});
          change += std::max(std::abs(bounds.lower[row]), std::abs(bounds.upper[row])) *
                    (upper_[k] - lower_[k]);
        }
        found.gradient_jumps = found.gradient_jumps || !(above - below <= 2 * change);
        found.gradient_away_from_0 = found.gradient_away_from_0 || below > 0 || above < 0;
      }
    }
  }
  struct Bounds {
    std::vector<double> lower, upper;
    bool smooth;
  };
  Bounds enclose(std::uint32_t player, std::uint32_t order) {
    const std::size_t rows = derivatives(lower_.size(), order);
    Bounds bounds{std::vector<double>(rows), std::vector<double>(rows), false};
    std::uint32_t smooth = 0;
    game_.host().call("enclose", "bound its costs", [&] {
      return game_.enclosure()->enclose(game_.instance(), player, order, lower_.data(),
                                        upper_.data(), bounds.lower.data(), bounds.upper.data(),
                                        &smooth);
    });
    bounds.smooth = smooth != 0;
    return bounds;
  }

  Game& game_;
  std::vector<double> lower_, upper_;
};

// ---- Other games ----

// The own gradients and their Jacobian, a column each.
MatrixXd own_derivatives(Point& at, const std::vector<double>& x) {
  at.move(x);
  const Shape& shape = at.shape();
  const Index n = shape.coordinates();
  MatrixXd all(n, n + 1);
  for (std::uint32_t i = 0; i < shape.players(); ++i)
    all.col(n).segment(shape.offsets[i], shape.dims[i]) = at.gradient(i, i);
  all.leftCols(n) = at.jacobian();
  return all;
}

// A direction across every kink through the point: no two coordinates in a simple proportion. A
// sixteenth of it is beyond the reach.
std::vector<double> aside(const Shape& shape, const std::vector<double>& x, const VectorXd& reach,
                          double share) {
  std::vector<double> y = x;
  const std::vector<double> sizes = lengths(shape, x);
  for (std::size_t c = 0; c < x.size(); ++c) {
    const double turn = std::fmod(0.6180339887498949 * static_cast<double>(c + 1), 1.0);
    const double step = std::max(1e-5 * sizes[c], 64 * reach[static_cast<Index>(c)]);
    y[c] += share * (0.5 + 0.5 * turn) * (c % 2 == 0 ? step : -step);
    if (shape.domains[c].kind == FM_DOMAIN_BOX)
      y[c] = std::clamp(y[c], shape.domains[c].lower, shape.domains[c].upper);
  }
  return y;
}

// Smooth derivatives differ by a sixteenth across a sixteenth of the distance; at a jump, by the
// same.
Smoothness by_differences(Point& at, const VectorXd& reach) {
  const std::vector<double> x = at.joint_action();
  const Index n = static_cast<Index>(x.size());
  const auto derivatives_aside = [&](double share) {
    return own_derivatives(at, aside(at.shape(), x, reach, share));
  };
  const MatrixXd up = derivatives_aside(1.0 / 16), down = derivatives_aside(-1.0 / 16);
  const MatrixXd far = derivatives_aside(1) - derivatives_aside(-1), near = up - down;
  at.move(x);
  Smoothness found;
  for (Index row = 0; row < n; ++row) {
    const double of_row =
        up.row(row).head(n).cwiseAbs().maxCoeff() + down.row(row).head(n).cwiseAbs().maxCoeff();
    for (Index c = 0; c <= n; ++c) {
      const double size = c < n ? of_row : std::abs(up(row, n)) + std::abs(down(row, n));
      const double jump = std::abs(near(row, c));
      const bool jumps = jump > 0.5 * std::abs(far(row, c)) && jump > 1e-9 * size;
      found.smooth = found.smooth && !jumps;
      if (c == n) found.gradient_jumps = found.gradient_jumps || jumps;
    }
    found.gradient_away_from_0 = found.gradient_away_from_0 || up(row, n) * down(row, n) > 0;
  }
  return found;
}

}  // namespace

Smoothness smoothness(Point& at, const VectorXd& reach) {
  if (!at.game().enclosure()) return by_differences(at, reach);
  return Surroundings(at, reach).judge();
}

void leave_open_at_kinks(Point& at, const VectorXd& field, const MatrixXd& jacobian,
                         std::vector<Verdict>& verdicts) {
  VectorXd reach = VectorXd::Zero(field.size());
  if (verdicts.front().holds && jacobian.allFinite()) {
    const DenseLu lu(jacobian);
    const VectorXd step = lu.solve(field);
    if (lu.is_invertible() && step.allFinite()) reach = 2 * step.cwiseAbs();
  }
  const Smoothness here = smoothness(at, reach);
  if (here.smooth) return;
  const std::string why =
      "not smooth here: a branch of a cost changes at this point, to within rounding";
  bool critical_fails = false;
  for (Verdict& verdict : verdicts) {
    const bool heads = verdict.name.starts_with("critical_");
    const bool of_gradients = verdict.name == "critical_simultaneous";
    // A verdict that also says that the field is 0 fails where the field is not.
    const bool decided =
        of_gradients
            ? !here.gradient_jumps || (verdict.fails() && here.gradient_away_from_0)
            : !heads && critical_fails && verdict.fails() && !verdict.name.starts_with("stable_") &&
                  !verdict.name.starts_with("marginal_");
    if (!decided) verdict = undecided(std::move(verdict), why);
    if (heads) critical_fails = verdict.fails();
  }
}

}  // namespace firstmove::engine
