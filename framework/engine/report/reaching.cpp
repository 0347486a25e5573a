#include "report/reaching.hpp"

namespace firstmove::engine {

std::vector<double> distances_to_landmark(const Study& study, std::size_t variant,
                                          const RunRecord& run) {
  const Landmarks& marks = study.landmarks(variant);
  const Histories::Path& path = study.histories().path(run.id);
  const int nearest = run.x.empty() || marks.points.empty() ? -1 : marks.nearest(run.x);
  if (nearest < 0 || path.coordinates != run.x.size()) return {};
  const std::vector<double>& target = marks.points[static_cast<std::size_t>(nearest)].probe.x;
  std::vector<double> distances;
  std::vector<double> at(path.coordinates);
  for (std::size_t s = 0; s < path.steps.size(); ++s) {
    const auto from = path.x.begin() + static_cast<std::ptrdiff_t>(s * path.coordinates);
    at.assign(from, from + static_cast<std::ptrdiff_t>(path.coordinates));
    distances.push_back(marks.distance(at, target));
  }
  return distances;
}

std::vector<TimeToEvent> times_to_landmarks(const Study& study, std::size_t variant,
                                            const std::vector<const RunRecord*>& runs,
                                            Effort effort) {
  const Landmarks& marks = study.landmarks(variant);
  std::vector<TimeToEvent> times;
  bool any = false;
  for (const RunRecord* run : runs) {
    if (run->outcome == Outcome::diverged || run->outcome == Outcome::failed) {
      times.push_back(never_reached);
      continue;
    }
    const std::vector<double> distances = distances_to_landmark(study, variant, *run);
    if (distances.empty()) continue;
    any = true;
    std::vector<double> spent = study.histories().path(run->id).steps;
    if (effort == Effort::seconds)
      spent = study.histories().spent(run->id, &Histories::Clock::seconds, spent);
    const auto nearest = static_cast<std::size_t>(marks.nearest(run->x));
    times.push_back(time_to_tolerance(spent, distances, marks.radius(marks.points[nearest].probe.x),
                                      Within::for_good));
  }
  return any ? times : std::vector<TimeToEvent>();
}

}  // namespace firstmove::engine
