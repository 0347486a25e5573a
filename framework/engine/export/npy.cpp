#include "export/npy.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <limits>
#include <nlohmann/json.hpp>

#include "base/file_names.hpp"
#include "base/json_text.hpp"
#include "base/write_file.hpp"
#include "export/npy_series.hpp"

namespace firstmove::engine {
namespace {

namespace fs = std::filesystem;
using nlohmann::ordered_json;
using Names = std::vector<std::string>;

// A file name without extension, and what the file holds.
struct ArrayName {
  std::string file, holds;
};

// "metric-cost-1"
std::vector<ArrayName> metric_arrays(const Names& metrics) {
  const Names files = file_names("metric-", metrics);
  std::vector<ArrayName> arrays;
  for (std::size_t m = 0; m < metrics.size(); ++m) arrays.push_back({files[m], metrics[m]});
  return arrays;
}

class Exporter {
 public:
  Exporter(const std::vector<RunRecord>& runs, const fs::path& folder)
      : runs_(runs), coordinates_(runs), folder_(folder) {}

  void write_ends() {
    std::size_t players = 0;
    for (const RunRecord& run : runs_) players = std::max(players, run.cost.size());
    NpyWriter<std::int64_t> ids((folder_ / "run_ids.npy").string(), 0);
    NpyWriter<double> x((folder_ / "final_x.npy").string(), std::vector{coordinates_.count()});
    NpyWriter<double> cost((folder_ / "final_cost.npy").string(), std::vector{players});
    for (const RunRecord& run : runs_) {
      ids.append(&run.id);
      x.append(coordinates_.spread(run).data());
      std::vector<double> costs = run.cost;
      costs.resize(players, std::numeric_limits<double>::quiet_NaN());
      cost.append(costs.data());
    }
    ids.finish();
    x.finish();
    cost.finish();
    list({"run_ids", "ids of the runs"}, {"run"}, {});
    list({"final_x", "final joint actions"}, {"run", "coordinate"}, {coordinates_.count()});
    list({"final_cost", "final costs"}, {"run", "player"}, {players});
  }

  // Writes series that `read` returns together; a step has `width` numbers, or one if `width` is 0.
  // Reads twice, because the length of the longest series must be known first.
  template <class Read>
  void write_series(const std::vector<ArrayName>& names, std::size_t width, const Read& read) {
    std::vector<StepGrid> grids(names.size());
    read([&](std::int64_t, const std::vector<RecordedSeries>& series) {
      for (std::size_t s = 0; s < grids.size(); ++s) grids[s].see(series[s].steps);
    });
    if (grids.empty() || grids.front().size() == 0) return;
    std::vector<NpySeries> files;
    for (std::size_t s = 0; s < names.size(); ++s)
      files.emplace_back(folder_, names[s].file, grids[s], width);
    auto next = runs_.begin();
    // Runs that recorded nothing have rows, too.
    const auto skip_to = [&](const auto run) {
      for (; next != run; ++next)
        for (NpySeries& file : files) file.append({});
    };
    read([&](std::int64_t id, const std::vector<RecordedSeries>& series) {
      skip_to(std::find_if(next, runs_.end(), [id](const RunRecord& run) { return run.id == id; }));
      for (std::size_t s = 0; s < files.size(); ++s) files[s].append(series[s]);
      ++next;
    });
    skip_to(runs_.end());
    for (std::size_t s = 0; s < names.size(); ++s) {
      files[s].finish();
      list(names[s], width == 0 ? Names{"run", "step"} : Names{"run", "step", "coordinate"},
           files[s].row_shape());
      describe_steps(names[s], grids[s]);
    }
  }

  void write_list() const {
    const ordered_json list = {{"coordinates", coordinates_.names()}, {"arrays", arrays_}};
    write_whole_file(folder_ / "arrays.json", json_text(list, 1) + "\n");
  }

  const Coordinates& coordinates() const { return coordinates_; }

 private:
  void list(const ArrayName& name, const Names& axes, const std::vector<std::size_t>& row) {
    std::vector<std::size_t> shape = {runs_.size()};
    shape.insert(shape.end(), row.begin(), row.end());
    arrays_.push_back(
        {{"file", name.file + ".npy"}, {"holds", name.holds}, {"axes", axes}, {"shape", shape}});
  }

  void describe_steps(const ArrayName& name, const StepGrid& grid) {
    arrays_.back()["steps"] = name.file + ".steps.npy";
    arrays_.back()["same_steps_in_all_runs"] = grid.shared();
    if (!grid.shared())
      spdlog::warn(
          "{}: runs were recorded at different steps; {}.steps.npy has a row of steps for each "
          "run, padded with -1",
          name.holds, name.file);
    if (grid.full() < runs_.size())
      spdlog::warn("{}: {} of {} runs have fewer than {} steps; their rows are padded with NaN",
                   name.holds, runs_.size() - grid.full(), runs_.size(), grid.size());
  }

  const std::vector<RunRecord>& runs_;
  const Coordinates coordinates_;
  const fs::path& folder_;
  ordered_json arrays_ = ordered_json::array();
};

}  // namespace

void export_npy(const Database& database, const std::vector<RunRecord>& runs,
                const fs::path& folder) {
  Exporter exporter(runs, folder);
  exporter.write_ends();
  const Names metrics = metric_names(database);
  exporter.write_series(metric_arrays(metrics), 0,
                        [&](const EachRun& each) { read_metrics(database, metrics, each); });
  const Coordinates& coordinates = exporter.coordinates();
  exporter.write_series({{"trajectories", "joint actions"}}, coordinates.count(),
                        [&](const EachRun& each) { read_paths(database, coordinates, each); });
  exporter.write_series(
      {{"clock-products", "oracle products"}, {"clock-seconds", "wall time in seconds"}}, 0,
      [&](const EachRun& each) { read_clocks(database, each); });
  exporter.write_list();
}

}  // namespace firstmove::engine
