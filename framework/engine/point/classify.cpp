#include "point/classify.hpp"

#include <cmath>

namespace firstmove::engine {

using Eigen::MatrixXd;
using Eigen::VectorXd;

namespace {

std::vector<Eigen::Index> rows_of(const std::vector<MatrixXd>& own) {
  std::vector<Eigen::Index> rows;
  for (const MatrixXd& m : own) rows.push_back(m.rows());
  return rows;
}

// The norm of each player's rows of a Jacobian.
std::vector<double> sizes_of(const MatrixXd& J, const std::vector<MatrixXd>& own) {
  std::vector<double> sizes;
  Eigen::Index first = 0;
  for (const MatrixXd& m : own) {
    sizes.push_back(J.middleRows(first, m.rows()).norm());
    first += m.rows();
  }
  return sizes;
}

}  // namespace

std::vector<Verdict> classify(const std::vector<double>& x, const VectorXd& omega,
                              const MatrixXd& J, const std::vector<MatrixXd>& own_hessians,
                              const std::optional<StackelbergField>& stackelberg) {
  const std::string of_J = "least real part of J's spectrum";
  const Least spectrum = least_real_part(J);
  const Verdict critical =
      vanishes("critical_simultaneous", "largest |omega|", {x, omega, J, rows_of(own_hessians)});
  const Verdict stable = positive("stable_simultaneous", of_J, spectrum);
  const Verdict nash =
      all_of("differential_nash",
             {critical, positive("", "least eigenvalue of the own Hessians",
                                 least_eigenvalue(own_hessians, sizes_of(J, own_hessians)))});
  std::vector<Verdict> verdicts = {
      critical, stable, nash, all_of("non_nash_attractor", {critical, negation("", nash), stable}),
      marginal("marginal_simultaneous", of_J, spectrum)};
  if (!stackelberg) return verdicts;
  for (Verdict& verdict : classify_led("stackelberg", "omega_S", "J_S's", x, *stackelberg))
    verdicts.push_back(std::move(verdict));
  return verdicts;
}

std::vector<Verdict> classify_led(const std::string& kind, const std::string& field,
                                  const std::string& jacobians, const std::vector<double>& x,
                                  const StackelbergField& led) {
  const std::string of_J = "least real part of " + jacobians + " spectrum";
  const Least spectrum = least_real_part(led.J);
  const Verdict critical = vanishes("critical_" + kind, "largest |" + field + "|",
                                    {x, led.omega, led.J, rows_of(led.totals)});
  return {critical, positive("stable_" + kind, of_J, spectrum),
          all_of("differential_" + (kind == "stackelberg" ? kind : "stackelberg_" + kind),
                 {critical, positive("", "least eigenvalue of the total second derivatives",
                                     least_eigenvalue(led.totals, sizes_of(led.J, led.totals)))}),
          marginal("marginal_" + kind, of_J, spectrum)};
}

std::vector<Verdict> classify_regularized(const std::vector<double>& x,
                                          const StackelbergField& field,
                                          const std::vector<MatrixXd>& definite) {
  const std::string of_J = "least real part of the Jacobian's spectrum";
  const Least spectrum = least_real_part(field.J);
  const Verdict critical = vanishes("critical_regularized", "largest |omega|",
                                    {x, field.omega, field.J, rows_of(field.totals)});
  const Least least = least_eigenvalue(definite, sizes_of(field.J, definite));
  const std::string number = "least eigenvalue of D_1 of the leader's part and of D_22 f_2";
  return {critical, positive("stable_regularized", of_J, spectrum),
          all_of("regularized_stackelberg_sufficient", {critical, positive("", number, least)}),
          all_of("regularized_stackelberg_necessary", {critical, not_negative("", number, least)}),
          marginal("marginal_regularized", of_J, spectrum)};
}

}  // namespace firstmove::engine
