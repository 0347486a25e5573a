#include "experiment/run_points.hpp"

#include <spdlog/fmt/fmt.h>

#include "base/diagnostics.hpp"
#include "call/task.hpp"
#include "point/probe.hpp"

namespace firstmove::engine {
namespace {

// Of joint actions that are classified without being asked: dense derivatives of third order take
// milliseconds for so many.
constexpr std::size_t most_coordinates = 32;

// Whether the leader's and the follower's mixed terms in the Jacobian of the Stackelberg field
// differ by more than the rounding of the terms that make them.
bool mixed_terms_differ(Point& at, const std::vector<std::uint32_t>& place) {
  const auto field = stackelberg_field(at, place);
  if (!field || !field->J.allFinite()) return false;
  const Shape& shape = at.shape();
  const std::uint32_t l = place[0] == 0 ? 0 : 1, f = 1 - l;
  const auto block = [&](std::uint32_t row, std::uint32_t column) {
    return field->J.block(shape.offsets[row], shape.offsets[column], shape.dims[row],
                          shape.dims[column]);
  };
  const Eigen::MatrixXd leaders = block(l, f), followers = block(f, l).transpose();
  const double size = leaders.norm() + followers.norm() + at.block(l, l, f).norm();
  return (leaders - followers).norm() > 1e-6 * size;
}

}  // namespace

Point& RunPoints::at(const std::vector<double>& x) {
  // Without a start box, what a point learns of the game depends on where it is first.
  if (point_ && !point_->shape().start_lower.empty())
    point_->move(x);
  else
    point_ = std::make_unique<Point>(spec_, x);
  return *point_;
}

std::vector<Verdict> RunPoints::verdicts(const std::vector<double>& x) {
  try {
    return probe(at(x), spec_.place).verdicts;
  } catch (const InputError& refused) {
    throw PluginFailure(FM_UNSUPPORTED, refused.what());
  }
}

Classified RunPoints::end_class(std::int64_t run, const std::vector<double>& x) {
  if (x.size() > most_coordinates)
    return {std::nullopt,
            fmt::format("only joint actions of at most {} coordinates are classified at the end of "
                        "a run; the observer 'classification' takes more",
                        most_coordinates)};
  Classified found;
  try {
    const std::string fault =
        attempt(fmt::format("class of the end of run {}", run), spec_.budget.call, [&] {
          const Probe here = probe(at(x), spec_.place);
          found = class_of(here.verdicts, here.without);
        });
    return fault.empty() ? found : Classified{std::nullopt, fault};
  } catch (const std::exception& refused) {
    return {std::nullopt, refused.what()};
  }
}

// The paper's dynamics (10): a rule that descends the total derivative, over gradient play.
bool RunPoints::leads() const {
  if (spec_.place.size() != 2) return false;
  const std::size_t l = spec_.place[0] == 0 ? 0 : 1;
  const fm_rule* const rule = learner_.players[l].rule.rule();
  return rule && rule->slower && learner_.players[1 - l].rule.learner().direction;
}

std::string RunPoints::no_gradient_flow(std::int64_t run, const std::vector<double>& x,
                                        const char* where) {
  if (!leads() || x.size() > most_coordinates) return "";
  bool differ = false;
  try {
    attempt(fmt::format("mixed terms at the {} of run {}", where, run), spec_.budget.call,
            [&] { differ = !at(x).stochastic() && mixed_terms_differ(at(x), spec_.place); });
  } catch (const std::exception&) {
    return "";
  }
  if (!differ) return "";
  const std::uint32_t l = spec_.place[0] == 0 ? 1 : 2, f = 3 - l;
  return fmt::format(
      "D_{1}(D f_{0}) differs from D_{0}{1} f_{1} at the {2} of the run: the Stackelberg dynamics "
      "are no gradient flow there and may cycle (Remark 3)",
      l, f, where);
}

}  // namespace firstmove::engine
