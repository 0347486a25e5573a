#include "compare/replicates.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>

#include "compare/score.hpp"

namespace firstmove::engine {
namespace {

// Of the change of a cost over a run, below which its end counts as 0.
constexpr double smallest_share = 1e-6;

// The variants that all learners have on a replicate.
std::vector<std::size_t> common_variants(std::span<const RunValues* const> learners,
                                         std::uint32_t replicate) {
  std::vector<std::size_t> common;
  for (std::size_t l = 0; l < learners.size(); ++l) {
    const auto found = learners[l]->find(replicate);
    if (found == learners[l]->end()) return {};
    if (l == 0)
      for (const auto& [variant, value] : found->second) common.push_back(variant);
    else
      std::erase_if(common, [&](std::size_t variant) { return !found->second.contains(variant); });
  }
  return common;
}

double mean_over(const std::map<std::size_t, double>& values,
                 const std::vector<std::size_t>& variants) {
  double sum = 0;
  for (const std::size_t variant : variants) sum += values.at(variant);
  return sum / static_cast<double>(variants.size());
}

}  // namespace

RunValues run_values(const Study& study, std::size_t learner,
                     const std::vector<std::size_t>& variants,
                     const std::function<double(const RunRecord&)>& value) {
  RunValues values;
  for (const std::size_t variant : variants)
    for (const RunRecord* run : study.runs(variant, learner)) {
      const double one = value(*run);
      if (!std::isnan(one)) values[run->replicate][variant] = one;
    }
  return values;
}

RunValues cost_values(const Study& study, std::size_t learner,
                      const std::vector<std::size_t>& variants, std::size_t player) {
  if (!study.has_costs(player)) return {};
  return run_values(study, learner, variants,
                    [&](const RunRecord& run) { return cost_score(run, player); });
}

RunValues cost_sizes(const Study& study, std::size_t learner,
                     const std::vector<std::size_t>& variants, std::size_t player) {
  if (!study.has_costs(player)) return {};
  return run_values(study, learner, variants, [&](const RunRecord& run) {
    const double cost = cost_score(run, player);
    if (!std::isfinite(cost) || player >= run.start_cost.size()) return std::abs(cost);
    const double change = std::abs(cost - run.start_cost[player]);
    return std::isfinite(change) ? std::max(std::abs(cost), smallest_share * change)
                                 : std::abs(cost);
  });
}

ReplicateValues replicate_values(std::span<const RunValues* const> learners) {
  ReplicateValues common;
  common.values.resize(learners.size());
  std::set<std::uint32_t> all;
  for (const RunValues* learner : learners)
    for (const auto& [replicate, values] : *learner) all.insert(replicate);
  for (const std::uint32_t replicate : all) {
    const std::vector<std::size_t> variants = common_variants(learners, replicate);
    if (variants.empty()) {
      ++common.left_out;
      continue;
    }
    common.replicates.push_back(replicate);
    for (std::size_t l = 0; l < learners.size(); ++l)
      common.values[l].push_back(mean_over(learners[l]->at(replicate), variants));
  }
  return common;
}

std::vector<double> replicate_costs(const Study& study, std::size_t learner,
                                    const std::vector<std::size_t>& variants, std::size_t player) {
  const RunValues costs = run_values(study, learner, variants,
                                     [&](const RunRecord& run) { return cost_score(run, player); });
  const RunValues* const own[] = {&costs};
  return replicate_values(own).values[0];
}

std::vector<std::size_t> all_variants(const Study& study) {
  std::vector<std::size_t> variants(study.variants().size());
  std::iota(variants.begin(), variants.end(), std::size_t{0});
  return variants;
}

}  // namespace firstmove::engine
