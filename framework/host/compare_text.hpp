// The comparison of learners as text for a terminal.
#pragma once

#include <string>

#include "compare/comparison.hpp"
#include "engine_names.hpp"

namespace firstmove::host {

std::string comparison_text(const Study& study, const LearnerComparison& comparison);

}  // namespace firstmove::host
