#include "compare/methods.hpp"

namespace firstmove::engine {

std::string unit_text(const Study& study) {
  return study.variants().size() > 1
             ? "the replicate: variants of the sweep share its start and noise and are averaged "
               "within it"
             : "the replicate";
}

std::string failure_rule_text() {
  return "a run that failed or diverged counts as +infinity, ties among themselves; a skipped run "
         "is "
         "missing: not tested, not counted, but listed";
}

std::vector<std::pair<std::string, std::string>> method_texts(const Study& study) {
  const std::string bootstrap = study.options().bootstrap == BootstrapMethod::bca
                                    ? "BCa bootstrap (Efron 1987)"
                                    : "percentile bootstrap (Efron and Tibshirani 1993)";
  return {
      {"median", "type 7; interval from order statistics (Conover 1999)"},
      {"interquartile_mean",
       "mean of the middle half (Agarwal et al. 2021); " + bootstrap + " of replicates"},
      {"difference",
       "pseudo-median of the paired differences (Hodges and Lehmann 1963); interval from Walsh "
       "averages"},
      {"margin",
       "relative, times the median of the larger size of two costs: of a cost's absolute value and "
       "a "
       "millionth of its change since the start; differences within it count as 0"},
      {"p", "Wilcoxon's signed-rank test of paired differences, two-sided, zeros by Pratt 1959"},
      {"p_holm", "adjusted over the pairs tested (Holm 1979)"},
      {"effect", "matched-pairs rank-biserial correlation (Kerby 2014)"},
      {"improvement",
       "P(first is lower), ties count one half (Agarwal et al. 2021); Wilson's interval"},
      {"bayes",
       "Bayesian signed-rank test, region of practical equivalence = margin (Benavoli et al. 2014, "
       "2017)"},
      {"seeds_needed", "replicates for a power of 0.8 at the effect found (Noether 1987)"},
      {"verdict",
       "equivalent if the interval of the difference lies within the margin; else by p_holm"},
      {"ranks",
       "Friedman 1937, with F by Iman and Davenport 1980; post hoc by Nemenyi 1963 and by Conover "
       "1999 "
       "with Holm's adjustment"},
      {"times",
       "median by which half of the runs stay near the attracting critical point nearest to their "
       "ends; order statistics, or Kaplan and Meier 1958 where budgets ended earlier"},
      {"expected_products",
       "expected running time in oracle products (Hansen et al. 2021); " + bootstrap + " of runs"},
      {"profiles",
       "share of problems, each a variant and a replicate, within a factor of the fewest steps "
       "(Dolan and Moré 2002)"},
      {"targets",
       "share of runs and targets reached within a number of oracle products (Hansen et al. 2021); "
       "targets are distances to the critical point nearest to a run's end, relative to the "
       "farthest start"},
  };
}

}  // namespace firstmove::engine
