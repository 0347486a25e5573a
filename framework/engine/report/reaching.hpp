// When runs come close to the critical points at which they end.
#pragma once

#include <vector>

#include "report/study.hpp"
#include "statistics/time_to_tolerance.hpp"

namespace firstmove::engine {

// |x_k - x*| at each recorded step of a run's path, where x* is the attracting landmark nearest to
// the run's end; empty without a path or a landmark.
std::vector<double> distances_to_landmark(const Study& study, std::size_t variant,
                                          const RunRecord& run);

enum class Effort { steps, seconds };

// For each run, the effort at the first recorded step from which it stays within the tolerance of
// its landmark; empty if no paths were recorded.
std::vector<TimeToEvent> times_to_landmarks(const Study& study, std::size_t variant,
                                            const std::vector<const RunRecord*>& runs,
                                            Effort effort = Effort::steps);

}  // namespace firstmove::engine
