// Everything that is compared in one experiment: what `firstmove compare` prints and reports show.
#pragma once

#include <string>
#include <vector>

#include "compare/costs.hpp"
#include "compare/targets.hpp"
#include "compare/times.hpp"

namespace firstmove::engine {

// Learners or variants that were not played, because the learner refuses the game.
struct NotPlayed {
  std::size_t learner;
  std::size_t runs;
  std::string reason;
};

// The variants that have the same values of the keys that the comparison is split by.
struct VariantGroup {
  std::string values;  // JSON, {"game.params.A":80.0}; "{}" if it is not split
  std::vector<std::size_t> variants;
};

// One group for each combination of values of these keys; different games are always different
// groups. Throws InputError for a key that is not swept.
std::vector<VariantGroup> groups_by(const Study& study, const std::vector<std::string>& by);

struct GroupComparison {
  VariantGroup group;
  std::vector<CostComparison> costs;  // of each player
};

// Times to the landmarks of one variant's game.
struct VariantTimes {
  std::size_t variant, learner;
  MedianTime steps, products;
  BootstrapInterval expected_products;  // COCO's expected running time
};

struct LearnerComparison {
  Chance chance;
  std::vector<NotPlayed> not_played;
  std::vector<GroupComparison> groups;
  std::vector<VariantTimes> times;
  StepProfiles profiles;
  TargetCurves targets;
};

LearnerComparison compare_learners(const Study& study, const std::vector<std::string>& by);

std::vector<NotPlayed> not_played(const Study& study);

}  // namespace firstmove::engine
