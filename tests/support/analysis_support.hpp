// Shared by the tests of the analysis: games without a manifest, and verdicts by name.
#pragma once

#include "analysis/critical_points.hpp"
#include "support/support.hpp"

namespace firstmove::engine {}

namespace firstmove::test {
using namespace engine;

inline ExperimentSpec spec_of(const std::string& game, const std::string& params,
                              std::vector<std::uint32_t> place = {}) {
  ExperimentSpec spec;
  spec.game.plugin = catalog().find(FM_KIND_GAME, game);
  spec.game.params = parameters(spec.game.plugin, params);
  const std::uint32_t n = Game(spec.game.plugin, spec.game.params).shape().players();
  for (std::uint32_t p = 0; place.size() < n; ++p) place.push_back(p);
  spec.place = std::move(place);
  return spec;
}
inline bool is(const Probe& probe, const std::string& name) {
  for (const Verdict& verdict : probe.verdicts)
    if (verdict.name == name) return verdict.holds;
  FAIL("no verdict " << name);
  return false;
}

}  // namespace firstmove::test
