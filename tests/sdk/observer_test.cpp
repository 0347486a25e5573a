// Observers made with the C++ SDK: their tables, and exceptions at the ABI boundary.
#include <firstmove/observer.hpp>

#include "support/played_host.hpp"

namespace {

using namespace firstmove;
using namespace firstmove::engine;
using namespace firstmove::test;

// Throws in the member that its parameter names.
struct Thrower {
  static Info info() { return {"thrower", "1.0.0", "", "", "MIT", "", {text("in")}}; }
  Thrower(const Values& values, const Experiment&) : in(values.text("in")) { trip("create"); }
  void trip(std::string_view here) const {
    if (in == here) throw std::runtime_error("thrown in " + in);
  }
  void progress(const fm_progress&) { trip("progress"); }
  void finish(std::span<const fm_run* const>) {
    if (in == "refuse") throw Refusal("refused in finish");
    if (in == "odd") throw 42;
    trip("finish");
  }
  struct Batch {
    Batch(Thrower& t, const fm_watch&, const Recorder&) : thrower(t) { t.trip("open"); }
    void observe(const fm_view&) { thrower.trip("observe"); }
    void close() { thrower.trip("close"); }
    Thrower& thrower;
  };
  std::string in;
};

TEST_CASE("no exception of an observer crosses the ABI boundary") {
  const fm_progress progress = {
      sizeof(fm_progress), 0, 0, 1, 0, 1, 0, 0.0, nullptr, nullptr, nullptr};
  const PlayedBatch batch({1});
  const fm_watch watch = batch.watch();
  PlayedRecorder recorder("");
  for (const std::string in :
       {"create", "open", "observe", "close", "progress", "finish", "refuse", "odd", "nowhere"}) {
    CAPTURE(in);
    PlayedHost host(false);  // without the extension for printing
    fm_value value = named("in", FM_TYPE_STRING);
    value.string = in.c_str();
    const Played thrower(
        host, *static_cast<const fm_observer*>(ObserverPlugin<Thrower>::descriptor()->table), value,
        experiment_of(0, 0, 0));
    CHECK(thrower.status == (in == "create" ? FM_FAILED : FM_OK));
    if (thrower.status == FM_OK) {
      fm_observer_batch* watched = nullptr;
      CHECK(thrower.table.open(thrower.instance, &watch, &recorder.c, &watched) ==
            (in == "open" ? FM_FAILED : FM_OK));
      if (watched) {
        CHECK(batch.observe(thrower.table, watched, 0) == (in == "observe" ? FM_FAILED : FM_OK));
        CHECK(thrower.table.close(watched, 1) == (in == "close" ? FM_FAILED : FM_OK));
      }
      thrower.table.progress(thrower.instance, &progress);
      CHECK(thrower.table.finish(thrower.instance, nullptr, 0) == (in == "refuse" ? FM_UNSUPPORTED
                                                                   : in == "finish" || in == "odd"
                                                                       ? FM_FAILED
                                                                       : FM_OK));
    }
    CHECK(host.said == (in == "nowhere"  ? ""
                        : in == "refuse" ? "refused in finish"
                        : in == "odd" ? "the plugin threw an exception that is not a std::exception"
                                      : "thrown in " + in));
  }
}

// close() is called only for a batch that ended well. This batch has none.
struct Looker {
  static Info info() { return {"looker", "1.0.0", "", "", "MIT", "", {}}; }
  Looker(const Values&, const Experiment&) {}
  struct Batch {
    Batch(Looker&, const fm_watch&, const Recorder&) {}
    void observe(const fm_view&) {}
  };
};

TEST_CASE("a batch may omit close, and an abandoned batch is not closed") {
  const PlayedBatch batch({1});
  const fm_watch watch = batch.watch();
  PlayedRecorder recorder("");
  PlayedHost host;
  const auto close = [&](const fm_descriptor* descriptor, const char* in, std::uint32_t complete) {
    fm_value value = named("in", FM_TYPE_STRING);
    value.string = in;
    const Played played(host, *static_cast<const fm_observer*>(descriptor->table), value,
                        experiment_of(0, 0, 0));
    fm_observer_batch* watched = nullptr;
    REQUIRE(played.table.open(played.instance, &watch, &recorder.c, &watched) == FM_OK);
    return played.table.close(watched, complete);
  };
  CHECK(close(ObserverPlugin<Looker>::descriptor(), "", 1) == FM_OK);
  CHECK(close(ObserverPlugin<Thrower>::descriptor(), "close", 0) == FM_OK);
  CHECK(close(ObserverPlugin<Thrower>::descriptor(), "close", 1) == FM_FAILED);
}

TEST_CASE("structs of a newer host, longer than this SDK knows, are read as far as it knows them") {
  struct Newer {
    fm_experiment known;
    std::uint64_t later = 1;
  } newer{experiment_of(0, 0, 0)};
  newer.known.struct_size = sizeof(Newer);
  PlayedHost host;
  const fm_values none = {sizeof(fm_values), 0, nullptr};
  const Experiment experiment(&host.c, &newer.known);
  CHECK(FM_HAS(&*experiment, fm_experiment, color));
  const fm_observer& table =
      *static_cast<const fm_observer*>(ObserverPlugin<Looker>::descriptor()->table);
  fm_observer_instance* instance = nullptr;
  REQUIRE(table.create(&host.c, &none, &newer.known, &instance) == FM_OK);
  CHECK(!table.progress);
  CHECK(!table.finish);
  table.destroy(instance);
}

}  // namespace
