// Small games for the checks of learners and observers.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "plugin/catalog.hpp"
#include "plugin/parameters.hpp"

namespace firstmove::engine::checks {

enum class Practice : std::int64_t { zero_sum, general_sum, three_players, circles, boxed };
constexpr Practice all_practice[] = {Practice::zero_sum, Practice::general_sum,
                                     Practice::three_players, Practice::circles, Practice::boxed};
const char* practice_name(Practice game);  // "a zero-sum game"
// The number of coordinates of each player.
std::vector<std::uint32_t> dims_of(Practice game);

// The games as plugins. The second one can be told to fail (let_evaluations) and to offer only
// costs (offer_costs_alone).
Plugin practice_plugin();
Plugin failing_plugin();
Parameters practice_parameters(Practice game);

// For the failing plugin: `count` evaluations succeed and the next one fails; < 0: all succeed.
// Returns the previous count; -2 after the failure.
std::int64_t let_evaluations(std::int64_t count);
constexpr const char* on_purpose = "the practice game fails on purpose";
void offer_costs_alone(bool alone);

}  // namespace firstmove::engine::checks
