#include "experiment/estimate.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <numeric>

#include "base/temporary_folder.hpp"
#include "experiment/batch.hpp"
#include "experiment/observers.hpp"
#include "experiment/run_plan.hpp"
#include "play/schedule.hpp"

namespace firstmove::engine {
namespace {

namespace fs = std::filesystem;
using Observers = std::vector<std::unique_ptr<Observer>>;

// Bytes of a row with its indices in SQLite (measured on results of 10^5 to 10^7 rows; the lengths
// of names count twice and those of labels once), of a value of a path and of a step of the lists
// that the runs of a batch share, of a file without runs, and the time to store a byte, which only
// one thread does at a time.
constexpr double run_bytes = 290, value_bytes = 24, metric_bytes = 38, path_value_bytes = 10,
                 shared_step_bytes = 40, empty_file_bytes = 80e3;
constexpr double seconds_per_byte = 4e-8;

double seconds_since(std::chrono::steady_clock::time_point begun) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
}

// How often an observer observes a run of so many steps: at the start, then by its cadence.
double looks(const CadenceSpec& every, std::uint64_t steps) {
  return 1.0 + static_cast<double>(Cadence(every, steps).count());
}

// The first steps of one learner in one variant.
class Rehearsal {
 public:
  Rehearsal(const Variant& variant, std::uint32_t learner, std::uint32_t replicas)
      : variant_(variant) {
    variant_.spec.stop = {};  // all steps, as the estimate assumes
    job_ = {&variant_, 0, learner, std::vector<std::uint32_t>(replicas), {}, &identity_};
    std::iota(job_.positions.begin(), job_.positions.end(), 0);
    job_.run_ids.assign(job_.positions.begin(), job_.positions.end());
  }

  std::vector<RunRecord> play(std::uint64_t steps, const Observers& observers,
                              const fs::path& folder) {
    variant_.spec.steps = steps;
    std::atomic<bool> cancelled = false;
    std::atomic<std::uint64_t> steps_done = 0;
    return run_batch(job_, {observers, folder, cancelled, steps_done});
  }

 private:
  Variant variant_;
  Identity identity_;  // unused: no run is kept
  BatchJob job_;
};

// Measurements of one batch: seconds to create it and take one step (`start`), for each further
// step, and for the observers; and the bytes of each run.
struct Sample {
  double start = 0, step = 0;
  double watched = 0, bytes = 0;
};

class Estimator {
 public:
  Estimator(const Manifest& manifest, unsigned jobs, double budget)
      : manifest_(manifest), jobs_(jobs), budget_(budget), view_(view_of(manifest, {})) {}

  Estimate estimate() {
    const std::size_t variants = manifest_.variants.size(), n = learners();
    const std::size_t sampled = std::clamp<std::size_t>(48 / n, 1, variants);
    const double share = budget_ / static_cast<double>(sampled * n);
    std::vector<std::vector<Sample>> samples(n);
    const auto begun = std::chrono::steady_clock::now();
    for (std::size_t s = 0; s < sampled; ++s)
      for (std::uint32_t l = 0; l < n; ++l)
        if (samples.front().empty() || seconds_since(begun) < budget_)
          samples[l].push_back(sample(manifest_.variants[s * variants / sampled], l, share,
                                      samples[l].empty() ? nullptr : &samples[l].front()));
    for (auto& of_learner : samples)  // no time was left: use those of the first learner
      if (of_learner.empty()) of_learner = samples.front();
    return scaled(samples);
  }

 private:
  std::size_t learners() const { return manifest_.variants.front().spec.learners.size(); }
  std::uint32_t replicas(const ExperimentSpec& spec) const {
    const std::uint64_t all = spec.replicates.size();
    const std::uint32_t size = spec.batch != 0
                                   ? spec.batch
                                   : batch_size(all, learners() * manifest_.variants.size(), jobs_);
    return static_cast<std::uint32_t>(std::min<std::uint64_t>(size, all));
  }

  // The cost of observers is measured once per learner: `earlier` has it.
  Sample sample(const Variant& variant, std::uint32_t learner, double budget,
                const Sample* earlier) {
    Rehearsal rehearsal(variant, learner, replicas(variant.spec));
    Sample sample;
    sample.start = sample.step = play(rehearsal, 1, {}).seconds;
    double spent = sample.start, last = 0;
    for (std::uint64_t k = 4; k <= variant.spec.steps && spent + 4 * last < budget; k *= 4) {
      last = play(rehearsal, k, {}).seconds;
      sample.step = std::max(0.0, last - sample.start) / static_cast<double>(k - 1);
      spent += last;
    }
    if (earlier) {
      sample.watched = earlier->watched;
      sample.bytes = earlier->bytes;
      return sample;
    }
    sample.bytes =
        run_bytes + play(rehearsal, 1, {}).bytes +
        static_cast<double>(variant.sweep_json.size() + variant.spec.learners[learner].name.size());
    for (const ObserverSpec& observer : variant.spec.observers)
      watch(rehearsal, observer, variant.spec.steps, sample);
    return sample;
  }

  struct Played {
    double seconds, bytes;  // of the batch; per run, of final values and records
  };
  Played play(Rehearsal& rehearsal, std::uint64_t steps, const Observers& observers) {
    const auto begun = std::chrono::steady_clock::now();
    const std::vector<RunRecord> records = rehearsal.play(steps, observers, folder_.path());
    Played played{seconds_since(begun), 0};
    const auto runs = static_cast<double>(records.size());
    for (const RunRecord& record : records) played.bytes += recorded(record) / runs;
    played.bytes += shared_step_bytes * static_cast<double>(records.front().clock.size()) / runs;
    return played;
  }

  // Measures one observer by itself, observing every step: its fixed cost and its cost per
  // observation.
  void watch(Rehearsal& rehearsal, ObserverSpec spec, std::uint64_t steps, Sample& sample) {
    const double wanted = looks(spec.every, steps);
    spec.every = EveryStep{1};
    Observers one;
    try {
      one.push_back(std::make_unique<Observer>(spec, view_, spec.plugin.descriptor->id));
    } catch (const PluginFailure&) {
      return;  // reported when the experiment runs
    }
    constexpr std::uint64_t few = 1, more = 5;
    const auto add = [&](double at_few, double at_more, double without_few, double without_more) {
      const double once = std::max(0.0, at_few - without_few);
      const double each = std::max(0.0, at_more - without_more - once) / (more - few);
      return std::max(0.0, once + each * (wanted - looks(spec.every, few)));
    };
    const Played first = play(rehearsal, few, one), second = play(rehearsal, more, one);
    const double plain = play(rehearsal, few, {}).bytes;
    sample.watched +=
        add(first.seconds, second.seconds, sample.start, sample.start + sample.step * (more - few));
    sample.bytes += add(first.bytes, second.bytes, plain, plain);
  }

  double recorded(const RunRecord& record) const {
    double bytes = value_bytes * static_cast<double>(record.x.size() + record.cost.size() +
                                                     record.start_cost.size());
    for (const MetricRow& row : record.metrics)
      bytes += metric_bytes + 2 * static_cast<double>(row.name.size());
    bytes += path_value_bytes * static_cast<double>(record.trajectory.values.size());
    for (const FileRow& file : record.files) {
      std::error_code missing;
      const auto size = fs::file_size(folder_.path() / file.path, missing);
      if (!missing) bytes += static_cast<double>(size);
    }
    return bytes;
  }

  Estimate scaled(const std::vector<std::vector<Sample>>& samples) const {
    const auto variants = static_cast<double>(manifest_.variants.size());
    const ExperimentSpec& spec = manifest_.variants.front().spec;
    const auto runs = static_cast<double>(spec.replicates.size());
    const double batches = std::ceil(runs / replicas(spec));  // per learner and variant
    double further = 0;                                       // steps, on average
    for (const Variant& variant : manifest_.variants)
      further += static_cast<double>(variant.spec.steps - 1) / variants;
    Estimate all;
    all.bytes = empty_file_bytes + 4 * static_cast<double>(manifest_.resolved.size());
    for (const auto& of_learner : samples)
      for (const Sample& s : of_learner) {
        const double weight = variants / static_cast<double>(of_learner.size());
        all.seconds += weight * batches * (s.start + further * s.step + s.watched);
        all.bytes += weight * runs * s.bytes;
      }
    all.seconds /=
        std::min<double>(jobs_, variants * static_cast<double>(samples.size()) * batches);
    all.seconds += seconds_per_byte * all.bytes;
    return all;
  }

  const Manifest& manifest_;
  unsigned jobs_;
  double budget_;
  TemporaryFolder folder_;
  ExperimentView view_;
};

}  // namespace

Estimate estimate(const Manifest& manifest, unsigned jobs, double budget) {
  return Estimator(manifest, jobs, budget).estimate();
}

}  // namespace firstmove::engine
