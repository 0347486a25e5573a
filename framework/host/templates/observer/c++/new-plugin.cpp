// The distance of each run from its start: the metric "travelled".
#include <firstmove/observer.hpp>

#include <cmath>

namespace {

struct NewPlugin {
  // What `firstmove plugins` shows, and the parameters for the observer's params in a manifest.
  static firstmove::Info info() {
    return {"new-plugin",  // the name of the observer in manifests, and of new-plugin.so
            "0.1.0",
            "records the distance of each run from its start",
            "your name",
            "MIT",
            "",  // the source: a paper, a book
            {}};
  }

  // One per experiment. Add `void finish(std::span<const fm_run* const>)` to read all runs at the
  // end; firstmove::Experiment::print prints text for the user.
  NewPlugin(const firstmove::Values&, const firstmove::Experiment&) {}

  // One per batch, which is many runs side by side. Batches run on several threads at once, so the
  // data of a batch is kept here.
  struct Batch {
    Batch(NewPlugin&, const fm_watch& watch, const firstmove::Recorder& r)
        : recorder(r), coordinates(watch.coordinates), start(watch.count * watch.coordinates) {}

    // Called at the steps that `every` in the manifest selects. x has one row per coordinate, with
    // one number per run.
    void observe(const fm_view& view) {
      for (std::uint32_t r = 0; r < view.count; ++r) {
        if (!view.active[r]) continue;  // the run has already ended
        double sum = 0;
        for (std::uint32_t c = 0; c < coordinates; ++c) {
          const double x = view.x[c * view.stride + r];
          double& x0 = start[r * coordinates + c];
          if (view.step == 0) x0 = x;
          sum += (x - x0) * (x - x0);
        }
        recorder.metric(r, view.step, "travelled", std::sqrt(sum));
      }
    }

    firstmove::Recorder recorder;
    std::uint32_t coordinates;
    std::vector<double> start;
  };
};

}  // namespace

FIRSTMOVE_OBSERVER(NewPlugin)
