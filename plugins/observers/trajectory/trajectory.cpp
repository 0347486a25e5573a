// The trajectories of runs: at some steps into the results, or at every step into .npy files.
#include <firstmove/npy.hpp>
#include <firstmove/observer.hpp>

#include <vector>

namespace {

using namespace firstmove;

struct Trajectory {
  static constexpr bool contiguous = true;

  static Info info() {
    return {"trajectory",
            "1.0.0",
            "records joint actions at the observed steps",
            "the firstmove authors",
            "MIT",
            "",
            {text("store")
                 .one_of({"sqlite", "npy"})
                 .otherwise("\"sqlite\"")
                 .doc("the table 'trajectory', or a file trajectory.npy (steps x coordinates) and "
                      "steps.npy for each run, meant for every = { steps = 1 }")}};
  }

  Trajectory(const Values& values, const Experiment&) : npy(values.text("store") == "npy") {}

  class Batch {
   public:
    Batch(Trajectory& trajectory, const fm_watch& watch, const Recorder& recorder)
        : recorder_(recorder), x_(watch.coordinates) {
      if (!trajectory.npy) return;
      for (std::uint32_t r = 0; r < watch.count; ++r) {
        paths_.emplace_back(recorder.file(r, "trajectory.npy"), watch.coordinates);
        steps_.emplace_back(recorder.file(r, "steps.npy"), 0);
      }
    }

    void observe(const fm_view& view) {
      for (std::uint32_t r = 0; r < view.count; ++r) {
        if (!view.active[r]) continue;
        for (std::size_t c = 0; c < x_.size(); ++c) x_[c] = view.x[c * view.stride + r];
        if (paths_.empty()) {
          recorder_.trajectory(r, view.step, x_.data());
        } else {
          paths_[r].append(x_.data());
          steps_[r].append(&view.step);
        }
      }
    }

    void close() {
      for (auto& path : paths_) path.finish();
      for (auto& steps : steps_) steps.finish();
    }

   private:
    Recorder recorder_;
    std::vector<double> x_;
    std::vector<NpyWriter<double>> paths_;
    std::vector<NpyWriter<std::uint64_t>> steps_;
  };

  bool npy;
};

}  // namespace

FIRSTMOVE_OBSERVER(Trajectory)
