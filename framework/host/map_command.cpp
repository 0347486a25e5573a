#include <spdlog/fmt/fmt.h>
#include <spdlog/fmt/ranges.h>
#include <firstmove/npy.hpp>

#include <cstdint>
#include <filesystem>
#include <iostream>
#include <string>
#include <thread>
#include <vector>

#include "analysis/attraction.hpp"
#include "analysis/landscape.hpp"
#include "arguments.hpp"
#include "base/json_text.hpp"
#include "base/whole_folder.hpp"
#include "base/write_file.hpp"
#include "command.hpp"
#include "json.hpp"
#include "output.hpp"
#include "point/probe.hpp"
#include "probe_text.hpp"

namespace firstmove::host {
namespace {

struct MapArguments {
  std::filesystem::path manifest, out;
  std::string box, axes = "1,2", at = "start";
  std::uint32_t points = 200;
  std::vector<std::string> learners;
  double tolerance = 1e-4;
  unsigned jobs = 0;  // 0: all processors
  std::vector<std::string> overrides;
  bool json = false;
};

std::vector<std::uint32_t> parse_axes(const std::string& text, const Shape& shape) {
  const std::vector<double> given = numbers_argument("--axes", text);
  std::vector<std::uint32_t> axes;
  for (const double a : given)
    if (a == std::floor(a) && a >= 1 && a <= shape.coordinates())
      axes.push_back(static_cast<std::uint32_t>(a) - 1);
  if (given.size() != 2 || axes.size() != 2 || axes[0] == axes[1])
    throw InputError(
        fmt::format("--axes \"{}\" needs two different coordinates of 1 to {}, like \"1,2\"", text,
                    shape.coordinates()));
  return axes;
}

Slice slice_of(const MapArguments& arguments, const ExperimentSpec& spec, const Shape& shape) {
  if (shape.coordinates() < 2)
    throw InputError("a map needs two coordinates, but the joint action has one");
  const std::vector<std::uint32_t> axes = parse_axes(arguments.axes, shape);
  SearchBox box;
  if (!arguments.box.empty()) {
    box = box_argument("--box", arguments.box, 2);
  } else if (const SearchBox whole = default_box(shape); !whole.lower.empty()) {
    for (const std::uint32_t axis : axes) {
      box.lower.push_back(whole.lower[axis]);
      box.upper.push_back(whole.upper[axis]);
    }
  } else {
    throw InputError("the game defines no box to map; give one with --box \"lo,hi;lo,hi\"");
  }
  return {point_argument("--at", arguments.at, spec, shape),
          {axes[0], box.lower[0], box.upper[0], arguments.points},
          {axes[1], box.lower[1], box.upper[1], arguments.points}};
}

template <class T>
void write_grid(const std::filesystem::path& file, const std::vector<T>& values,
                std::size_t columns) {
  NpyWriter<T> writer(file.string(), columns);
  for (std::size_t row = 0; row < values.size(); row += columns) writer.append(&values[row]);
  writer.finish();
}

std::string region_file(std::size_t learner) { return fmt::format("region-{}.npy", learner + 1); }

Json axis_json(const Slice::Axis& axis) {
  return {{"coordinate", axis.coordinate + 1},
          {"lower", axis.lower},
          {"upper", axis.upper},
          {"points", axis.points}};
}

Json region_json(const ExperimentSpec& spec, const std::string& learner, const std::string& file,
                 const Attraction& found) {
  const double starts = static_cast<double>(found.region.size());
  Json ends = Json::array();
  for (const Attraction::End& end : found.ends)
    ends.push_back({{"x", end.x},
                    {"starts", end.starts},
                    {"share", static_cast<double>(end.starts) / starts},
                    {"class", probe_json(probe(spec, end.x))["class"]}});
  return {
      {"learner", learner},
      {"file", file},
      {"steps", spec.steps},
      {"ends", ends},
      {"unsettled", std::count(found.region.begin(), found.region.end(), Attraction::unsettled)},
      {"failed", std::count(found.region.begin(), found.region.end(), Attraction::failed)}};
}

void print(const Json& map) {
  for (const auto& [name, curves] : map["zero_sets"].items())
    std::cout << fmt::format("{:<10} vanishes on {} curve{}\n", name, curves.size(),
                             curves.size() == 1 ? "" : "s");
  for (const Json& region : map["regions"]) {
    std::cout << fmt::format("{}, {} steps\n", region["learner"].get<std::string>(),
                             region["steps"].get<std::uint64_t>());
    for (const Json& end : region["ends"]) {
      std::vector<std::string> holds;
      for (const auto& [name, value] : end["class"].items())
        if (value.get<bool>()) holds.push_back(name);
      std::cout << fmt::format("  {:6.2f} %  x = ({:.9g})  {}\n", 100 * end["share"].get<double>(),
                               fmt::join(end["x"].get<std::vector<double>>(), ", "),
                               fmt::join(holds, ", "));
    }
    std::cout << fmt::format("  {} starts did not settle, {} failed\n",
                             region["unsettled"].get<std::size_t>(),
                             region["failed"].get<std::size_t>());
  }
}

void declare_map(CLI::App& command, MapArguments& to) {
  command.add_option("manifest", to.manifest, "an experiment, a TOML file")->required();
  command.add_option("--out", to.out, "folder for the map; must not exist yet")
      ->required()
      ->check(possible_folder());
  command.add_option("--box", to.box,
                     "\"lo,hi;lo,hi\", for the two coordinates (default: the game's own)");
  command.add_option("--points", to.points, "number of grid points along each axis (default: 200)")
      ->check(CLI::Range(2u, 10000u));
  command.add_option("--axes", to.axes,
                     "\"i,j\": the coordinates, counted from 1 (default: the first two)");
  command.add_option(
      "--at", to.at,
      "\"x1,x2,..\" or \"start\": the values of the other coordinates (default: start)");
  command
      .add_option("--learner", to.learners,
                  "also where this learner ends from each grid point; may be repeated")
      ->allow_extra_args(false);
  command
      .add_option("--tolerance", to.tolerance,
                  "ends within this share of the map's sides count as one point (default: 1e-4)")
      ->check(above_zero());
  command.add_option("--jobs", to.jobs, "threads (default: all processors)")
      ->check(CLI::Range(1, 4096));
  command.add_option("--set", to.overrides, "KEY=VALUE, changes the manifest")
      ->allow_extra_args(false);
  command.add_flag("--json", to.json, "print the contents of map.json");
}

// Writes the map into a folder: map.json, and a .npy file for each grid of values, a row for each
// point of the second axis. Throws InputError before anything is written.
int map_command(const MapArguments& arguments, const Context& context) {
  const Catalog catalog(plugin_folders(context.plugin_path, manifest_folder(arguments.manifest)));
  const Manifest manifest = read_manifest(arguments.manifest, arguments.overrides, catalog);
  const ExperimentSpec& spec = single_experiment(manifest);
  const Shape shape = Game(spec.game.plugin, spec.game.params, spec.game.teams).shape();
  const Slice slice = slice_of(arguments, spec, shape);
  std::vector<const LearnerSpec*> learners;
  for (const std::string& name : arguments.learners)
    learners.push_back(&learner_argument(name, spec, arguments.manifest));
  if (std::filesystem::exists(arguments.out))
    throw InputError(
        fmt::format("--out {} exists already; choose another folder", arguments.out.string()));
  const unsigned jobs =
      arguments.jobs != 0 ? arguments.jobs : std::max(1u, std::thread::hardware_concurrency());

  const Landscape land = landscape(spec, slice, jobs);
  std::vector<Attraction> regions;
  for (const LearnerSpec* learner : learners)
    regions.push_back(attraction(spec, *learner, slice, spec.steps, arguments.tolerance, jobs));

  Json map = {{"game", spec.game.plugin.descriptor->id},
              {"axes", {axis_json(slice.x), axis_json(slice.y)}},
              {"base", slice.base},
              {"grids", Json::object()},
              {"zero_sets", Json::object()},
              {"regions", Json::array()}};
  for (const Landscape::Grid& grid : land.grids) map["grids"][grid.name] = grid.name + ".npy";
  for (const Landscape::ZeroSet& set : land.zero_sets) map["zero_sets"][set.name] = set.curves;
  for (std::size_t i = 0; i < regions.size(); ++i)
    map["regions"].push_back(region_json(spec, learners[i]->name, region_file(i), regions[i]));

  WholeFolder folder(arguments.out);
  for (const Landscape::Grid& grid : land.grids)
    write_grid(folder.path() / (grid.name + ".npy"), grid.values, slice.x.points);
  for (std::size_t i = 0; i < regions.size(); ++i)
    write_grid(folder.path() / region_file(i), regions[i].region, slice.x.points);
  write_whole_file(folder.path() / "map.json", json_text(map, 1) + "\n");
  folder.keep();
  say_what_is_kept(fmt::format("the files in {} are complete", arguments.out.string()));
  if (arguments.json)
    std::cout << json_text(map) << '\n';
  else
    print(map);
  return 0;
}

const RegisterCommand register_map(
    {
        .group = CommandGroup::analysis,
        .rank = 40,
        .name = "map",
        .summary =
            "compute costs, fields, their zero sets and regions of attraction over two coordinates",
    },
    declare_map, map_command);

}  // namespace
}  // namespace firstmove::host
