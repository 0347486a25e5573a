// When runs come close to the critical points at which they end.
#pragma once

#include <vector>

#include "compare/study.hpp"
#include "statistics/performance_profile.hpp"
#include "statistics/running_time.hpp"
#include "statistics/time_to_tolerance.hpp"

namespace firstmove::engine {

// |x_k - x*| at each recorded step of a run's path, where x* is the attracting landmark nearest to
// the run's end; empty without a path or a landmark.
std::vector<double> distances_to_landmark(const Study& study, std::size_t variant,
                                          const RunRecord& run);

enum class Effort { steps, products, seconds };

// For each run that was played, the effort at the first recorded step from which it stays within
// the tolerance of its landmark. A run that is elsewhere at its end never reaches it, unless only
// its budget has ended (score.hpp). Empty if no paths were recorded.
std::vector<TimeToEvent> times_to_landmarks(const Study& study, std::size_t variant,
                                            const std::vector<const RunRecord*>& runs,
                                            Effort effort = Effort::steps);

// The time by which half of the runs have reached it, infinite if they don't, with an interval.
struct MedianTime {
  std::size_t runs = 0, reached = 0;
  double median, lower, upper;
};
// By Kaplan and Meier; runs that have not reached it, and were observed at least as long as all
// that have, count as never reaching it.
MedianTime median_time(std::vector<TimeToEvent> times, double confidence);

// COCO's expected running time: the oracle products that these runs spend, for each that stays near
// its landmark. The runs are of one variant and one learner.
BootstrapInterval expected_products(const Study& study, std::size_t variant,
                                    const std::vector<const RunRecord*>& runs);

// Steps to the landmarks on problems, which are a variant and a replicate that all learners played.
// Of most variants the landmarks are known; the problems of others are left out.
struct StepProfiles {
  std::vector<std::size_t> learners;  // those that were played
  std::vector<PerformanceProfile> profiles;
  std::size_t problems = 0, left_out = 0;
  bool any = false;  // whether any learner reached any landmark
};
StepProfiles step_profiles(const Study& study);

}  // namespace firstmove::engine
