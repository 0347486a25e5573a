// The distance of a follower from its best response along a run, |x_2 - r(x_1)|, which Theorem 1
// bounds.
#include <firstmove/observer.hpp>
#include <firstmove/reaction.hpp>

#include <cmath>

namespace {

using namespace firstmove;

struct FollowerTracking {
  static constexpr bool contiguous = true;

  static Info info() {
    return {
        "follower-tracking",
        "1.0.0",
        "records |x_j - r_j|, the distance of a follower from its best response, along each run",
        "the firstmove authors",
        "MIT",
        "Fiez, Chasnov, Ratliff 2019, Theorem 1",
        {integer("follower")
             .optional()
             .at_least(1)
             .doc("j, players counted from 1; the last one if not given"),
         real("tolerance")
             .above(0)
             .otherwise("1e-10")
             .doc("largest entry of the projected gradient D_j f_j at r_j, in proportion to its "
                  "change by D_jj f_j when the action moves by its own size"),
         integer("iterations")
             .at_least(1)
             .otherwise("200")
             .doc("trials after which a step is not recorded")}};
  }

  FollowerTracking(const Values& values, const Experiment&)
      : follower(values.has("follower") ? values.integer("follower") : 0),
        tolerance(values.real("tolerance")),
        iterations(values.integer("iterations")) {}

  // The metric "tracking": r_j is the local minimum of f_j over x_j near x_j, with the other
  // players fixed. Steps at which it was not found have no value, for example if f_j has no minimum
  // or x_j is at a maximum of f_j.
  class Batch {
   public:
    Batch(const FollowerTracking& wanted, const fm_watch& watch, const Recorder& recorder)
        : recorder_(recorder),
          dims_(watch.dims, watch.dims + watch.players),
          domains_(watch.domains, watch.domains + watch.coordinates),
          player_(chosen(wanted, watch)),
          oracle_(watch.oracle, dims_),
          reaction_(oracle_, player_, dims_, domains_, wanted.tolerance, wanted.iterations) {
      for (std::uint32_t p = 0; p < player_; ++p) first_ += dims_[p];
    }

    void observe(const fm_view& view) {
      const std::size_t n = dims_[player_];
      if (answer_.rows().size() == 0) answer_ = RowStore(n, view.stride);
      const ConstRows x(view.x, domains_.size(), view.stride);
      reaction_.solve(x, view.count, answer_.rows());
      for (std::uint32_t r = 0; r < view.count; ++r) {
        if (!view.active[r] || !reaction_.found(r)) continue;
        double sum = 0;
        for (std::size_t c = 0; c < n; ++c) {
          const double apart =
              distance(domains_[first_ + c], x[first_ + c][r], answer_.rows()[c][r]);
          sum += apart * apart;
        }
        recorder_.metric(r, view.step, "tracking", std::sqrt(sum));
      }
    }

   private:
    static std::uint32_t chosen(const FollowerTracking& wanted, const fm_watch& watch) {
      if (wanted.follower > watch.players)
        throw Refusal("'follower' is " + std::to_string(wanted.follower) + ", and the game has " +
                      std::to_string(watch.players) + " players");
      return wanted.follower == 0 ? watch.players - 1
                                  : static_cast<std::uint32_t>(wanted.follower - 1);
    }
    // On circles, along the shorter arc.
    static double distance(const fm_domain& domain, double a, double b) {
      if (domain.kind != FM_DOMAIN_PERIODIC) return std::abs(a - b);
      return std::abs(std::remainder(a - b, domain.upper - domain.lower));
    }

    Recorder recorder_;
    std::vector<std::uint32_t> dims_;
    std::vector<fm_domain> domains_;
    std::uint32_t player_;
    Oracle oracle_;
    Reaction reaction_;
    std::size_t first_ = 0;
    RowStore answer_;
  };

  std::int64_t follower;  // 0: the last player
  double tolerance;
  std::int64_t iterations;
};

}  // namespace

FIRSTMOVE_OBSERVER(FollowerTracking)
