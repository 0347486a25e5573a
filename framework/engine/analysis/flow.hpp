// Continuous time: the flows that learning dynamics follow in the limit of small steps.
#pragma once

#include <Eigen/Dense>

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "point/point.hpp"
#include "point/stackelberg_field.hpp"
#include "spec/experiment_spec.hpp"

namespace firstmove::engine {

// Which field F the flow x' = -F(x) descends.
struct FlowKind {
  enum class Of {
    simultaneous,  // omega
    stackelberg,   // omega_S; with tau equations (3) and (10)
    reduced,       // the leader's D f_1(x_1, r(x_1)), all others at their reactions: Proposition 9
    learner,       // the directions of a learner at its first step sizes
  } of = Of::simultaneous;
  const LearnerSpec* learner = nullptr;
};

// F at joint actions. The flow is not wrapped on circles and not projected in boxes.
class FlowField {
 public:
  FlowField(const ExperimentSpec& spec, const FlowKind& kind, const std::vector<double>& x);

  // With a reduced field, first moves all other players in x to their reactions, by Newton's method
  // from their current actions. Throws InputError where the field is not defined.
  std::vector<double> operator()(std::vector<double>& x, std::uint64_t k = 1);

  const Shape& shape() const { return shape_; }
  // The player that leads all others.
  std::uint32_t leader() const { return leader_; }

 private:
  StackelbergField led_at(const std::vector<double>& x);
  void react(std::vector<double>& x);

  const ExperimentSpec& spec_;
  FlowKind kind_;
  Point at_;  // across its translations, if there are any
  Shape shape_;
  std::uint32_t leader_ = 0;
  std::vector<Eigen::Index> below_;  // all coordinates of at_ but the leader's
};

struct FlowPath {
  std::vector<double> times;
  std::vector<std::vector<double>> x;
};

// From x over [0, time], at `points` + 1 evenly spaced times. The leader's field is multiplied by
// `tau`, as in equations (3) and (10). Dormand and Prince's method with error control, each step to
// `tolerance` of the coordinates' lengths (game/lengths.hpp) and sizes, integrate.hpp. The points
// do not change the path. Throws InputError if the flow becomes infinite or reaches points where
// the field is not defined.
FlowPath flow(const ExperimentSpec& spec, const FlowKind& kind, const std::vector<double>& x,
              double time, std::uint32_t points, double tau, double tolerance);

// Moves x along the flow of `field` for the time of one step: x_i' = -gamma_i F_i(x) over unit
// time, gamma_i being the step sizes of step k.
void flow_one_step(FlowField& field, const std::vector<double>& step_sizes, std::uint64_t k,
                   double tolerance, std::vector<double>& x);

}  // namespace firstmove::engine
