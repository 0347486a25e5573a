// Decides the outcomes of a batch's runs.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "play/continuation.hpp"
#include "play/outcome.hpp"
#include "play/path_memory.hpp"
#include "play/play.hpp"
#include "play/rest.hpp"

namespace firstmove::engine {

// Outcomes, in the order of their tests:
//
//  timed out     the time budget is spent
//  diverged      it became infinite, or ended beyond bound (1 + |x_0|)
//  failed        a plugin failed, or a direction is NaN
//  budget spent  fewer than 16 steps, without a stopping rule that held
// The path has settled (motion.hpp), up to tolerance times its extent, or its stopping rule held:
//  converged, still moving or steps died out: rest.hpp. Still moving, too, where its direction
//  grows
// The path has not settled:
//  cycling       it returns, and beside its continuation without noise (continuation.hpp) others
//                stay, and it does not die down to less than 0.9 of its amplitude
//  irregular     it returns, and from its continuation others separate exponentially
//  stationary noise   its motion is stationary; or it returns, and without noise dies down to less
//                than 0.9 of its amplitude, or to less than half of the spread that it has with it
//  still moving  its motion has a trend; or it returns, but dies down as above, without noise
//  budget spent  none of these
//
// Lengths are Euclidean, of the joint action as it is.
class Judge {
 public:
  // The learner and the play must outlive it. Directions are told to it from the first step on.
  // `task` (call/task.hpp) is that of the batch.
  Judge(const ExperimentSpec& spec, const LearnerSpec& learner, Play& play, std::uint64_t task);

  // To be called after every step k in order, from 0, the start.
  void see(std::uint64_t k) { memory_.see(k); }
  // To be called when a replica has ended, before the next step.
  void ended(std::size_t replica);
  // Decides what is still open, once all replicas have ended. Throws PluginFailure.
  void decide();

  struct Verdict {
    Outcome outcome = Outcome::failed;
    std::string open = {};          // why the outcome says less than it would; "" if it does not
    std::vector<double> rest = {};  // where a run that has converged comes to rest: near its end
  };
  const Verdict& verdict(std::size_t replica) const { return verdicts_[replica]; }

 private:
  struct Unsettled {
    std::size_t replica;
    UnsettledRun run;
  };
  bool settle_by_cause(std::size_t replica);
  void decide_settled();
  void decide_unsettled();
  // Calls body, and returns why it failed if the fault of a plugin ended it, else "". Throws
  // PluginFailure if it is not known which of several replicas is concerned.
  std::string failure_of(std::string_view part, const std::function<void()>& body) const;

  const ExperimentSpec& spec_;
  const LearnerSpec& learner_;
  Play& play_;
  const std::uint64_t task_;
  PathMemory memory_;
  bool noisy_;
  std::vector<Verdict> verdicts_;
  std::vector<std::size_t> settled_replicas_;
  std::vector<SettledRun> settled_;
  std::vector<Unsettled> unsettled_;
};

}  // namespace firstmove::engine
