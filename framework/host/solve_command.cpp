#include "solve_command.hpp"

#include <spdlog/fmt/fmt.h>
#include <spdlog/fmt/ranges.h>

#include <iostream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "critical_points.hpp"
#include "game.hpp"
#include "probe_text.hpp"

namespace firstmove {
namespace {

using json = nlohmann::ordered_json;

SearchBox parse_box(const std::string& text, const Shape& shape) {
  const auto wrong = [&](const std::string& why) {
    throw InputError(
        fmt::format("--box \"{}\" {}: it needs a pair lo,hi for each of the {} "
                    "coordinates, like \"-1,1;0,2\"",
                    text, why, shape.coordinates()));
  };
  SearchBox box;
  std::istringstream pairs(text);
  for (std::string pair; std::getline(pairs, pair, ';');) {
    double lower = 0, upper = 0;
    char comma = 0, more = 0;
    std::istringstream numbers(pair);
    if (!(numbers >> lower >> comma >> upper) || comma != ',' || numbers >> more)
      wrong(fmt::format("has '{}', which is no pair", pair));
    if (!(lower <= upper)) wrong(fmt::format("has '{}', whose ends are exchanged", pair));
    box.lower.push_back(lower);
    box.upper.push_back(upper);
  }
  if (box.lower.size() != shape.coordinates()) wrong(fmt::format("has {} pairs", box.lower.size()));
  return box;
}

json list(const std::vector<Probe>& points) {
  json all = json::array();
  for (const Probe& point : points) {
    const json whole = probe_json(point);
    all.push_back({{"x", whole["x"]},
                   {"cost", whole["cost"]},
                   {"class", whole["class"]},
                   {"decides", whole["decides"]},
                   {"spectrum", whole["spectrum"]}});
  }
  return all;
}

void print(const char* title, const std::vector<Probe>& points) {
  std::cout << fmt::format("{}: {} critical point{}\n", title, points.size(),
                           points.size() == 1 ? "" : "s");
  for (const Probe& point : points) {
    std::vector<std::string> holds;
    for (const Verdict& verdict : point.verdicts)
      if (verdict.holds) holds.push_back(verdict.name);
    std::cout << fmt::format("  x = ({:.9g})\n    cost ({:.9g})\n    {}\n",
                             fmt::join(point.x, ", "), fmt::join(point.cost, ", "),
                             fmt::join(holds, ", "));
  }
}

}  // namespace

int solve_command(const SolveArguments& arguments,
                  const std::vector<std::filesystem::path>& plugin_path) {
  const Catalog catalog(plugin_folders(plugin_path, manifest_folder(arguments.manifest)));
  const Manifest manifest = read_manifest(arguments.manifest, arguments.overrides, catalog);
  const ExperimentSpec& spec = manifest.variants.front().spec;
  const Shape shape = Game(spec.game.plugin, spec.game.params, spec.game.teams).shape();
  const SearchBox box =
      arguments.box.empty() ? default_box(shape) : parse_box(arguments.box, shape);
  if (box.lower.empty())
    throw InputError("the game names no box to search in; give one by --box \"lo,hi;lo,hi\"");
  const CriticalPoints found = critical_points(spec, box, arguments.starts);
  if (arguments.json) {
    const json document = {
        {"simultaneous", list(found.simultaneous)},
        {"stackelberg", found.knows_stackelberg ? list(found.stackelberg) : json()},
        {"starts", arguments.starts},
        {"exhaustive", false}};
    std::cout << document.dump() << '\n';
    return 0;
  }
  print("simultaneous play", found.simultaneous);
  if (found.knows_stackelberg)
    print("Stackelberg play", found.stackelberg);
  else
    std::cout << "Stackelberg play: the game does not give the derivatives that it takes\n";
  std::cout << fmt::format("from {} starts; the search proves nothing of what it did not find\n",
                           arguments.starts);
  return 0;
}

}  // namespace firstmove
