// What is computed at single joint actions of the runs of a batch.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "point/point.hpp"
#include "point/point_class.hpp"
#include "spec/experiment_spec.hpp"

namespace firstmove::engine {

class RunPoints {
 public:
  RunPoints(const ExperimentSpec& spec, const LearnerSpec& learner)
      : spec_(spec), learner_(learner) {}

  // The verdicts of a probe, for observers. Throws PluginFailure.
  std::vector<Verdict> verdicts(const std::vector<double>& x);

  // The class of the point at which a run came to rest. Open if the game has many coordinates,
  // lacks derivatives, or fails while they are computed.
  Classified end_class(std::int64_t run, const std::vector<double>& x);

  // A warning that the Stackelberg dynamics, equation (10), are no gradient flow at a joint action
  // of a run, its "start" or "end", so that they may cycle: D_2(D f_1) differs from D_12 f_2 (Fiez,
  // Chasnov, Ratliff 2019, Remark 3). Empty if they are equal up to rounding, or if this is not
  // known, or if the learner is no leader over one follower that descends its own cost.
  std::string no_gradient_flow(std::int64_t run, const std::vector<double>& x, const char* where);

 private:
  Point& at(const std::vector<double>& x);
  bool leads() const;

  const ExperimentSpec& spec_;
  const LearnerSpec& learner_;
  std::unique_ptr<Point> point_;  // at the last joint action
};

}  // namespace firstmove::engine
