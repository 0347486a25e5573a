// The comparison of learners as JSON: every number with its method and unit.
#pragma once

#include <nlohmann/json.hpp>

#include "compare/comparison.hpp"

namespace firstmove::engine {

// A number that is not finite is a text, "inf" or "-inf"; null is not known, or not tested.
nlohmann::ordered_json comparison_json(const Study& study, const LearnerComparison& comparison);

}  // namespace firstmove::engine
