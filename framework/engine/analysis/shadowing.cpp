#include "analysis/shadowing.hpp"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <cmath>

#include "game/difference.hpp"
#include "play/drive.hpp"
#include "play/start.hpp"

namespace firstmove::engine {
namespace {

// The path of one run: x_k, and the step sizes that led to it.
struct Path {
  std::vector<std::vector<double>> x;
  std::vector<std::vector<double>> step_sizes;
};

Path play_path(const ExperimentSpec& spec, const LearnerSpec& learner, std::uint32_t replicate,
               std::uint64_t steps) {
  const auto position = std::find(spec.replicates.begin(), spec.replicates.end(), replicate) -
                        spec.replicates.begin();
  if (position == static_cast<std::ptrdiff_t>(spec.replicates.size()))
    throw InputError(fmt::format("the experiment has no replicate {}", replicate));
  Play play(spec, learner, {replicate});
  const auto start_of = [&](std::size_t) {
    return start_point(spec.start, play.shape(), spec.seed, replicate,
                       static_cast<std::size_t>(position));
  };
  Path path;
  drive(play, steps, start_of, [&](std::uint64_t k) {
    if (k > 0 && !play.population().active()[0])
      throw InputError(fmt::format("the run ends before step {}: {}", steps,
                                   play.population().end_of(0).reason));
    path.x.push_back(play.population().state(0));
    path.step_sizes.push_back(play.step_sizes());
    return true;
  });
  return path;
}

}  // namespace

std::vector<ShadowedWindow> shadowing(const ExperimentSpec& spec, const LearnerSpec& learner,
                                      std::uint32_t replicate, const FlowKind& kind,
                                      std::vector<std::uint64_t> from, std::uint64_t window,
                                      double tolerance) {
  std::sort(from.begin(), from.end());
  try {
    const Path path = play_path(spec, learner, replicate, from.back() + window);
    std::vector<ShadowedWindow> windows;
    for (const std::uint64_t k : from) {
      std::vector<double> x = path.x[k];
      FlowField field(spec, kind, x);
      const Shape& shape = field.shape();
      const bool reduced = kind.of == FlowKind::Of::reduced;
      const std::uint32_t first = reduced ? shape.offsets[field.leader()] : 0;
      const std::uint32_t last = reduced ? shape.offsets[field.leader() + 1] : shape.coordinates();
      double largest = 0;
      for (std::uint64_t h = 1; h <= window; ++h) {
        flow_one_step(field, path.step_sizes[k + h], k + h, tolerance, x);
        double sum = 0;
        for (std::uint32_t c = first; c < last; ++c) {
          const double apart = difference(shape.domains[c], x[c], path.x[k + h][c]);
          sum += apart * apart;
        }
        largest = std::max(largest, std::sqrt(sum));
      }
      windows.push_back({k, largest});
    }
    return windows;
  } catch (const PluginFailure& failure) {
    throw InputError(failure.what());
  }
}

}  // namespace firstmove::engine
