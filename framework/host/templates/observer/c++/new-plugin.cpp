// How far each run is from where it started: the metric "travelled".
#include <firstmove/observer.hpp>

#include <cmath>

namespace {

struct NewPlugin {
  // What `firstmove plugins` shows, and what a manifest may set in the observer's params.
  static firstmove::Info info() {
    return {"new-plugin",  // names the observer in manifests, and its file new-plugin.so
            "0.1.0",
            "records how far each run is from where it started",
            "your name",
            "MIT",
            "",  // where it comes from: a paper, a book
            {}};
  }

  // One an experiment. With `void finish(std::span<const fm_run* const>)` it would see all runs at
  // the end, and could print a word about them by firstmove::Experiment::print.
  NewPlugin(const firstmove::Values&, const firstmove::Experiment&) {}

  // One a batch, which is many runs side by side. Batches run on several threads at once, so what
  // belongs to one of them is kept here.
  struct Batch {
    Batch(NewPlugin&, const fm_watch& watch, const firstmove::Recorder& r)
        : recorder(r), coordinates(watch.coordinates), start(watch.count * watch.coordinates) {}

    // As often as the manifest says by `every`. x has a row a coordinate, and in it a number a run.
    void observe(const fm_view& view) {
      for (std::uint32_t r = 0; r < view.count; ++r) {
        if (!view.active[r]) continue;  // it has ended before
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
