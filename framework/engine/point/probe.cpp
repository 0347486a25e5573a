#include "point/probe.hpp"

#include <algorithm>

#include "game/lengths.hpp"
#include "point/dense_solvers.hpp"
#include "point/neighbourhood.hpp"
#include "point/requests.hpp"
#include "point/sampled_verdicts.hpp"
#include "point/scaled_jacobian.hpp"
#include "point/simultaneous_followers.hpp"
#include "point/smoothness.hpp"

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

// The gradients, J, and the own Hessians.
FieldBalls simultaneous_balls(Neighbourhood& near, double share, Wanted wanted) {
  const Shape& shape = near.shape();
  std::vector<fm_request> own;
  for (std::uint32_t i = 0; i < shape.players(); ++i) {
    own.push_back(gradient_of(i, i));
    for (std::uint32_t j = 0; j < shape.players(); ++j) own.push_back(block_of(i, i, j));
  }
  near.fetch(own);
  FieldBalls field(shape);
  for (std::uint32_t i = 0; i < shape.players(); ++i) {
    field.omega.set_block(shape.offsets[i], 0, near.gradient(i, i, share));
    if (wanted == Wanted::omega) continue;
    for (std::uint32_t j = 0; j < shape.players(); ++j)
      field.J.set_block(shape.offsets[i], shape.offsets[j], near.block(i, i, j, share));
    field.totals.push_back(near.block(i, i, i, share));
  }
  return field;
}

bool is_clearly_invertible(const Eigen::MatrixXd& J, const Shape& shape,
                           const std::vector<double>& x) {
  std::vector<double> units = lengths(shape, x);
  for (double& unit : units) unit = power_of_two(unit);
  return ScaledJacobian(J, units).is_clearly_invertible();
}

// At the point as it is: over the joint action, or reduced.
Probe probe_of(Point& at, const std::vector<std::uint32_t>& place) {
  const Shape& shape = at.shape();
  Probe probe;
  probe.x = at.joint_action();
  at.require_dense();
  Neighbourhood near_x(at), given(at, Neighbourhood::Of::as_given);
  const Judged play = judge(near_x, given, simultaneous_balls);
  probe.share = play.share;
  // The fields are printed as games and learners compute them, to the bit.
  probe.omega.resize(shape.coordinates());
  for (std::uint32_t i = 0; i < shape.players(); ++i)
    probe.omega.segment(shape.offsets[i], shape.dims[i]) = at.gradient(i, i);
  probe.J = play.J.middle;
  for (std::uint32_t i = 0; i < shape.players(); ++i) {
    probe.cost.push_back(at.cost(i));
    probe.hessians.push_back(play.totals[i].middle);
  }
  const std::uint32_t leader =
      static_cast<std::uint32_t>(std::find(place.begin(), place.end(), 0u) - place.begin());
  if (shape.players() > 1) probe.schur_of_J = schur_complement(probe.J, shape, leader);
  std::optional<Judged> led;
  if (offers_stackelberg(at, place)) {
    led = judge(near_x, given, [&](Neighbourhood& near, double share, Wanted wanted) {
      return *stackelberg_balls(near, place, share, wanted);
    });
    probe.omega_s = stackelberg_field(at, place)->omega;
    probe.J_S = led->J.middle;
    if (shape.players() > 1) probe.schur = led->totals[leader].middle;
  } else {
    probe.without =
        "omega_S and its Jacobian need third derivatives (with more than two players, higher "
        "ones too), which the game does not give";
  }
  probe.verdicts = classify(play, led);
  if (offers_simultaneous_followers(at, place)) {
    const Judged leads = judge(near_x, given, [&](Neighbourhood& near, double share, Wanted) {
      return *simultaneous_followers_balls(near, place, share);
    });
    for (Verdict& verdict :
         classify_led("simultaneous_followers", "field", "its Jacobian's", leads))
      probe.verdicts.push_back(std::move(verdict));
    probe.over_simultaneous = {leads.omega, leads.J.middle, {}};
    for (const BallMatrix& total : leads.totals)
      probe.over_simultaneous->totals.push_back(total.middle);
  }
  return probe;
}

// Reduces a point for as long as it lives.
class Across {
 public:
  explicit Across(Point& at) : at_(at) { at_.reduce(); }
  ~Across() { at_.release(); }
  Across(const Across&) = delete;
  Across& operator=(const Across&) = delete;

 private:
  Point& at_;
};

}  // namespace

void look_for_translations(Point& at, const std::vector<double>& lower,
                           const std::vector<double>& upper) {
  if (at.looked_for_translations()) return;
  const std::vector<double> x = at.joint_action();
  try {
    at.set_translations(find_translations(at, lower, upper));
  } catch (const PluginFailure&) {  // the game refuses points of the box: then none are known
    at.set_translations(Translations::of_none(at.shape().coordinates()));
  }
  at.move(x);
}

void look_for_translations(Point& at) {
  const Shape& shape = at.shape();
  if (!shape.start_lower.empty())
    return look_for_translations(at, shape.start_lower, shape.start_upper);
  std::vector<double> lower = at.joint_action(), upper = lower;
  const std::vector<double> sizes = lengths(shape, lower);
  for (std::size_t c = 0; c < sizes.size(); ++c) {
    lower[c] -= sizes[c];
    upper[c] += sizes[c];
  }
  look_for_translations(at, lower, upper);
}

namespace {

// At the point as it is or, where no cost changes along translations, across these.
Probe probe_once(Point& at, const std::vector<std::uint32_t>& place) {
  Probe whole = probe_of(at, place);
  // Only a Jacobian that is singular everywhere can have translations.
  if (!is_clearly_invertible(whole.J, at.shape(), whole.x)) look_for_translations(at);
  if (at.translations().none()) return whole;
  const Across across(at);
  const Eigen::MatrixXd Q = at.basis();
  Probe part = probe_of(at, place);
  part.x = whole.x;
  part.omega = whole.omega;
  part.J = whole.J;
  part.hessians = whole.hessians;
  if (part.omega_s) part.omega_s = Q * *part.omega_s;
  if (part.J_S) part.J_S = Q * *part.J_S * Q.transpose();
  if (part.over_simultaneous) {
    part.over_simultaneous->omega = Q * part.over_simultaneous->omega;
    part.over_simultaneous->J = Q * part.over_simultaneous->J * Q.transpose();
  }
  part.across = at.translations();
  return part;
}

}  // namespace

Probe probe(Point& at, const std::vector<std::uint32_t>& place) {
  try {
    Probe found = probe_once(at, place);
    if (at.stochastic())
      found.verdicts = over_samples(std::move(found.verdicts), at,
                                    [&] { return probe_once(at, place).verdicts; });
    leave_open_at_kinks(at, found.omega, found.J, found.verdicts);
    return found;
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
