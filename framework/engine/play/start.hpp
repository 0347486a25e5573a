// Where replicates start.
#pragma once

#include <cstdint>
#include <vector>

#include "game/game.hpp"
#include "spec/specs.hpp"

namespace firstmove::engine {

// The joint action that a replicate starts at, projected onto the domains. `position` is the
// replicate's index in the manifest's list, which grids use; `replicate` is its number, which draws
// use.
std::vector<double> start_point(const StartSpec& spec, const Shape& shape, std::uint64_t seed,
                                std::uint32_t replicate, std::size_t position);

// Maps x into the domain of one coordinate: boxes project, circles wrap. NaN stays NaN.
double into_domain(const fm_domain& domain, double x);

}  // namespace firstmove::engine
