#include "compare/comparison_json.hpp"

#include <cmath>

#include "compare/methods.hpp"

namespace firstmove::engine {
namespace {

using Object = nlohmann::ordered_json;

Object number_json(double value) {
  if (std::isnan(value)) return nullptr;
  if (std::isinf(value)) return value < 0 ? "-inf" : "inf";
  return value;
}

Object estimate_json(const IntervalEstimate& estimate) {
  return {
      {"value", number_json(estimate.value)},
      {"lower", number_json(estimate.interval.lower)},
      {"upper", number_json(estimate.interval.upper)},
      {"confidence",
       std::isnan(estimate.interval.lower) ? Object() : number_json(estimate.interval.confidence)}};
}

Object learners_json(const Study& study, const CostComparison& costs) {
  Object list = Object::array();
  for (const LearnerCosts& learner : costs.learners)
    list.push_back({{"learner", study.learners()[learner.learner]},
                    {"runs", learner.runs},
                    {"failed", learner.worst},
                    {"skipped", learner.skipped},
                    {"replicates", learner.values.size()},
                    {"median", estimate_json(learner.median)},
                    {"interquartile_mean", estimate_json(learner.interquartile_mean)}});
  return list;
}

Object tested_json(const CostPair& pair) {
  if (!pair.chance) return nullptr;
  const ProbabilityOfImprovement& improvement = pair.improvement;
  return {{"p", number_json(pair.p)},
          {"p_holm", number_json(pair.p_holm)},
          {"effect", pair.rank_biserial},
          {"improvement",
           {{"value", improvement.estimate},
            {"lower", improvement.interval.lower},
            {"upper", improvement.interval.upper}}},
          {"bayes",
           {{"first_lower", pair.bayes.below},
            {"equivalent", pair.bayes.within},
            {"second_lower", pair.bayes.above}}},
          {"seeds_needed", pair.seeds_needed == 0 ? Object() : Object(pair.seeds_needed)}};
}

Object pairs_json(const Study& study, const CostComparison& costs) {
  Object list = Object::array();
  for (const CostPair& pair : costs.pairs)
    list.push_back({{"first", study.learners()[pair.first]},
                    {"second", study.learners()[pair.second]},
                    {"replicates", pair.replicates},
                    {"left_out", pair.left_out},
                    {"failed_first", pair.failed_first},
                    {"failed_second", pair.failed_second},
                    {"difference", estimate_json(pair.difference)},
                    {"margin", pair.margin},
                    {"test", tested_json(pair)},
                    {"verdict", verdict_name(pair.verdict)}});
  return list;
}

Object ranks_json(const Study& study, const CostRanks& ranks) {
  if (ranks.table.learners.empty()) return nullptr;
  Object learners = Object::array();
  for (std::size_t i = 0; i < ranks.learners.size(); ++i) {
    const RankTable::Learner& learner = ranks.table.learners[i];
    learners.push_back({{"learner", study.learners()[ranks.learners[i]]},
                        {"mean_rank", learner.mean},
                        {"best", learner.wins},
                        {"tied_for_best", learner.shared},
                        {"failed", learner.failures}});
  }
  Object tests;
  if (ranks.tested) {
    Object pairs = Object::array();
    for (const PairOfRanks& pair : ranks.pairs)
      pairs.push_back({{"first", study.learners()[ranks.learners[pair.first]]},
                       {"second", study.learners()[ranks.learners[pair.second]]},
                       {"difference", pair.difference},
                       {"p_nemenyi", pair.nemenyi},
                       {"p_conover", pair.conover}});
    tests = {{"friedman", {{"statistic", ranks.table.friedman}, {"p", ranks.table.p}}},
             {"iman_davenport",
              {{"statistic", number_json(ranks.table.iman_davenport)},
               {"p", ranks.table.iman_davenport_p}}},
             {"critical_difference", number_json(ranks.critical.difference)},
             {"pairs", pairs}};
  }
  return {{"replicates", ranks.replicates},
          {"left_out", ranks.left_out},
          {"learners", learners},
          {"tests", tests}};
}

Object group_json(const Study& study, const GroupComparison& group) {
  Object costs = Object::array();
  for (const CostComparison& of_player : group.costs)
    costs.push_back({{"player", of_player.player + 1},
                     {"learners", learners_json(study, of_player)},
                     {"all_pairs", of_player.all_pairs},
                     {"pairs", pairs_json(study, of_player)},
                     {"ranks", ranks_json(study, of_player.ranks)}});
  return {{"values", Object::parse(group.group.values)},
          {"variants", group.group.variants.size()},
          {"costs", costs}};
}

Object time_json(const MedianTime& time, bool drawn) {
  return {{"median", number_json(time.median)},
          {"lower", drawn ? number_json(time.lower) : Object()},
          {"upper", drawn ? number_json(time.upper) : Object()}};
}

Object times_json(const Study& study, const LearnerComparison& comparison) {
  Object list = Object::array();
  for (const VariantTimes& times : comparison.times) {
    const bool drawn = comparison.chance.learner[times.learner];
    list.push_back({{"variant", Object::parse(study.variants()[times.variant])},
                    {"learner", study.learners()[times.learner]},
                    {"runs", times.steps.runs},
                    {"reached", times.steps.reached},
                    {"steps", time_json(times.steps, drawn)},
                    {"products", time_json(times.products, drawn)},
                    {"expected_products",
                     {{"value", number_json(times.expected_products.estimate)},
                      {"lower", drawn ? number_json(times.expected_products.lower) : Object()},
                      {"upper", drawn ? number_json(times.expected_products.upper) : Object()}}}});
  }
  return list;
}

Object profiles_json(const Study& study, const StepProfiles& found) {
  if (!found.any) return nullptr;
  Object learners = Object::array();
  for (std::size_t i = 0; i < found.learners.size(); ++i)
    learners.push_back({{"learner", study.learners()[found.learners[i]]},
                        {"ratios", found.profiles[i].ratios},
                        {"shares", found.profiles[i].shares}});
  return {{"problems", found.problems}, {"left_out", found.left_out}, {"learners", learners}};
}

Object targets_json(const Study& study, const TargetCurves& found) {
  if (found.runs == 0) return nullptr;
  Object learners = Object::array();
  for (std::size_t i = 0; i < found.learners.size(); ++i)
    learners.push_back({{"learner", study.learners()[found.learners[i]]},
                        {"products", found.curves[i].efforts},
                        {"shares", found.curves[i].shares}});
  return {{"targets", found.targets},
          {"runs", found.runs},
          {"left_out", found.left_out},
          {"learners", learners}};
}

}  // namespace

nlohmann::ordered_json comparison_json(const Study& study, const LearnerComparison& comparison) {
  Object skipped = Object::array(), groups = Object::array(), methods = Object::object();
  for (const NotPlayed& one : comparison.not_played)
    skipped.push_back(
        {{"learner", study.learners()[one.learner]}, {"runs", one.runs}, {"reason", one.reason}});
  for (const GroupComparison& group : comparison.groups) groups.push_back(group_json(study, group));
  for (const auto& [number, method] : method_texts(study)) methods[number] = method;
  return {{"experiment", study.name()},
          {"folder", study.results().folder().string()},
          {"unit", unit_text(study)},
          {"failures", failure_rule_text()},
          {"confidence", study.options().confidence},
          {"bootstrap", bootstrap_name(study.options().bootstrap)},
          {"margin", study.options().margin},
          {"tolerance", study.options().tolerance},
          {"seed", study.seed()},
          {"chance", comparison.chance.any()},
          {"without_chance", comparison.chance.without},
          {"missing", study.missing()},
          {"skipped", skipped},
          {"methods", methods},
          {"groups", groups},
          {"times", times_json(study, comparison)},
          {"profiles", profiles_json(study, comparison.profiles)},
          {"targets", targets_json(study, comparison.targets)}};
}

}  // namespace firstmove::engine
