// Where replicates start.
#pragma once

#include <cstdint>
#include <vector>

#include "game/game.hpp"
#include "spec/specs.hpp"

namespace firstmove::engine {

// The joint action that a replicate starts at, projected onto the domains. `position` is the
// replicate's place in the manifest's list (a grid goes by it), `replicate` its number (draws do).
std::vector<double> start_point(const StartSpec& spec, const Shape& shape, std::uint64_t seed,
                                std::uint32_t replicate, std::size_t position);

// Into the domain of one coordinate: boxes project, circles wrap. NaN stays NaN.
double into_domain(const fm_domain& domain, double x);
// x - gamma u into the domain, for `count` values side by side.
void move_within(const fm_domain& domain, double* x, double gamma, const double* u,
                 std::size_t count);

}  // namespace firstmove::engine
