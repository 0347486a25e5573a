// Observers in C++: a struct that watches batches or the whole experiment becomes a plugin.
//
//   #include <firstmove/observer.hpp>
//
//   struct Spread {
//     static firstmove::Info info() { return {"spread", ...}; }
//     Spread(const firstmove::Values&, const firstmove::Experiment&) {}
//
//     struct Batch {  // one per batch, used by the thread of that batch alone
//       Batch(Spread&, const fm_watch&, const firstmove::Recorder& r) : recorder(r) {}
//       void observe(const fm_view& view) {
//         for (std::uint32_t r = 0; r < view.count; ++r)
//           if (view.active[r])
//             recorder.metric(r, view.step, "spread", view.x[r] - view.x[view.stride + r]);
//       }
//       firstmove::Recorder recorder;
//     };
//   };
//   FIRSTMOVE_OBSERVER(Spread)
//
// A Batch that evaluates the game constructs an Oracle (oracle.hpp) from watch.oracle, prepares in
// its constructor and evaluates in observe().
//
// An observer has at least one of Batch, `void progress(const fm_progress&)` and
// `void finish(std::span<const fm_run* const>)`. A Batch may have `void close()`, which is called
// when the batch has ended without error; its destructor is always called. An observer whose Batch
// heeds strides, also one of 1 for a single replica, says `static constexpr bool contiguous = true`
// (learner.hpp).
#pragma once

#include <cmath>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "plugin.hpp"

namespace firstmove {

// The experiment that is watched, and a function to print text for the user.
class Experiment {
 public:
  Experiment(const fm_host* host, const fm_experiment* experiment)
      : host_(host),
        print_(static_cast<const fm_print*>(host->extension(host, FM_PRINT_EXTENSION))),
        c_(*experiment) {}
  const fm_experiment& operator*() const { return c_; }
  const fm_experiment* operator->() const { return &c_; }
  void print(const std::string& text) const {
    if (print_) print_->print(host_, text.c_str());
  }

 private:
  const fm_host* host_;
  const fm_print* print_;
  fm_experiment c_;
};

// Records the measurements of a batch's observer in the results; see fm_recorder.
class Recorder {
 public:
  explicit Recorder(const fm_recorder* recorder) : c_(recorder) {}
  void metric(std::uint32_t replica, std::uint64_t step, const char* name, double value) const {
    c_->metric(c_, replica, step, name, value);
  }
  void trajectory(std::uint32_t replica, std::uint64_t step, const double* x) const {
    c_->trajectory(c_, replica, step, x);
  }
  std::string file(std::uint32_t replica, const char* name) const {
    const char* const path = c_->file(c_, replica, name);
    if (!path) throw std::runtime_error(std::string("the file '") + name + "' cannot be created");
    return path;
  }

 private:
  const fm_recorder* c_;
};

// Whether a run was never played: its learner refuses the game.
inline bool was_skipped(const fm_run& run) {
  return FM_HAS(&run, fm_run, outcome) && std::string_view(run.outcome) == "skipped";
}

// Whether it failed or diverged. Its costs are then worse than all others, whatever its last finite
// ones are, and it has no final actions.
inline bool ended_badly(const fm_run& run) {
  return !was_skipped(run) &&
         (run.status == FM_RUN_FAILED ||
          (FM_HAS(&run, fm_run, outcome) && std::string_view(run.outcome) == "diverged"));
}

// One player's final costs as they are compared: +infinity of runs that ended badly or whose cost
// is not finite; without skipped runs. Empty if the game gives that player no costs.
inline std::vector<double> cost_scores(std::span<const fm_run* const> runs, std::uint32_t player) {
  std::vector<double> scores;
  bool any_well = false, any_cost = false;
  for (const fm_run* run : runs) {
    if (was_skipped(*run)) continue;
    const bool well = !ended_badly(*run) && player < run->players;
    const bool known = well && std::isfinite(run->cost[player]);
    any_well = any_well || well;
    any_cost = any_cost || known;
    scores.push_back(known ? run->cost[player] : std::numeric_limits<double>::infinity());
  }
  if (any_well && !any_cost) scores.clear();
  return scores;
}

template <class O>
class ObserverPlugin {
 public:
  static const fm_descriptor* descriptor() { return descriptor_of<O>(FM_KIND_OBSERVER, &table); }

 private:
  struct Instance {
    Instance(const fm_host* h, const Values& values, const fm_experiment* e)
        : host(h), experiment(h, e), observer(values, experiment) {}
    const fm_host* host;
    Experiment experiment;
    O observer;
  };
  static Instance& at(fm_observer_instance* p) { return *reinterpret_cast<Instance*>(p); }

  static fm_status create(const fm_host* host, const fm_values* values,
                          const fm_experiment* experiment, fm_observer_instance** out) {
    return at_border(host, [&] {
      *out =
          reinterpret_cast<fm_observer_instance*>(new Instance(host, Values(values), experiment));
    });
  }
  static void destroy(fm_observer_instance* observer) { delete &at(observer); }

  static constexpr bool watches = requires { typename O::Batch; };
  static constexpr bool follows = requires(O & o, const fm_progress& p) { o.progress(p); };
  static constexpr bool concludes = requires(O & o, std::span<const fm_run* const> runs) {
    o.finish(runs);
  };
  static_assert(watches || follows || concludes,
                "an observer needs a nested Batch, progress(const fm_progress&) or "
                "finish(std::span<const fm_run* const>), public and with these parameters");

  template <class P>
  struct Watched {
    const fm_host* host;
    typename P::Batch batch;
  };
  template <class P>
  static Watched<P>& watched(fm_observer_batch* p) {
    return *reinterpret_cast<Watched<P>*>(p);
  }

  template <class P>
  static fm_status open(fm_observer_instance* observer, const fm_watch* watch,
                        const fm_recorder* recorder, fm_observer_batch** out) {
    Instance& self = at(observer);
    return at_border(self.host, [&] {
      *out = reinterpret_cast<fm_observer_batch*>(
          new Watched<P>{self.host, typename P::Batch(self.observer, *watch, Recorder(recorder))});
    });
  }
  template <class P>
  static fm_status observe(fm_observer_batch* batch, const fm_view* view) {
    return at_border(watched<P>(batch).host, [&] { watched<P>(batch).batch.observe(*view); });
  }
  template <class P>
  static fm_status close(fm_observer_batch* batch, std::uint32_t complete) {
    const fm_status status = at_border(watched<P>(batch).host, [&] {
      if constexpr (requires(typename P::Batch & b) { b.close(); })
        if (complete) watched<P>(batch).batch.close();
    });
    delete &watched<P>(batch);
    return status;
  }

  template <class P>
  static void progress(fm_observer_instance* observer, const fm_progress* progress) {
    at_border(at(observer).host, [&] { at(observer).observer.progress(*progress); });
  }
  template <class P>
  static fm_status finish(fm_observer_instance* observer, const fm_run* const* runs,
                          std::uint64_t count) {
    return at_border(at(observer).host, [&] {
      at(observer).observer.finish(std::span<const fm_run* const>(runs, count));
    });
  }

  static constexpr fm_observer make_table() {
    fm_observer t{};
    t.struct_size = sizeof(fm_observer);
    t.create = create;
    t.destroy = destroy;
    if constexpr (watches) {
      t.open = open<O>;
      t.observe = observe<O>;
      t.close = close<O>;
    }
    if constexpr (follows) t.progress = progress<O>;
    if constexpr (concludes) t.finish = finish<O>;
    if constexpr (requires { O::contiguous; }) t.contiguous = O::contiguous;
    return t;
  }
  static constexpr fm_observer table = make_table();
};

}  // namespace firstmove

// Makes this library the observer plugin of struct O.
#define FIRSTMOVE_OBSERVER(O) FIRSTMOVE_LIBRARY(firstmove::ObserverPlugin<O>)
