// The paper's statements at a point and over a search, as JSON and as text.
#pragma once

#include <nlohmann/json.hpp>

#include <string>

#include "analysis/leaders_advantage.hpp"
#include "engine_names.hpp"
#include "point/regularized.hpp"
#include "point/statements.hpp"

namespace firstmove::host {

nlohmann::ordered_json statements_json(const Statements& statements);
// A paragraph for each statement: its hypotheses and conclusions with the numbers that decide them.
std::string statements_text(const Statements& statements);

nlohmann::ordered_json regularized_json(const RegularizedProbe& probe);

nlohmann::ordered_json advantage_json(const LeadersAdvantage& advantage);
std::string advantage_text(const LeadersAdvantage& advantage);

}  // namespace firstmove::host
