#include "point/verdict.hpp"
#include "point/dense_solvers.hpp"

#include <algorithm>
#include <complex>
#include <functional>

namespace firstmove::engine {

using Eigen::MatrixXd;
using Eigen::VectorXd;

// If a matrix to be inverted is singular, the numbers are NaN, and nothing counts as positive.
constexpr Least unknown{NAN, NAN};

Least least_real_part(const MatrixXd& m, double uncertainty) {
  if (!m.allFinite()) return unknown;
  const double change = std::max(1e-9 * m.norm(), uncertainty);
  const Eigen::VectorXcd spectrum = eigenvalues(m);
  const double least_of_all = spectrum.real().minCoeff();
  Least least;
  for (Eigen::Index i = 0; i < spectrum.size(); ++i) {
    Least one{spectrum[i].real(), change};
    const double real = std::abs(one.value);
    // One of a conjugate pair is enough; eigenvalues far from the axis cannot change sides.
    const bool close = one.value == least_of_all || real <= 1e6 * change;
    if (spectrum[i].imag() < 0 || !close) continue;
    // The distance to the nearest matrix with an eigenvalue at this height of the imaginary axis.
    const double distance = least_singular_value(m, spectrum[i].imag());
    if (distance < real) one.zero = distance > 0 ? change * (real / distance) : INFINITY;
    const bool worse =
        one.negative() ? !least.negative() || one.value < least.value
                       : !least.negative() && !(one.value - one.zero >= least.value - least.zero);
    if (worse) least = one;
  }
  return least;
}

Least least_eigenvalue(const std::vector<MatrixXd>& matrices, const std::vector<double>& sizes) {
  Least least;
  double margin = INFINITY;
  for (std::size_t i = 0; i < matrices.size(); ++i) {
    const MatrixXd& m = matrices[i];
    if (!m.allFinite()) return unknown;
    const MatrixXd symmetric = 0.5 * (m + m.transpose());
    const Least own{symmetric_eigenvalues(symmetric)[0], 1e-9 * sizes[i]};
    if (own.value - own.zero < margin) {
      margin = own.value - own.zero;
      least = own;
    }
  }
  return least;
}

Verdict vanishes(const std::string& name, const std::string& number, const FieldHere& field) {
  double size = 1;
  for (const double c : field.x) size = std::max(size, std::abs(c));
  Verdict worst{name, true, number, 0, "<=", 0};
  double furthest = -1;
  Eigen::Index first = 0;
  for (const Eigen::Index count : field.rows) {
    const double largest =
        field.value.segment(first, count).cwiseAbs().maxCoeff<Eigen::PropagateNaN>();
    const double bound =
        1e-6 * size *
        field.jacobian.middleRows(first, count).cwiseAbs().maxCoeff<Eigen::PropagateNaN>();
    first += count;
    const double ratio = largest == 0 ? 0 : largest / bound;
    if (ratio <= furthest) continue;
    furthest = std::isnan(ratio) ? INFINITY : ratio;
    worst = {name, largest <= bound, number, largest, "<=", bound};
  }
  return worst;
}
Verdict positive(const std::string& name, const std::string& number, const Least& least) {
  return {name, least.positive(), number, least.value, ">", least.zero};
}
Verdict not_negative(const std::string& name, const std::string& number, const Least& least) {
  return {name, least.value >= -least.zero, number, least.value, ">=", -least.zero};
}
Verdict marginal(const std::string& name, const std::string& number, const Least& least) {
  const double absolute = std::abs(least.value);
  return {name, absolute <= least.zero, number + ", absolute", absolute, "<=", least.zero};
}
Verdict negation(const std::string& name, Verdict of) {
  of.name = name;
  of.holds = of.fails();
  of.relation = of.relation == ">"    ? "<="
                : of.relation == ">=" ? "<"
                : of.relation == "<=" ? ">"
                                      : ">=";
  return of;
}
Verdict undecided(Verdict verdict, const std::string& why) {
  verdict.holds = false;
  verdict.open = why;
  return verdict;
}
Verdict all_of(const std::string& name, const std::vector<Verdict>& clauses) {
  auto deciding = std::find_if(clauses.begin(), clauses.end(), std::mem_fn(&Verdict::fails));
  if (deciding == clauses.end())
    deciding = std::find_if(clauses.begin(), clauses.end(),
                            [](const Verdict& clause) { return !clause.open.empty(); });
  if (deciding == clauses.end()) --deciding;
  Verdict verdict = *deciding;
  verdict.name = name;
  return verdict;
}

}  // namespace firstmove::engine
