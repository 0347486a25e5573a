#include "proof/krawczyk.hpp"
#include "point/dense_solvers.hpp"

#include <algorithm>
#include <cmath>

namespace firstmove::engine {
namespace {

using Eigen::MatrixXd;

bool excludes_zero(const std::vector<Interval>& values) {
  return std::any_of(values.begin(), values.end(), [](const Interval& v) { return !v.holds(0); });
}

Box middle(const Box& box) {
  Box point;
  for (const Interval& side : box) point.emplace_back(side.middle());
  return point;
}

Box around(const std::vector<double>& x, const std::vector<double>& sizes, double radius) {
  Box box;
  for (std::size_t c = 0; c < x.size(); ++c) {
    const double reach = radius * std::max(sizes[c], std::abs(x[c]));
    box.emplace_back(x[c] - reach, x[c] + reach);
  }
  return box;
}

// With m the middle of X and C close to the inverse of the field's Jacobian there, all zeros of F
// in X lie in K = m - C F(m) + (I - C F'(X)) (X - m); if K lies inside X there is exactly one.
KrawczykStep narrowed(const Box& box, const std::vector<Interval>& at_middle,
                      const IntervalMatrix& jacobian) {
  using Finding = KrawczykStep::Finding;
  if (!jacobian.finite()) return {Finding::open, box};
  const MatrixXd close_to_inverse = inverse(jacobian.middle());
  if (!close_to_inverse.allFinite()) return {Finding::open, box};
  const std::size_t n = box.size();
  const IntervalMatrix C(close_to_inverse), slope = C * jacobian;
  KrawczykStep step{Finding::one_zero, {}};
  for (std::size_t a = 0; a < n; ++a) {
    Interval k = box[a].middle();
    for (std::size_t b = 0; b < n; ++b) {
      k -= C(a, b) * at_middle[b];
      k += ((a == b ? Interval(1.0) : Interval(0.0)) - slope(a, b)) *
           (box[b] - Interval(box[b].middle()));
    }
    if (!meet(k, box[a])) return {Finding::no_zero, {}};
    if (!k.inside(box[a])) step.finding = Finding::open;
    step.narrowed.push_back(common(k, box[a]));
  }
  return step;
}

}  // namespace

KrawczykStep krawczyk(const FieldOverBox& field, const Box& box) {
  using Finding = KrawczykStep::Finding;
  const EnclosedField over = field(box);
  if (excludes_zero(over.value) || excludes_zero(over.cleared)) return {Finding::no_zero, {}};
  if (!over.smooth) return {Finding::open, box};
  const EnclosedField at_middle = field(middle(box));
  KrawczykStep step = narrowed(box, at_middle.value, over.jacobian);
  if (step.finding != Finding::open || over.cleared.empty()) return step;
  // If that is not decisive, the other field may exclude zeros or narrow the box.
  const KrawczykStep cleared = narrowed(box, at_middle.cleared, over.cleared_jacobian);
  if (cleared.finding == Finding::no_zero) return cleared;
  for (std::size_t c = 0; c < box.size(); ++c) {
    if (!meet(step.narrowed[c], cleared.narrowed[c])) return {Finding::no_zero, {}};
    step.narrowed[c] = common(step.narrowed[c], cleared.narrowed[c]);
  }
  return step;
}

std::optional<EnclosedZero> enclose_zero(const FieldOverBox& field, const std::vector<double>& x,
                                         const std::vector<double>& sizes) {
  constexpr double smallest = 1e-14, largest = 1e-2;
  for (double radius = smallest; radius <= largest; radius *= 4) {
    const Box box = around(x, sizes, radius);
    KrawczykStep step = krawczyk(field, box);
    if (step.finding == KrawczykStep::Finding::no_zero) continue;  // a wider box may hold it
    if (step.finding == KrawczykStep::Finding::open) continue;
    EnclosedZero zero{step.narrowed, box};
    for (int again = 0; again < 4; ++again) {
      const KrawczykStep next = krawczyk(field, zero.tight);
      if (next.narrowed.empty()) break;
      zero.tight = next.narrowed;
    }
    for (double wider = 2 * radius; wider < 1e3; wider *= 2) {
      const Box larger = around(x, sizes, wider);
      if (krawczyk(field, larger).finding != KrawczykStep::Finding::one_zero) break;
      zero.unique = larger;
    }
    return zero;
  }
  return std::nullopt;
}

}  // namespace firstmove::engine
