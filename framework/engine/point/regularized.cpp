#include "point/regularized.hpp"

#include <spdlog/fmt/fmt.h>

#include <cmath>

#include "point/smoothness.hpp"

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
    const auto field = regularized_field(at, spec.place, eta);
    if (!field)
      throw InputError(
          "the regularized field needs third derivatives, which the game does not give");
    const std::uint32_t leader = spec.place[0] == 0 ? 0 : 1, follower = 1 - leader;
    std::vector<Eigen::MatrixXd> definite(2);
    definite[leader] = field->J.block(shape.offsets[leader], shape.offsets[leader],
                                      shape.dims[leader], shape.dims[leader]);
    definite[follower] = field->totals[follower];
    std::vector<Verdict> verdicts = classify_regularized(x, *field, definite);
    leave_open_at_kinks(at, field->omega, field->J, verdicts);
    return {eta, field->omega, field->J, field->totals[leader], std::move(verdicts)};
  } catch (const PluginFailure& failure) {
    throw InputError(failure.what());
  }
}

}  // namespace firstmove::engine
