// The shipped observers, tested alone: the test is their host and makes up their runs.
#include <sys/resource.h>

#include <bit>
#include <limits>

#include "support/played_host.hpp"

namespace {

using namespace firstmove;
using namespace firstmove::engine;
using namespace firstmove::test;

TEST_CASE(
    "an observer's table has the functions that the observer defines, and NULL for the others") {
  for (const char* name : {"trajectory", "progress", "summary"}) {
    CAPTURE(name);
    const fm_observer& table = table_of(name);
    const std::string id = name;
    CHECK(table.struct_size == sizeof(fm_observer));
    CHECK((table.open != nullptr) == (id == "trajectory"));
    CHECK((table.observe != nullptr) == (id == "trajectory"));
    CHECK((table.close != nullptr) == (id == "trajectory"));
    CHECK((table.progress != nullptr) == (id == "progress"));
    CHECK((table.finish != nullptr) == (id == "summary"));
  }
}

// ---- Progress -----------------------------------------------------------------------------------

fm_value every_ten_seconds() {
  fm_value value = named("interval", FM_TYPE_REAL);
  value.real = 10;
  return value;
}
std::string shown(std::uint32_t terminal, std::uint32_t width, std::uint32_t color,
                  const std::vector<fm_progress>& calls) {
  PlayedHost host;
  const Played progress(host, table_of("progress"), every_ten_seconds(),
                        experiment_of(terminal, width, color));
  REQUIRE(progress.status == FM_OK);
  for (const fm_progress& call : calls) progress.table.progress(progress.instance, &call);
  return host.printed;
}
constexpr fm_progress halfway = {
    sizeof(fm_progress), 0, 3, 8, 1000000, 2000000, 2, 4.0, nullptr, nullptr, nullptr};

TEST_CASE("the line on a terminal is redrawn and never wraps") {
  CHECK(shown(1, 60, 0, {halfway}) ==
        "\r━━━━─────  50%  3/8 runs  250 ksteps/s  0:04 left  2 failed\033[K");
  CHECK(shown(1, 60, 1, {halfway}).starts_with("\r\033[36m━━━━─────\033[0m  50%"));
  CHECK(shown(1, 40, 0, {halfway}) == "\r 50%  3/8 runs  0:04 left  2 failed\033[K");
  CHECK(shown(1, 30, 0, {halfway}) == "\r 50%  3/8 runs  2 failed\033[K");
  CHECK(shown(1, 20, 0, {halfway}) == "\r 50%  2 failed\033[K");
  CHECK(shown(1, 0, 0, {halfway}) == shown(1, 80, 0, {halfway}));
  for (std::uint32_t width = 5; width < 140; ++width) {
    const std::string line = shown(1, width, 0, {halfway});
    const auto characters =
        std::count_if(line.begin(), line.end(), [](char c) { return (c & '\xC0') != '\x80'; });
    CHECK(characters - 4 < width);  // \r and \033[K take no column
  }
  const fm_progress last = {
      sizeof(fm_progress), 1, 8, 8, 1500000, 2000000, 0, 3725.0, nullptr, nullptr, nullptr};
  CHECK(shown(1, 50, 0, {last}) == "\r━━━━━━━ 100%  8/8 runs  403 steps/s  took 1:02:05\033[K\n");
}

TEST_CASE("a terminal shows one line for each learner above, and redraws all of them") {
  const std::array<std::uint64_t, 2> runs = {4, 4}, done = {3, 0}, failed = {2, 0};
  fm_progress two = halfway;
  two.learner_runs = runs.data();
  two.learner_runs_done = done.data();
  two.learner_failed = failed.data();
  const std::string block =
      "\rNash        ━━━━━━━─── 3/4  2 failed\033[K\n"
      "Stackelberg ────────── 0/4\033[K\n"
      "━━━━─────  50%  3/8 runs  250 ksteps/s  0:04 left  2 failed\033[K";
  CHECK(shown(1, 60, 0, {two}) == block);
  CHECK(shown(1, 60, 0, {two, two}) == block + "\033[2A" + block);
}

TEST_CASE("plain lines keep their interval, and the last one is always printed") {
  std::vector<fm_progress> calls;
  for (int tenths = 1; tenths <= 250; ++tenths)
    calls.push_back({sizeof(fm_progress), 0, 0, 8, static_cast<std::uint64_t>(tenths), 1000, 0,
                     0.1 * tenths, nullptr, nullptr, nullptr});
  calls.push_back({sizeof(fm_progress), 1, 8, 8, 1000, 1000, 1, 25.05, nullptr, nullptr, nullptr});
  CHECK(shown(0, 0, 0, calls) ==
        " 10%  0/8 runs  10.0 steps/s  1:30 left\n"
        " 20%  0/8 runs  10.0 steps/s  1:20 left\n"
        "100%  8/8 runs  39.9 steps/s  took 0:25  1 failed\n");
}

TEST_CASE("unusual counts are shown") {
  const auto line = [](std::uint64_t done, std::uint64_t steps, double seconds) {
    return shown(
        0, 0, 0,
        {{sizeof(fm_progress), 0, 0, 8, done, steps, 0, seconds, nullptr, nullptr, nullptr}});
  };
  CHECK(line(0, 0, 10) == "  0%  0/8 runs  0.00 steps/s\n");
  CHECK(line(9, 4, 10) == "100%  0/8 runs  0.90 steps/s  0:00 left\n");
  CHECK(line(1, std::numeric_limits<std::uint64_t>::max(), 10) ==
        "  0%  0/8 runs  0.10 steps/s  over 100 days left\n");
}

// ---- Summary ------------------------------------------------------------------------------------

// A run of two players, the second with two coordinates.
struct MadeRun {
  MadeRun(std::uint32_t learner, std::int32_t status, const char* why, std::uint64_t steps,
          std::array<double, 3> at, std::array<double, 2> costs, const char* outcome = "converged")
      : x(at), cost(costs) {
    c = {sizeof(fm_run), learner,  0,           0,       "", status,  2, why, steps, 0.5,
         dims.data(),    x.data(), cost.data(), outcome, 0,  nullptr, ""};
  }
  MadeRun(const MadeRun&) = delete;
  MadeRun& operator=(const MadeRun&) = delete;

  std::array<std::uint32_t, 2> dims = {1, 2};
  std::array<double, 3> x;
  std::array<double, 2> cost;
  fm_run c{};
};

std::string summary_of(const std::deque<MadeRun>& runs, std::int64_t coordinates = 12,
                       std::uint32_t color = 0) {
  PlayedHost host;
  fm_value value = named("coordinates", FM_TYPE_INTEGER);
  value.integer = coordinates;
  const Played summary(host, table_of("summary"), value, experiment_of(color, 100, color));
  REQUIRE(summary.status == FM_OK);
  std::vector<const fm_run*> pointers;
  for (const MadeRun& run : runs) pointers.push_back(&run.c);
  CHECK(summary.table.finish(summary.instance, pointers.data(), pointers.size()) == FM_OK);
  return host.printed;
}
constexpr double nan_cost = std::numeric_limits<double>::quiet_NaN();

TEST_CASE("the summary reports every way in which runs ended, and excludes failed runs") {
  std::deque<MadeRun> runs;
  runs.emplace_back(0, FM_RUN_FINISHED, "", 2000000, std::array{1.0, 2.0, -0.5},
                    std::array{-940.2134567, nan_cost});
  runs.emplace_back(0, FM_RUN_STOPPED, "update norm at most 1e-06", 1500001,
                    std::array{2.0, 2.0, -1.5}, std::array{-942.0, nan_cost});
  runs.emplace_back(0, FM_RUN_FAILED, "player 1's direction is nan at step 7", 6,
                    std::array{1e9, 1e9, 1e9}, std::array{0.0, 0.0}, "diverged");
  runs.emplace_back(1, FM_RUN_FAILED, "", 0, std::array{0.0, 0.0, 0.0}, std::array{0.0, 0.0});
  runs[0].c.end_class = runs[1].c.end_class = "differential Nash";
  CHECK(summary_of(runs) == R"(
Nash  duopoly
 3 replicates      median     least      most     spread
─────────────────────────────────────────────────────────
 x1                   1.5         1         2   █      █
 x2[0]                  2         2         2
 x2[1]                 -1      -1.5      -0.5   █      █
 cost f1         -940.213      -942       inf
 cost f2              n/a       n/a       n/a
 steps          1750000.5   1500001   2000000   █      █
 2 converged, 1 diverged
 at rest: 2 differential Nash
 1 of 3 runs stopped before their last step
   1 x update norm at most 1e-06
 1 of 3 runs failed or diverged: their costs count as inf, their actions and steps not
   1 x player 1's direction is nan at step 7

Stackelberg  duopoly
 1 of 1 runs failed or diverged
   1 x no reason given

)");
  CHECK(summary_of(runs, 2).find(" x2[0]") != std::string::npos);
  CHECK(summary_of(runs, 2).find(" x2[1]") == std::string::npos);
  CHECK(summary_of(runs, 2).find(" coordinates not shown: 1\n") != std::string::npos);
  CHECK(summary_of(runs, 12, 1).starts_with("\n\033[1mNash\033[0m  duopoly\n"));
}

TEST_CASE("the summary lists the most frequent reasons, and the number of runs with others") {
  const std::array<const char*, 7> reasons = {"a", "b", "c", "d", "e", "f", "g"};
  std::deque<MadeRun> runs;
  for (std::size_t i = 0; i < reasons.size(); ++i)
    for (std::size_t n = 0; n <= i; ++n)
      runs.emplace_back(0, FM_RUN_FAILED, reasons[i], 0, std::array{0.0, 0.0, 0.0},
                        std::array{0.0, 0.0});
  CHECK(summary_of(runs) ==
        "\nNash  duopoly\n 28 of 28 runs failed or diverged\n   7 x g\n   6 x f\n   5 x e\n   4 x "
        "d\n   3 x c\n"
        "   3 x for other reasons\n\n");
}

// ---- Trajectory ---------------------------------------------------------------------------------

fm_value store(const char* where) {
  fm_value value = named("store", FM_TYPE_STRING);
  value.string = where;
  return value;
}

TEST_CASE("a replica's rows end with its last state, in the table and in files") {
  const TempFolder folder;
  const PlayedBatch batch({1, 3});
  const fm_watch watch = batch.watch();
  for (const char* where : {"sqlite", "npy"}) {
    PlayedHost host;
    PlayedRecorder recorder(folder.path());
    const Played trajectory(host, table_of("trajectory"), store(where), experiment_of(0, 0, 0));
    fm_observer_batch* watched = nullptr;
    REQUIRE(trajectory.table.open(trajectory.instance, &watch, &recorder.c, &watched) == FM_OK);
    for (std::uint64_t k = 0; k <= 3; ++k)
      CHECK(batch.observe(trajectory.table, watched, k) == FM_OK);
    CHECK(trajectory.table.close(watched, 1) == FM_OK);
    CHECK(recorder.rows.size() == (recorder.paths.empty() ? 6 : 0));
    if (recorder.paths.empty()) CHECK(recorder.rows.back() == std::vector<double>{1, 3, 3.001, -3});
  }
  CHECK(read_npy(folder / "0trajectory.npy").header.find("'shape': (2, 2)") != std::string::npos);
  CHECK(read_npy(folder / "0steps.npy").cells == std::vector<std::uint64_t>{0, 1});
  const Npy path = read_npy(folder / "1trajectory.npy");
  CHECK(path.header.find("'shape': (4, 2)") != std::string::npos);
  CHECK(std::bit_cast<double>(path.cells.at(6)) == 3.001);
  CHECK(std::bit_cast<double>(path.cells.at(7)) == -3.0);
}

TEST_CASE("a batch may have more replicas than the process may have files open") {
  constexpr std::uint64_t steps = 3000;  // more than a writer keeps in memory
  const TempFolder folder;
  const PlayedBatch batch(std::vector<std::uint64_t>(200, steps));
  const fm_watch watch = batch.watch();
  PlayedHost host;
  PlayedRecorder recorder(folder.path());
  const Played trajectory(host, table_of("trajectory"), store("npy"), experiment_of(0, 0, 0));
  rlimit before{};
  REQUIRE(getrlimit(RLIMIT_NOFILE, &before) == 0);
  const rlimit few = {64, before.rlim_max};
  REQUIRE(setrlimit(RLIMIT_NOFILE, &few) == 0);
  fm_observer_batch* watched = nullptr;
  fm_status status = trajectory.table.open(trajectory.instance, &watch, &recorder.c, &watched);
  for (std::uint64_t k = 0; k <= steps && status == FM_OK; ++k)
    status = batch.observe(trajectory.table, watched, k);
  if (watched) status = std::max(status, trajectory.table.close(watched, 1));
  setrlimit(RLIMIT_NOFILE, &before);
  REQUIRE_MESSAGE(status == FM_OK, host.said);
  const Npy path = read_npy(folder / "199trajectory.npy"), seen = read_npy(folder / "199steps.npy");
  REQUIRE(path.cells.size() == 2 * (steps + 1));
  for (std::uint64_t k = 0; k <= steps; ++k) {
    REQUIRE(seen.cells[k] == k);
    REQUIRE(std::bit_cast<double>(path.cells[2 * k + 1]) == -static_cast<double>(k));
  }
}

TEST_CASE("a file that is not available or cannot be written is reported when the batch opens") {
  const TempFolder folder;
  const PlayedBatch batch({1});
  const fm_watch watch = batch.watch();
  PlayedHost host;
  const Played trajectory(host, table_of("trajectory"), store("npy"), experiment_of(0, 0, 0));
  fm_observer_batch* watched = nullptr;
  PlayedRecorder none("");
  CHECK(trajectory.table.open(trajectory.instance, &watch, &none.c, &watched) == FM_FAILED);
  CHECK(host.said == "the file 'trajectory.npy' cannot be created");
  PlayedRecorder nowhere(folder / "missing");
  CHECK(trajectory.table.open(trajectory.instance, &watch, &nowhere.c, &watched) == FM_FAILED);
  CHECK(host.said == (folder / "missing/0trajectory.npy").string() + " cannot be written");
}

}  // namespace
