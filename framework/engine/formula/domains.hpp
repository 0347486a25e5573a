// The domains and the start boxes of players in games of formulas.
#pragma once

#include <firstmove/abi.h>

#include <vector>

#include "base/toml_reader.hpp"
#include "formula/meaning.hpp"

namespace firstmove::engine {

struct Coordinate {
  fm_domain domain;
  double start_lower, start_upper;
};

// Of all coordinates of the joint action: `domain` and `box` of [game]: each is NULL, one value for
// all players, or a table by player name. A value is [lower, upper], { circle = [lower, upper] }
// (domains only), or a list of these, one for each coordinate. Adds mistakes to `in`.
std::vector<Coordinate> read_domains(TableReader& in,
                                     const std::vector<FormulaNames::Player>& players,
                                     const toml::node* domain, const toml::node* box);

}  // namespace firstmove::engine
