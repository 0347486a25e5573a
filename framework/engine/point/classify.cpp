#include "point/classify.hpp"

namespace firstmove::engine {

std::vector<Verdict> classify(const Judged& play, const std::optional<Judged>& stackelberg) {
  const std::string of_J = "least real part of J's spectrum";
  const Least spectrum = least_real_part(play.J);
  const Verdict critical =
      vanishes("critical_simultaneous", "largest |omega|", play.omega, play.tolerance);
  const Verdict stable = positive("stable_simultaneous", of_J, spectrum);
  const Verdict nash =
      all_of("differential_nash", {critical, positive("", "least eigenvalue of the own Hessians",
                                                      least_eigenvalue(play.totals))});
  std::vector<Verdict> verdicts = {
      critical, stable, nash, all_of("non_nash_attractor", {critical, negation("", nash), stable}),
      marginal("marginal_simultaneous", of_J, spectrum)};
  if (!stackelberg) return verdicts;
  for (Verdict& verdict : classify_led("stackelberg", "omega_S", "J_S's", *stackelberg))
    verdicts.push_back(std::move(verdict));
  return verdicts;
}

std::vector<Verdict> classify_led(const std::string& kind, const std::string& field,
                                  const std::string& jacobians, const Judged& led) {
  const std::string of_J = "least real part of " + jacobians + " spectrum";
  const Least spectrum = least_real_part(led.J);
  const Verdict critical =
      vanishes("critical_" + kind, "largest |" + field + "|", led.omega, led.tolerance);
  return {critical, positive("stable_" + kind, of_J, spectrum),
          all_of("differential_" + (kind == "stackelberg" ? kind : "stackelberg_" + kind),
                 {critical, positive("", "least eigenvalue of the total second derivatives",
                                     least_eigenvalue(led.totals))}),
          marginal("marginal_" + kind, of_J, spectrum)};
}

std::vector<Verdict> classify_regularized(const Judged& field,
                                          const std::vector<BallMatrix>& definite) {
  const std::string of_J = "least real part of the Jacobian's spectrum";
  const Least spectrum = least_real_part(field.J);
  const Verdict critical =
      vanishes("critical_regularized", "largest |omega|", field.omega, field.tolerance);
  const Least least = least_eigenvalue(definite);
  const std::string number = "least eigenvalue of D_1 of the leader's part and of D_22 f_2";
  return {critical, positive("stable_regularized", of_J, spectrum),
          all_of("regularized_stackelberg_sufficient", {critical, positive("", number, least)}),
          all_of("regularized_stackelberg_necessary", {critical, not_negative("", number, least)}),
          marginal("marginal_regularized", of_J, spectrum)};
}

}  // namespace firstmove::engine
