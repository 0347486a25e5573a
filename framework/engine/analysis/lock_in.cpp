#include "analysis/lock_in.hpp"

#include <algorithm>
#include <cmath>

#include "call/parallel.hpp"
#include "game/difference.hpp"
#include "play/drive.hpp"
#include "play/start.hpp"
#include "statistics/share.hpp"

namespace firstmove::engine {
namespace {

constexpr std::size_t lock_in_batch = 64;
constexpr std::uint64_t never = ~std::uint64_t{0};

// What is kept of one run.
struct Course {
  bool counts = true;
  std::vector<std::uint64_t> locked_from;  // of each epsilon: the step from which on it stays
};

// The Euclidean distance over the coordinates from `first` to `last`, excluded.
double distance_to(const std::vector<double>& target, const Shape& shape, const BatchArray& x,
                   std::size_t replica, std::uint32_t first, std::uint32_t last) {
  double sum = 0;
  for (std::uint32_t c = first; c < last; ++c) {
    const double apart = difference(shape.domains[c], x.row(c)[replica], target[c]);
    sum += apart * apart;
  }
  return std::sqrt(sum);
}

void play_batch(const ExperimentSpec& spec, const LearnerSpec& learner,
                const LockInQuestion& question, std::size_t first, std::size_t last,
                std::vector<Course>& courses) {
  const auto begin = spec.replicates.begin();
  const std::vector<std::uint32_t> replicates(begin + static_cast<std::ptrdiff_t>(first),
                                              begin + static_cast<std::ptrdiff_t>(last));
  Play play(spec, learner, replicates);
  const Shape& shape = play.shape();
  const std::uint32_t from = question.player ? shape.offsets[*question.player] : 0;
  const std::uint32_t to =
      question.player ? shape.offsets[*question.player + 1] : shape.coordinates();
  const auto look_at_target = [&] {
    for (std::size_t r = 0; r < replicates.size(); ++r)
      courses[first + r].counts = distance_to(question.target, shape, play.population().x(), r, 0,
                                              shape.coordinates()) <= question.reached->radius;
  };
  const auto start_of = [&](std::size_t r) {
    return start_point(spec.start, shape, spec.seed, replicates[r], first + r);
  };
  const std::uint64_t end = drive(play, spec.steps, start_of, [&](std::uint64_t k) {
    for (std::size_t r = 0; r < replicates.size(); ++r) {
      Course& course = courses[first + r];
      const double apart = distance_to(question.target, shape, play.population().x(), r, from, to);
      for (std::size_t e = 0; e < question.epsilons.size(); ++e) {
        std::uint64_t& since = course.locked_from[e];
        if (!(apart <= question.epsilons[e]))
          since = never;
        else
          since = std::min(since, k);
      }
    }
    if (question.reached && question.reached->step == k) look_at_target();
    return true;
  });
  // Where all runs have ended before that step, they stay where they are.
  if (question.reached && question.reached->step > end && question.reached->step <= spec.steps)
    look_at_target();
  for (std::size_t r = 0; r < replicates.size(); ++r)
    if (!play.population().active()[r] && play.population().end_of(r).status == RunStatus::failed)
      courses[first + r].locked_from.assign(question.epsilons.size(), never);
}

}  // namespace

std::vector<LockIn> lock_in(const ExperimentSpec& spec, const LearnerSpec& learner,
                            const LockInQuestion& question, unsigned jobs) {
  const std::size_t count = spec.replicates.size();
  const Course fresh{true, std::vector<std::uint64_t>(question.epsilons.size(), never)};
  std::vector<Course> courses(count, fresh);
  try {
    in_parallel((count + lock_in_batch - 1) / lock_in_batch, jobs, [&](std::size_t b) {
      const std::size_t begin = b * lock_in_batch;
      together_or_alone(begin, std::min(count, begin + lock_in_batch),
                        [&](std::size_t first, std::size_t last) {
                          std::fill(courses.begin() + static_cast<std::ptrdiff_t>(first),
                                    courses.begin() + static_cast<std::ptrdiff_t>(last), fresh);
                          play_batch(spec, learner, question, first, last, courses);
                        });
    });
  } catch (const PluginFailure& failure) {
    throw InputError(failure.what());
  }
  std::vector<LockIn> result;
  for (std::size_t e = 0; e < question.epsilons.size(); ++e)
    for (const std::uint64_t from : question.from) {
      LockIn cell{question.epsilons[e], from, 0, 0, 0, 1};
      for (const Course& course : courses) {
        cell.runs += course.counts;
        cell.locked += course.counts && course.locked_from[e] <= from;
      }
      const ShareInterval share = wilson(cell.locked, cell.runs, question.confidence);
      cell.lower = share.lower;
      cell.upper = share.upper;
      result.push_back(cell);
    }
  return result;
}

}  // namespace firstmove::engine
