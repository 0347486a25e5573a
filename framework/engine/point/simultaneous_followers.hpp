// A leader over followers that play a Nash equilibrium among themselves.
#pragma once

#include <optional>
#include <vector>

#include "point/stackelberg_field.hpp"

namespace firstmove::engine {

// Whether the game has at least three players and gives the series for the field below.
bool offers_simultaneous_followers(Point& at, const std::vector<std::uint32_t>& place);

// The first player in the order of play leads all others at once, Appendix F.2: with F the
// followers and E = (D_j f_j), j in F, its field is D_1 f_1 - (D_1 E)' (D_F E)'^-1 D_F f_1, and
// each follower's is its own gradient. totals: for the leader the Schur complement of its block of
// J over the followers', for a follower its own Hessian. Exact, from Taylor series; empty if the
// game gives none or has only one follower (see stackelberg_field()). Throws PluginFailure.
std::optional<StackelbergField> simultaneous_followers_field(
    Point& at, const std::vector<std::uint32_t>& place);
// The same with its errors, where x is known up to `share` of the lengths.
std::optional<FieldBalls> simultaneous_followers_balls(Neighbourhood& near,
                                                       const std::vector<std::uint32_t>& place,
                                                       double share);

}  // namespace firstmove::engine
