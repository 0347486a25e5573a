// Small games in which learners and observers are tried.
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
// Players' coordinates.
std::vector<std::uint32_t> dims_of(Practice game);

// As plugins, of which the second fails when it is told to, and offers costs alone while it is
// told to.
Plugin practice_plugin();
Plugin failing_plugin();
Parameters practice_parameters(Practice game);

// Of the failing plugin: so many evaluations go well, the next one fails; < 0: all go well. Returns
// how many were left.
std::int64_t let_evaluations(std::int64_t count);
constexpr const char* on_purpose = "the practice game fails on purpose";
void offer_costs_alone(bool alone);

}  // namespace firstmove::engine::checks
