#include "point/statements.hpp"

#include <algorithm>
#include <functional>

namespace firstmove::engine {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;

// A verdict of the probe under its name in the statements.
Verdict named(const Probe& probe, const std::string& verdict, const std::string& name) {
  Verdict v = *std::find_if(probe.verdicts.begin(), probe.verdicts.end(),
                            [&](const Verdict& known) { return known.name == verdict; });
  v.name = name;
  return v;
}

Verdict at_most(const std::string& name, const std::string& number, double value, double bound) {
  return {name, value <= bound, number, value, "<=", bound};
}
Verdict above(const std::string& name, const std::string& number, double value, double bound) {
  return {name, value > bound, number, value, ">", bound};
}

// The hypotheses and conclusions from which the statements are built.
class Clauses {
 public:
  Clauses(const Probe& probe, const SecondOrder& s, const std::vector<EigenPair>& pairs)
      : probe_(probe), s_(s), pairs_(pairs) {}

  Verdict zero_sum() const {
    return at_most("f_1 + f_2 = 0, at this point",
                   "largest derivative of f_1 + f_2 to second order, relative", s_.zero_sum, 1e-9);
  }
  Verdict critical() const { return named(probe_, "critical_simultaneous", "omega = 0"); }
  Verdict attracts() const {
    return named(probe_, "stable_simultaneous", "attracts simultaneous play");
  }
  Verdict nash() const { return named(probe_, "differential_nash", "differential Nash"); }
  Verdict not_nash() const { return negation("no differential Nash", nash()); }
  Verdict led_critical() const { return named(probe_, "critical_stackelberg", "omega_S = 0"); }
  Verdict led_attracts() const {
    return named(probe_, "stable_stackelberg", "attracts Stackelberg play");
  }
  Verdict led_does_not_repel() const {
    Verdict v = led_attracts();
    return {
        "does not repel Stackelberg play", v.value >= -v.bound, v.number, v.value, ">=", -v.bound};
  }
  Verdict stackelberg() const {
    return named(probe_, "differential_stackelberg", "differential Stackelberg");
  }

  Verdict follower_convex() const {
    return positive("D_22 f_2 > 0", "least eigenvalue of D_22 f_2", least_eigenvalue({s_.C_ball}));
  }
  Verdict follower_not_concave() const {
    return not_negative("D_22 f_2 >= 0", "least eigenvalue of D_22 f_2",
                        least_eigenvalue({s_.C_ball}));
  }
  Verdict reaction() const {
    return above("D_22 f_2 is invertible (needed by the proof)",
                 "least absolute eigenvalue of D_22 f_2", s_.lambda.cwiseAbs().minCoeff(),
                 s_.lambda_error);
  }
  Verdict schur_positive() const {
    return positive("Schur complement > 0", "least eigenvalue of the Schur complement",
                    least_eigenvalue({s_.schur_ball}));
  }
  Verdict schur_not_negative() const {
    return not_negative("Schur complement >= 0", "least eigenvalue of the Schur complement",
                        least_eigenvalue({s_.schur_ball}));
  }
  Verdict scalar_actions() const {
    return at_most("one coordinate each", "number of coordinates",
                   static_cast<double>(s_.mu.size() + s_.lambda.size()), 2);
  }
  Verdict realizable() const {
    return at_most("D_11 f = 0 (the realizable assumption)",
                   "largest absolute eigenvalue of D_11 f", s_.mu.cwiseAbs().maxCoeff(),
                   s_.own_error);
  }

  Verdict paired() const {
    return at_most("D_12 f = W_1 Sigma W_2'",
                   "largest relative commutator of the matrices that must commute",
                   s_.pairing_error, 1e-9);
  }
  Verdict rows_paired() const {
    return at_most("D_12 f = Sigma W",
                   "relative distance of the rows from orthogonal eigenvectors of D_22 f_2",
                   s_.row_pairing_error, 1e-9);
  }
  Verdict no_zero_in_sigma() const {
    return above("no entry of Sigma is 0", "least singular value of D_12 f", s_.least_sigma,
                 s_.B_error);
  }
  // The pair that fails most clearly, in proportion to its own error.
  Verdict pairs_positive() const {
    Least least;
    least.unknown = pairs_.empty();
    double clearest = INFINITY;
    for (const EigenPair& pair : pairs_) {
      const double clearness = pair.part == 0 ? 0 : pair.part / pair.error;
      if (!std::isfinite(pair.error)) least.unknown = true;
      if (clearness >= clearest) continue;
      clearest = clearness;
      least.value = pair.part;
      least.zero = pair.error;
    }
    return positive("mu_i + sigma_i^2 / lambda_i > 0, all pairs",
                    "least mu_i + sigma_i^2 / lambda_i", least);
  }

  // r <= n and the bound on each negative mu_i, as printed.
  std::vector<Verdict> printed_bounds() const {
    std::vector<Verdict> verdicts = {at_most("r <= n", "r, the negative eigenvalues of D_11 f",
                                             static_cast<double>(s_.r),
                                             static_cast<double>(s_.lambda.size()))};
    const Index count = std::min(s_.r - s_.p, s_.lambda.size());
    if (count > 0)
      verdicts.push_back(least_sum("kappa^2 lambda_i + mu_i > 0, i <= r - p",
                                   "least kappa^2 lambda_i + mu_i", count,
                                   [&](Index i) { return kappa() * kappa() * lambda(i); }));
    return verdicts;
  }
  // The bounds that Weyl's inequality gives.
  std::vector<Verdict> proven_bounds() const {
    std::vector<Verdict> verdicts = {
        at_most("r <= n", "r, the eigenvalues of D_11 f that are not positive",
                static_cast<double>(s_.r + s_.p), static_cast<double>(s_.lambda.size()))};
    const Index count = std::min(s_.r, s_.lambda.size());
    if (count > 0)
      verdicts.push_back(least_sum(
          "mu_i + kappa^2 / lambda_{n-i+1} > 0, mu_i < 0", "least mu_i + kappa^2 / lambda_{n-i+1}",
          count, [&](Index i) { return kappa() * kappa() / lambda(s_.lambda.size() - 1 - i); }));
    return verdicts;
  }

 private:
  Ball kappa() const { return {s_.kappa, s_.B_error}; }
  Ball lambda(Index i) const { return {s_.lambda[i], s_.lambda_error}; }
  // The least of mu_i plus a term, i < count.
  Verdict least_sum(const std::string& name, const std::string& number, Index count,
                    const auto& term) const {
    Least least;
    for (Index i = 0; i < count; ++i) {
      const Ball sum = Ball(s_.mu[i], s_.own_error) + term(i);
      if (!std::isfinite(sum.radius)) least.unknown = true;
      if (sum.middle - sum.radius >= least.value - least.zero) continue;
      least.value = sum.middle;
      least.zero = sum.radius;
    }
    return positive(name, number, least);
  }

  const Probe& probe_;
  const SecondOrder& s_;
  const std::vector<EigenPair>& pairs_;
};

std::vector<Verdict> operator+(std::vector<Verdict> some, const std::vector<Verdict>& more) {
  some.insert(some.end(), more.begin(), more.end());
  return some;
}

std::vector<PaperStatement> list(const Clauses& c) {
  const std::vector<Verdict> attractor = {c.zero_sum(), c.critical(), c.attracts(), c.not_nash(),
                                          c.follower_convex()};
  const std::vector<Verdict> both = {c.stackelberg(), c.led_attracts()};
  return {
      {"Proposition 1", "", {c.zero_sum(), c.led_critical(), c.led_attracts()}, {c.stackelberg()}},
      {"Proposition 2",
       "",
       {c.zero_sum(), c.critical(), c.nash(), c.attracts()},
       {c.stackelberg()}},
      {"Proposition 3, as printed",
       "not true in general: its proof uses the eigenvalues of (D_22 f_2)^-1",
       attractor + std::vector{c.schur_positive()}, c.printed_bounds()},
      {"Proposition 3, as proven", "", attractor + std::vector{c.schur_positive()},
       c.proven_bounds()},
      {"Proposition 4, as printed",
       "true, but it follows from attraction and Sigma, not from the condition on kappa",
       attractor + std::vector{c.paired(), c.no_zero_in_sigma()} + c.printed_bounds(), both},
      {"Proposition 4, by pairs",
       "needs no attraction",
       {c.zero_sum(), c.critical(), c.follower_convex(), c.paired(), c.pairs_positive()},
       both},
      {"Corollary 1", "", std::vector{c.scalar_actions()} + attractor, both},
      {"Proposition 5",
       "",
       {c.zero_sum(), c.realizable(), c.critical(), c.attracts(), c.follower_not_concave(),
        c.reaction()},
       {c.led_critical(), c.schur_not_negative(), c.led_does_not_repel()}},
      {"Proposition 6",
       "",
       {c.zero_sum(), c.realizable(), c.critical(), c.attracts(), c.follower_convex(),
        c.rows_paired(), c.no_zero_in_sigma()},
       both},
  };
}

bool fails_by_rounding(const Verdict& v) { return v.relation == ">" && v.value >= -v.bound; }

}  // namespace

const char* to_string(Status status) {
  switch (status) {
    case Status::hypotheses_fail:
      return "hypotheses fail";
    case Status::holds:
      return "holds";
    case Status::undecided:
      return "undecided";
    case Status::violated:
      return "violated";
  }
  return "";
}

Status PaperStatement::status() const {
  const auto holds = [](const Verdict& v) { return v.holds; };
  if (std::any_of(hypotheses.begin(), hypotheses.end(), std::mem_fn(&Verdict::fails)))
    return Status::hypotheses_fail;
  if (!std::all_of(hypotheses.begin(), hypotheses.end(), holds)) return Status::undecided;
  if (std::all_of(conclusions.begin(), conclusions.end(), holds)) return Status::holds;
  const bool rounding = std::all_of(conclusions.begin(), conclusions.end(), [](const Verdict& v) {
    return !v.fails() || fails_by_rounding(v);
  });
  return rounding ? Status::undecided : Status::violated;
}

Statements statements(const ExperimentSpec& spec, const std::vector<double>& x) {
  try {
    Point at(spec, x);
    const std::uint32_t players = at.shape().players();
    Statements all{};
    if (players != 2) {
      all.without =
          "the paper states them for two players, and this game has " + std::to_string(players);
      return all;
    }
    const Probe here = probe(at, spec.place);
    all.without = here.without;
    if (!all.without.empty()) return all;
    all.numbers = second_order(at, spec.place, here.share);
    Clauses clauses(here, all.numbers, all.pairs);
    if (clauses.paired().holds) all.pairs = eigen_pairs(all.numbers);
    all.list = list(clauses);
    return all;
  } catch (const PluginFailure& failure) {
    throw InputError(failure.what());
  }
}

}  // namespace firstmove::engine
