#include "point/probe.hpp"

#include <algorithm>

#include "point/dense_solvers.hpp"
#include "point/point.hpp"
#include "point/sampled_verdicts.hpp"
#include "point/simultaneous_followers.hpp"

namespace firstmove::engine {
namespace {

// Of a player's block of m over all other blocks.
Eigen::MatrixXd schur_complement(const Eigen::MatrixXd& m, const Shape& shape,
                                 std::uint32_t player) {
  std::vector<Eigen::Index> own, others;
  for (std::uint32_t c = 0; c < shape.coordinates(); ++c)
    (c >= shape.offsets[player] && c < shape.offsets[player + 1] ? own : others).push_back(c);
  return m(own, own) -
         m(own, others) * DenseLu(m(others, others)).solve(Eigen::MatrixXd(m(others, own)));
}

Probe probe_once(Point& at, const std::vector<std::uint32_t>& place) {
  const Shape& shape = at.shape();
  Probe probe;
  for (std::uint32_t c = 0; c < shape.coordinates(); ++c)
    probe.x.push_back(at.x()[c * at.oracle().stride()]);
  at.require_dense();
  const Eigen::Index n = shape.coordinates();
  probe.omega.resize(n);
  probe.J.resize(n, n);
  for (std::uint32_t i = 0; i < shape.players(); ++i) {
    probe.cost.push_back(at.cost(i));
    probe.omega.segment(shape.offsets[i], shape.dims[i]) = at.gradient(i, i);
    for (std::uint32_t j = 0; j < shape.players(); ++j)
      probe.J.block(shape.offsets[i], shape.offsets[j], shape.dims[i], shape.dims[j]) =
          at.block(i, i, j);
    probe.hessians.push_back(
        probe.J.block(shape.offsets[i], shape.offsets[i], shape.dims[i], shape.dims[i]));
  }
  const std::uint32_t leader =
      static_cast<std::uint32_t>(std::find(place.begin(), place.end(), 0u) - place.begin());
  if (shape.players() > 1) probe.schur_of_J = schur_complement(probe.J, shape, leader);
  const auto field = stackelberg_field(at, place);
  if (field) {
    probe.omega_s = field->omega;
    probe.J_S = field->J;
    if (shape.players() > 1) probe.schur = field->totals[leader];
  } else {
    probe.without =
        "omega_S and its Jacobian need third derivatives (with more than two players, higher "
        "ones too), which the game does not give";
  }
  probe.verdicts = classify(probe.x, probe.omega, probe.J, probe.hessians, field);
  if (const auto over = simultaneous_followers_field(at, place)) {
    for (Verdict& verdict :
         classify_led("simultaneous_followers", "field", "its Jacobian's", probe.x, *over))
      probe.verdicts.push_back(std::move(verdict));
    probe.over_simultaneous = over;
  }
  return probe;
}

}  // namespace

Probe probe(Point& at, const std::vector<std::uint32_t>& place) {
  try {
    Probe probe = probe_once(at, place);
    if (at.stochastic())
      probe.verdicts = over_samples(std::move(probe.verdicts), at,
                                    [&] { return probe_once(at, place).verdicts; });
    return probe;
  } catch (const PluginFailure& failure) {
    throw InputError(failure.what());
  }
}

Probe probe(const ExperimentSpec& spec, const std::vector<double>& x) {
  try {
    Point at(spec, x);
    return probe(at, spec.place);
  } catch (const PluginFailure& failure) {
    throw InputError(failure.what());
  }
}

}  // namespace firstmove::engine
