// What the numbers of a comparison are, in words: the same in JSON, in texts and in reports.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "compare/study.hpp"

namespace firstmove::engine {

std::string unit_text(const Study& study);  // of all tests and intervals
std::string failure_rule_text();
// Each number with its method and source.
std::vector<std::pair<std::string, std::string>> method_texts(const Study& study);

}  // namespace firstmove::engine
