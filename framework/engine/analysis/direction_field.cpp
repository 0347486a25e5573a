#include "analysis/direction_field.hpp"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>

#include "game/lengths.hpp"
#include "play/learner.hpp"
#include "play/schedule.hpp"
#include "point/finite_differences.hpp"
#include "point/point.hpp"
#include "point/probe.hpp"
#include "point/scaled_jacobian.hpp"
#include "point/smoothness.hpp"

namespace firstmove::engine {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

// A learner's rules at their first step, all replicas independent of each other.
class FirstStep {
 public:
  FirstStep(const LearnerSpec& learner, const std::vector<std::uint32_t>& place, Oracle& oracle,
            std::uint64_t k)
      : oracle_(oracle), k_(k) {
    for (std::uint32_t p = 0; p < place.size(); ++p) {
      rules_.push_back(std::make_unique<Learner>(learner.players[p], p, place, oracle, wanted_));
      step_sizes_.push_back(step_size(learner.players[p].step, k));
    }
  }

  Learner& rule(std::uint32_t p) { return *rules_[p]; }
  const std::vector<double>& step_sizes() const { return step_sizes_; }

  // A column per replica; NaN where a rule gave the point up, with the reason in `given_up`.
  MatrixXd directions(const BatchArray& x, std::string& given_up) {
    const Shape& shape = oracle_.game().shape();
    const std::size_t count = oracle_.replicates().size();
    MatrixXd result(shape.coordinates(), count);
    std::vector<double*> results = wanted_.outputs();
    oracle_.evaluate(oracle_.prepare(wanted_.requests()), k_, x.data(), nullptr, results.data());
    for (std::uint32_t p = 0; p < shape.players(); ++p) {
      BatchArray action(shape.dims[p], oracle_.stride());
      rules_[p]->act(k_, x.data(), step_sizes_, action);
      for (std::uint32_t c = 0; c < shape.dims[p]; ++c)
        for (std::size_t r = 0; r < count; ++r)
          result(shape.offsets[p] + c, static_cast<Index>(r)) =
              rules_[p]->responds() ? x.row(shape.offsets[p] + c)[r] - action.row(c)[r]
                                    : action.row(c)[r];
    }
    for (const auto& rule : rules_)
      for (const Remark& remark : rule->take_given_up()) {
        result.col(remark.replica).setConstant(std::numeric_limits<double>::quiet_NaN());
        given_up = remark.text;
      }
    return result;
  }

 private:
  Oracle& oracle_;
  std::uint64_t k_;
  Subscriptions wanted_;
  std::vector<std::unique_ptr<Learner>> rules_;
  std::vector<double> step_sizes_;
};

MatrixXd directions(const ExperimentSpec& spec, const LearnerSpec& learner,
                    const std::vector<std::vector<double>>& points, std::uint64_t k,
                    std::string& given_up) {
  Game game(spec.game.plugin, spec.game.params, spec.game.teams);
  const std::vector<std::uint32_t> replicates(points.size(), 0);  // one sample for all
  Oracle oracle(game, replicates, spec.seed);
  FirstStep step(learner, spec.place, oracle, k);
  BatchArray x(game.shape().coordinates(), oracle.stride());
  for (std::size_t c = 0; c < x.rows(); ++c)
    for (std::size_t r = 0; r < x.stride(); ++r)
      x.row(c)[r] = points[std::min(r, points.size() - 1)][c];
  return step.directions(x, given_up);
}

// Fills the rows of players whose rules expand their direction, if the game gives the derivatives
// for it; returns the players whose rows are missing.
std::vector<std::uint32_t> exact_rows(const ExperimentSpec& spec, const LearnerSpec& learner,
                                      std::uint64_t k, LearnerField& field) {
  Point at(spec, field.x);
  const Shape& shape = at.shape();
  FirstStep step(learner, spec.place, at.oracle(), k);
  std::vector<std::uint32_t> missing;
  for (std::uint32_t p = 0; p < shape.players(); ++p) {
    const fm_expansion* expansion = step.rule(p).expansion();
    std::vector<VectorXd> taylor;
    for (std::uint32_t j = 0; expansion && j < shape.players(); ++j)
      if (auto derivatives = at.taylor(j, expansion->order))
        taylor.push_back(std::move(*derivatives));
    if (taylor.size() < shape.players()) {
      missing.push_back(p);
      continue;
    }
    std::vector<const double*> pointers;
    for (const VectorXd& derivatives : taylor) pointers.push_back(derivatives.data());
    VectorXd direction(shape.dims[p]);
    Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor> rows(
        shape.dims[p], shape.coordinates());
    step.rule(p).expand(step.step_sizes(), pointers, direction.data(), rows.data());
    field.jacobian.middleRows(shape.offsets[p], shape.dims[p]) = rows;
  }
  return missing;
}

// What a rule adds up inside is not known: the largest entry of its row stands for it.
MatrixXd rule_rounding(const MatrixXd& jacobian) {
  constexpr double share = 1e-12;
  MatrixXd errors(jacobian.rows(), jacobian.cols());
  for (Index r = 0; r < jacobian.rows(); ++r)
    errors.row(r).setConstant(share * jacobian.row(r).cwiseAbs().maxCoeff());
  return errors;
}

// The change of each direction when every coordinate moves by 1e-6 of its length.
VectorXd tolerance(const Shape& shape, const LearnerField& field) {
  const std::vector<double> all = lengths(shape, field.x);
  return 1e-6 * (field.jacobian.cwiseAbs() * VectorXd::Map(all.data(), field.direction.size()));
}

// Where translations change no cost, every rule's Jacobian is singular along them, and stability is
// that across them.
BallMatrix across_translations(const ExperimentSpec& spec, const LearnerField& field,
                               const MatrixXd& errors) {
  Point at(spec, field.x);
  std::vector<double> units = lengths(at.shape(), field.x);
  for (double& unit : units) unit = power_of_two(unit);
  if (!ScaledJacobian(field.jacobian, units).is_clearly_invertible()) look_for_translations(at);
  if (at.translations().none()) return {field.jacobian, errors};
  const MatrixXd Q = basis_of(at.translations().orthogonal(at.shape()));
  return {Q.transpose() * field.jacobian * Q, Q.cwiseAbs().transpose() * errors * Q.cwiseAbs()};
}

}  // namespace

std::vector<double> direction(const ExperimentSpec& spec, const LearnerSpec& learner,
                              const std::vector<double>& x, std::uint64_t k) {
  try {
    std::string given_up;
    const MatrixXd found = directions(spec, learner, {x}, k, given_up);
    if (!given_up.empty())
      throw InputError(fmt::format("learner '{}': {}", learner.name, given_up));
    return {found.data(), found.data() + found.size()};
  } catch (const PluginFailure& failure) {
    throw InputError(failure.what());
  }
}

LearnerField learner_field(const ExperimentSpec& spec, const LearnerSpec& learner,
                           const std::vector<double>& x, std::uint64_t k) {
  try {
    const Index n = static_cast<Index>(x.size());
    LearnerField field{x, VectorXd(n), MatrixXd(n, n), std::nullopt, {}, ""};
    field.direction = directions(spec, learner, {x}, k, field.given_up);
    if (!field.given_up.empty()) return field;
    const Game game(spec.game.plugin, spec.game.params, spec.game.teams);
    const Shape& shape = game.shape();
    const auto missing = exact_rows(spec, learner, k, field);
    MatrixXd errors = rule_rounding(field.jacobian);
    if (!missing.empty()) {
      std::string ignored;  // differences skip points that a rule gives up
      const FiniteDifferences found = finite_differences(shape, x, [&](const auto& points) {
        return directions(spec, learner, points, k, ignored);
      });
      field.error = 0;
      for (const std::uint32_t p : missing) {
        const Index first = shape.offsets[p], count = shape.dims[p];
        field.jacobian.middleRows(first, count) = found.jacobian.middleRows(first, count);
        errors.middleRows(first, count) = found.error.middleRows(first, count);
        field.error = std::max(
            *field.error, found.error.middleRows(first, count).maxCoeff<Eigen::PropagateNaN>());
      }
    }
    const std::string of_J = "least real part of its Jacobian's spectrum";
    const Least spectrum = least_real_part(across_translations(spec, field, errors));
    field.verdicts = {vanishes("critical_learner", "largest |direction|", field.direction,
                               tolerance(shape, field)),
                      positive("stable_learner", of_J, spectrum),
                      marginal("marginal_learner", of_J, spectrum)};
    if (game.stochastic())
      for (Verdict& verdict : field.verdicts)
        verdict = undecided(verdict,
                            "the game draws a sample at each step, and a learner's direction is of "
                            "one of them");
    return field;
  } catch (const PluginFailure& failure) {
    throw InputError(failure.what());
  }
}

LearnerField classified_field(const ExperimentSpec& spec, const LearnerSpec& learner,
                              const std::vector<double>& x) {
  LearnerField field = learner_field(spec, learner, x);
  if (!field.given_up.empty()) return field;
  try {
    Point at(spec, x);
    leave_open_at_kinks(at, field.direction, field.jacobian, field.verdicts);
    return field;
  } catch (const PluginFailure& failure) {
    throw InputError(failure.what());
  }
}

}  // namespace firstmove::engine
