#include "classify.hpp"

#include <Eigen/Eigenvalues>

#include <algorithm>
#include <cmath>

namespace firstmove {
namespace {

using Eigen::MatrixXd;
using Eigen::VectorXd;

// The least eigenvalue, or real part of one, and what counts as 0 for it.
struct Least {
  double value = INFINITY, zero = 0;
  bool positive() const { return value > zero; }
};
Least least_real_part(const MatrixXd& m) {
  return {m.eigenvalues().real().minCoeff(), 1e-9 * m.norm()};
}
// Of matrices that are symmetric at critical points: their symmetric parts.
Least least_of(const std::vector<MatrixXd>& matrices) {
  Least least;
  double margin = INFINITY;  // the one closest to failing, each by its own measure
  for (const MatrixXd& m : matrices) {
    const MatrixXd symmetric = 0.5 * (m + m.transpose());
    const Least own{
        Eigen::SelfAdjointEigenSolver<MatrixXd>(symmetric, Eigen::EigenvaluesOnly).eigenvalues()[0],
        1e-9 * m.norm()};
    if (own.value - own.zero < margin) {
      margin = own.value - own.zero;
      least = own;
    }
  }
  return least;
}

// How close to 0 a gradient must be: 1e-6 of what moving x by its own size would change.
double zero_gradient(const std::vector<double>& x, const MatrixXd& J) {
  double size = 1;
  for (const double c : x) size = std::max(size, std::abs(c));
  return 1e-6 * size * std::max(1.0, J.cwiseAbs().maxCoeff());
}

Verdict critical(const std::string& name, const std::string& number, const VectorXd& omega,
                 double zero) {
  const double largest = omega.cwiseAbs().maxCoeff();
  return {name, largest <= zero, number, largest, "<=", zero};
}
Verdict positive(const std::string& name, bool also, const std::string& number,
                 const Least& least) {
  return {name, also && least.positive(), number, least.value, ">", least.zero};
}

}  // namespace

std::vector<Verdict> classify(const std::vector<double>& x, const VectorXd& omega,
                              const MatrixXd& J, const std::vector<MatrixXd>& own_hessians,
                              const std::optional<StackelbergField>& stackelberg) {
  const Verdict simultaneous =
      critical("critical_simultaneous", "largest |omega|", omega, zero_gradient(x, J));
  const Least spectrum = least_real_part(J);
  const Verdict stable =
      positive("stable_simultaneous", true, "least real part of J's spectrum", spectrum);
  const Verdict nash = positive("differential_nash", simultaneous.holds,
                                "least eigenvalue of the own Hessians", least_of(own_hessians));
  std::vector<Verdict> verdicts = {simultaneous, stable, nash};
  Verdict attractor = stable;
  attractor.name = "non_nash_attractor";
  attractor.holds = simultaneous.holds && stable.holds && !nash.holds;
  verdicts.push_back(attractor);
  verdicts.push_back({"marginal_simultaneous", std::abs(spectrum.value) <= spectrum.zero,
                      "least real part of J's spectrum, absolute", std::abs(spectrum.value),
                      "<=", spectrum.zero});
  if (!stackelberg) return verdicts;
  const Verdict led = critical("critical_stackelberg", "largest |omega_S|", stackelberg->omega,
                               zero_gradient(x, stackelberg->J));
  verdicts.push_back(led);
  verdicts.push_back(positive("stable_stackelberg", true, "least real part of J_S's spectrum",
                              least_real_part(stackelberg->J)));
  verdicts.push_back(positive("differential_stackelberg", led.holds,
                              "least eigenvalue of the total second derivatives",
                              least_of(stackelberg->totals)));
  return verdicts;
}

}  // namespace firstmove
