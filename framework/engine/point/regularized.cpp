#include "point/regularized.hpp"
#include "point/sampled_verdicts.hpp"
#include "point/smoothness.hpp"

#include <spdlog/fmt/fmt.h>

#include <cmath>

namespace firstmove::engine {

RegularizedProbe probe_regularized(const ExperimentSpec& spec, const std::vector<double>& x,
                                   double eta) {
  if (!(eta >= 0 && std::isfinite(eta)))
    throw InputError(fmt::format("eta is {}, but it must be finite and at least 0", eta));
  try {
    Point at(spec, x);
    const Shape& shape = at.shape();
    if (shape.players() != 2)
      throw InputError(
          fmt::format("eta regularizes the reaction of one follower to one leader, but "
                      "this game has {} players",
                      shape.players()));
    at.require_dense();
    if (!offers_stackelberg(at, spec.place))
      throw InputError(
          "the regularized field needs third derivatives, which the game does not give");
    const std::uint32_t leader = spec.place[0] == 0 ? 0 : 1, follower = 1 - leader;
    const Eigen::Index first = shape.offsets[leader], count = shape.dims[leader];
    const auto probe_once = [&]() -> RegularizedProbe {
      Neighbourhood near_x(at), given(at, Neighbourhood::Of::as_given);
      const Judged field = judge(near_x, given, [&](Neighbourhood& near, double share, Wanted) {
        return *regularized_balls(near, spec.place, eta, share);
      });
      return {eta, field.omega, field.J.middle, field.totals[leader].middle,
              classify_regularized(
                  field, {field.J.block(first, first, count, count), field.totals[follower]})};
    };
    RegularizedProbe found = probe_once();
    if (at.stochastic())
      found.verdicts =
          over_samples(std::move(found.verdicts), at, [&] { return probe_once().verdicts; });
    leave_open_at_kinks(at, found.omega, found.J, found.verdicts);
    return found;
  } catch (const PluginFailure& failure) {
    throw InputError(failure.what());
  }
}

}  // namespace firstmove::engine
