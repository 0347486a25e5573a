#include "classify.hpp"

#include <cmath>

namespace firstmove {

using Eigen::MatrixXd;
using Eigen::VectorXd;

std::vector<Verdict> classify(const std::vector<double>& x, const VectorXd& omega,
                              const MatrixXd& J, const std::vector<MatrixXd>& own_hessians,
                              const std::optional<StackelbergField>& stackelberg) {
  const Verdict simultaneous =
      vanishes("critical_simultaneous", "largest |omega|", omega, zero_gradient(x, J));
  const Least spectrum = least_real_part(J);
  const Verdict stable =
      positive("stable_simultaneous", true, "least real part of J's spectrum", spectrum);
  const Verdict nash =
      positive("differential_nash", simultaneous.holds, "least eigenvalue of the own Hessians",
               least_eigenvalue(own_hessians));
  std::vector<Verdict> verdicts = {simultaneous, stable, nash};
  Verdict attractor = stable;
  attractor.name = "non_nash_attractor";
  attractor.holds = simultaneous.holds && stable.holds && !nash.holds;
  verdicts.push_back(attractor);
  verdicts.push_back({"marginal_simultaneous", std::abs(spectrum.value) <= spectrum.zero,
                      "least real part of J's spectrum, absolute", std::abs(spectrum.value),
                      "<=", spectrum.zero});
  if (!stackelberg) return verdicts;
  const Verdict led = vanishes("critical_stackelberg", "largest |omega_S|", stackelberg->omega,
                               zero_gradient(x, stackelberg->J));
  verdicts.push_back(led);
  verdicts.push_back(positive("stable_stackelberg", true, "least real part of J_S's spectrum",
                              least_real_part(stackelberg->J)));
  verdicts.push_back(positive("differential_stackelberg", led.holds,
                              "least eigenvalue of the total second derivatives",
                              least_eigenvalue(stackelberg->totals)));
  return verdicts;
}

std::vector<Verdict> classify_regularized(const std::vector<double>& x,
                                          const StackelbergField& field,
                                          const MatrixXd& leaders_slope,
                                          const MatrixXd& followers_hessian) {
  const Verdict critical =
      vanishes("critical_regularized", "largest |omega|", field.omega, zero_gradient(x, field.J));
  const Least least = least_eigenvalue({leaders_slope, followers_hessian});
  const std::string number = "least eigenvalue of D_1 of the leader's part and of D_22 f_2";
  return {critical,
          positive("stable_regularized", true, "least real part of the Jacobian's spectrum",
                   least_real_part(field.J)),
          positive("regularized_stackelberg_sufficient", critical.holds, number, least),
          not_negative("regularized_stackelberg_necessary", critical.holds, number, least)};
}

}  // namespace firstmove
