// Differences of coordinates; on circles, the shorter way around.
#pragma once

#include <firstmove/abi.h>

#include <cmath>

namespace firstmove::engine {

// a - b; on a circle, the equivalent difference that is closest to 0.
inline double difference(const fm_domain& domain, double a, double b) {
  if (domain.kind != FM_DOMAIN_PERIODIC) return a - b;
  return std::remainder(a - b, domain.upper - domain.lower);
}

}  // namespace firstmove::engine
