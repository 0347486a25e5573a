// Classifies the end point of every run: critical, stable, an equilibrium, with the numbers that
// decide it.
#include <firstmove/observer.hpp>
#include <firstmove/oracle.hpp>

#include <cmath>

namespace {

using namespace firstmove;

struct Classification {
  static constexpr bool contiguous = true;

  static Info info() {
    return {"classification",
            "1.0.0",
            "records whether each run ended at a critical, stable, Nash or Stackelberg point, and "
            "why",
            "the firstmove authors",
            "MIT",
            "Fiez, Chasnov, Ratliff 2019, Definitions 3 and 4",
            {integer("most_coordinates")
                 .at_least(1)
                 .otherwise("200")
                 .doc("of the joint action; with more, dense derivatives are too expensive")}};
  }

  Classification(const Values& values, const Experiment&)
      : most_coordinates(static_cast<std::uint32_t>(values.integer("most_coordinates"))) {}

  // Metrics of each run at its last step: class.NAME is 1 or 0, decides.NAME is the number that
  // decides it and bound.NAME the bound, with the names of `firstmove probe`. class.NAME is NaN
  // where the verdict is open.
  class Batch {
   public:
    Batch(const Classification& wanted, const fm_watch& watch, const Recorder& recorder)
        : recorder_(recorder),
          oracle_(watch.oracle, {watch.dims, watch.players}),
          coordinates_(watch.coordinates),
          ends_(watch.count) {
      if (!oracle_.classifies()) throw Refusal("this host does not classify joint actions");
      if (coordinates_ > wanted.most_coordinates)
        throw Refusal("the joint action has " + std::to_string(coordinates_) +
                      " coordinates, more than 'most_coordinates' = " +
                      std::to_string(wanted.most_coordinates));
    }

    void observe(const fm_view& view) {
      for (std::uint32_t r = 0; r < view.count; ++r) {
        if (!view.active[r]) continue;
        ends_[r].step = view.step;
        ends_[r].x.resize(coordinates_);
        for (std::uint32_t c = 0; c < coordinates_; ++c)
          ends_[r].x[c] = view.x[c * view.stride + r];
      }
    }

    void close() {
      for (std::uint32_t r = 0; r < ends_.size(); ++r)
        for (const ToldVerdict& v : oracle_.classify(ends_[r].x.data())) {
          const auto record = [&](const char* what, double number) {
            recorder_.metric(r, ends_[r].step, (what + v.name).c_str(), number);
          };
          record("class.", v.undecided ? NAN : v.holds ? 1 : 0);
          record("decides.", v.value);
          record("bound.", v.bound);
        }
    }

   private:
    struct End {
      std::uint64_t step = 0;
      std::vector<double> x;
    };
    Recorder recorder_;
    Oracle oracle_;
    std::uint32_t coordinates_;
    std::vector<End> ends_;
  };

  std::uint32_t most_coordinates;
};

}  // namespace

FIRSTMOVE_OBSERVER(Classification)
