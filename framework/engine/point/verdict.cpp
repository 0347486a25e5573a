#include "point/verdict.hpp"

#include <algorithm>
#include <functional>

namespace firstmove::engine {

using Eigen::Index;
using Eigen::VectorXd;

namespace {

constexpr const char* is_zero = "it is 0 to within its error";
constexpr const char* not_finite = "it is not a finite number";
constexpr const char* divided =
    "it is divided by a second derivative that is singular to within its error";

}  // namespace

Verdict vanishes(const std::string& name, const std::string& number, const VectorXd& field,
                 const VectorXd& tolerance) {
  Verdict worst{name, true, number, 0, "<=", 0};
  double furthest = -1;
  bool known = true;
  for (Index i = 0; i < field.size(); ++i) {
    const double size = std::abs(field[i]), bound = tolerance[i];
    if (!std::isfinite(bound) || !std::isfinite(size)) {
      if (known && worst.holds) worst = {name, false, number, size, "<=", bound};
      known = false;
      continue;
    }
    const double ratio = size == 0 ? 0 : size / bound;
    if (ratio <= furthest || (!known && size <= bound)) continue;
    furthest = ratio;
    worst = {name, size <= bound, number, size, "<=", bound};
  }
  const bool fails = !worst.holds && std::isfinite(worst.bound) && std::isfinite(worst.value);
  if (!known && !fails) return undecided(worst, std::isfinite(worst.value) ? divided : not_finite);
  return worst;
}

Verdict positive(const std::string& name, const std::string& number, const Least& least) {
  const Verdict verdict{name, least.positive(), number, least.value, ">", least.zero};
  if (least.unknown) return undecided(verdict, divided);
  const bool exactly_zero = least.value == 0 && least.zero == 0;
  if (least.positive() || least.negative() || exactly_zero) return verdict;
  return undecided(verdict, is_zero);
}
Verdict not_negative(const std::string& name, const std::string& number, const Least& least) {
  const Verdict verdict{name, least.value >= -least.zero, number, least.value, ">=", -least.zero};
  return least.unknown ? undecided(verdict, divided) : verdict;
}
Verdict marginal(const std::string& name, const std::string& number, const Least& least) {
  const double absolute = std::abs(least.value);
  const Verdict verdict{
      name, absolute <= least.zero, number + ", absolute", absolute, "<=", least.zero};
  return least.unknown ? undecided(verdict, divided) : verdict;
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
