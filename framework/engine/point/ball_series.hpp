// Taylor series over balls, for fields of leaders with bounds of their errors.
#pragma once

#include <firstmove/staggered.hpp>

#include "point/neighbourhood.hpp"

namespace firstmove::engine {

using BallSpace = BasicSpace<Ball>;
using BallSeries = BasicSeries<Ball>;

// A cost's series up to an order, where x is known up to `share` of the lengths.
inline BallSeries cost_series(Neighbourhood& near, BallSpace& space, std::uint32_t player,
                              std::uint32_t order, double share) {
  const BallMatrix derivatives = near.taylor(player, order, share);
  BallSeries f(space, order);
  for (std::size_t c = 0; c < f.size(); ++c)
    f[c] = derivatives(static_cast<Eigen::Index>(c), 0) / Ball(space.factorial(c));
  return f;
}

}  // namespace firstmove::engine
