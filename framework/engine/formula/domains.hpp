// Where players of formulas act, and start.
#pragma once

#include <vector>

#include "base/toml_reader.hpp"
#include "formula/code.hpp"

namespace firstmove::engine {

// `domain` and `box` of [game], each NULL, of one form for all players or a table by their names:
// [lower, upper], { circle = [lower, upper] } (domains only), or a list of these, one a coordinate.
// Adds mistakes to `in`.
std::vector<std::vector<FormulaShape::Coordinate>> read_domains(
    TableReader& in, const std::vector<FormulaNames::Player>& players, const toml::node* domain,
    const toml::node* box);

}  // namespace firstmove::engine
