#include <spdlog/fmt/fmt.h>
#include <spdlog/fmt/ranges.h>

#include <cstdint>
#include <filesystem>
#include <iostream>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "analysis/critical_points.hpp"
#include "arguments.hpp"
#include "base/json_text.hpp"
#include "certificate_text.hpp"
#include "command.hpp"
#include "game/game.hpp"
#include "json.hpp"
#include "probe_text.hpp"
#include "proof/exhaustive_search.hpp"
#include "statements_text.hpp"
#include "terminal.hpp"

namespace firstmove::host {
namespace {

struct SolveArguments {
  std::filesystem::path manifest;
  std::string box;  // "lo,hi;lo,hi", a pair per coordinate; "": the game's own
  std::uint32_t starts = 1000;
  std::string learner;  // also finds the zeros of its directions; "": none
  std::vector<std::string> overrides;
  bool certify = false;
  SearchLimits limits;
  bool json = false;
};

Json entry(const Json& whole) {
  return {{"x", whole["x"]},
          {"cost", whole["cost"]},
          {"class", whole["class"]},
          {"decides", whole["decides"]},
          {"spectrum", whole["spectrum"]}};
}
Json list(const std::vector<Probe>& points) {
  Json all = Json::array();
  for (const Probe& point : points) all.push_back(entry(probe_json(point)));
  return all;
}
Json why_json(const SearchEnds& ends) {
  const std::string why = why_none(ends);
  return why.empty() ? Json() : Json(why);
}
Json list(const std::vector<LearnerPoint>& points) {
  Json all = Json::array();
  for (const LearnerPoint& point : points) {
    const Json whole = probe_json(point.probe, point.field);
    Json one = entry(whole);
    for (const char* key : {"direction_jacobian_method", "direction_jacobian_error"})
      one[key] = whole[key];
    all.push_back(std::move(one));
  }
  return all;
}

std::string counted(std::size_t points) {
  return fmt::format("{} critical point{}", points, points == 1 ? "" : "s");
}

std::string text(const Probe& point, const std::vector<Verdict>& more = {}) {
  std::vector<std::string> holds;
  std::map<std::string, std::vector<std::string>> open;  // by the reason
  for (const auto* verdicts : {&more, &point.verdicts})
    for (const Verdict& verdict : *verdicts) {
      if (verdict.holds) holds.push_back(verdict.name);
      if (!verdict.open.empty()) open[verdict.open].push_back(verdict.name);
    }
  std::string lines =
      fmt::format("  x = ({:.9g})\n    cost ({:.9g})\n    {}\n", fmt::join(point.x, ", "),
                  fmt::join(point.cost, ", "), fmt::join(holds, ", "));
  for (const auto& [reason, names] : open)
    lines += fmt::format("    undecided: {} ({})\n", reason, fmt::join(names, ", "));
  return lines;
}

// One kind of play: its name, its critical points, and the proofs about them.
struct Play {
  const char* name;
  std::vector<Probe> points;
  const SearchEnds& ends;
  const CertifiedSearch* proofs;  // nullptr: not requested
};

void print_why(const SearchEnds& ends) {
  if (const std::string why = why_none(ends); !why.empty()) std::cout << fmt::format("  {}\n", why);
}

void print(const Play& play) {
  std::cout << fmt::format("{}: {}\n", play.name, counted(play.points.size()));
  if (play.points.empty()) print_why(play.ends);
  for (std::size_t i = 0; i < play.points.size(); ++i) {
    std::cout << text(play.points[i]);
    if (play.proofs) std::cout << certificate_text(play.proofs->points[i], "    ");
  }
  if (play.proofs) std::cout << search_text(*play.proofs);
}

void print(const std::string& learner, const LearnerPoints& found) {
  std::cout << fmt::format("learner '{}': {}\n", learner, counted(found.points.size()));
  print_why(found.ends);
  for (const LearnerPoint& point : found.points) {
    std::cout << text(point.probe, point.field.verdicts);
    if (point.field.error)
      std::cout << fmt::format("    its Jacobian by extrapolated differences, error about {:.2g}\n",
                               *point.field.error);
  }
}

Json to_json(const Play& play) {
  Json points = list(play.points);
  for (std::size_t i = 0; play.proofs && i < play.points.size(); ++i)
    points[i]["certificate"] = certificate_json(play.proofs->points[i]);
  return points;
}

// The proven points, at the middles of their boxes.
std::vector<Probe> proven_points(const ExperimentSpec& spec, const CertifiedSearch& search) {
  std::vector<Probe> probes;
  for (const CertifiedPoint& point : search.points) {
    std::vector<double> x;
    for (const Interval& side : point.zero.tight) x.push_back(side.middle());
    probes.push_back(probe(spec, x));
  }
  return probes;
}

void declare_solve(CLI::App& command, SolveArguments& to) {
  command.add_option("manifest", to.manifest, "an experiment, a TOML file")->required();
  command.add_option("--box", to.box,
                     "\"lo,hi;lo,hi;..\", a pair for each coordinate (default: the game's own)");
  command.add_option("--starts", to.starts, "number of starts of Newton's method (default: 1000)")
      ->check(CLI::Range(1u, 10000000u));
  CLI::Option* certify = command.add_flag(
      "--certify", to.certify,
      "prove each point, its class, and that the box contains no other point (games with a cost "
      "template)");
  command
      .add_option("--boxes", to.limits.boxes,
                  "most boxes that each of the two proofs may examine (default: 1000000)")
      ->needs(certify);
  command
      .add_option("--seconds", to.limits.seconds,
                  "most seconds that each proof may take (default: 8)")
      ->needs(certify)
      ->check(above_zero());
  command.add_option("--learner", to.learner,
                     "also the points where the directions of this learner are 0");
  command.add_option("--set", to.overrides, "KEY=VALUE, changes the manifest")
      ->allow_extra_args(false);
  command.add_flag("--json", to.json, "as JSON");
}

// Prints the critical points found, classified. Throws InputError.
int solve_command(const SolveArguments& arguments, const Context& context) {
  const Catalog catalog(plugin_folders(context.plugin_path, manifest_folder(arguments.manifest)));
  const Manifest manifest = read_manifest(arguments.manifest, arguments.overrides, catalog);
  const ExperimentSpec& spec = single_experiment(manifest);
  const Shape shape = Game(spec.game.plugin, spec.game.params, spec.game.teams).shape();
  const SearchBox box = arguments.box.empty()
                            ? default_box(shape)
                            : box_argument("--box", arguments.box, shape.coordinates());
  if (box.lower.empty())
    throw InputError("the game defines no box to search; give one with --box \"lo,hi;lo,hi\"");
  const LearnerSpec* learner = arguments.learner.empty()
                                   ? nullptr
                                   : &learner_argument(arguments.learner, spec, arguments.manifest);
  CriticalPoints found = critical_points(spec, box, arguments.starts);
  LearnerPoints learners_own;
  if (learner) learners_own = learner_points(spec, *learner, box, arguments.starts);
  std::optional<Certificates> proofs;
  if (arguments.certify) {
    StatusLine status;
    proofs = certify(spec, box, found, arguments.limits,
                     [&](const std::string& line) { status.show(line); });
    found.simultaneous = proven_points(spec, proofs->simultaneous);
    found.stackelberg = proven_points(spec, proofs->stackelberg);
  }
  const Play simultaneous{"simultaneous play", found.simultaneous, found.simultaneous_ends,
                          proofs ? &proofs->simultaneous : nullptr};
  const Play stackelberg{"Stackelberg play", found.stackelberg, found.stackelberg_ends,
                         proofs ? &proofs->stackelberg : nullptr};
  const Play over_simultaneous{"Stackelberg play over simultaneous followers",
                               found.simultaneous_followers, found.simultaneous_followers_ends,
                               nullptr};
  const std::vector<std::string> lines = found.across.text(shape.offsets);
  if (arguments.json) {
    Json document = {
        {"simultaneous", to_json(simultaneous)},
        {"stackelberg", found.knows_stackelberg ? to_json(stackelberg) : Json()},
        {"starts", arguments.starts},
        {"exhaustive", proofs && !learner && !found.knows_simultaneous_followers &&
                           proofs->simultaneous.complete() && proofs->stackelberg.complete()}};
    document["why_none"] = {{"simultaneous", why_json(found.simultaneous_ends)},
                            {"stackelberg", why_json(found.stackelberg_ends)}};
    if (!lines.empty())
      document["translations"] = {{"directions", lines}, {"held", found.across.held}};
    if (spec.place.size() > 2)
      document["simultaneous_followers"] =
          found.knows_simultaneous_followers ? to_json(over_simultaneous) : Json();
    if (learner)
      document["learner"] = {{"name", learner->name}, {"points", list(learners_own.points)}};
    document["proposition_7"] = advantage_json(leaders_advantage(found, spec.place));
    if (proofs)
      document["search"] = {{"simultaneous", search_json(proofs->simultaneous)},
                            {"stackelberg", search_json(proofs->stackelberg)}};
    std::cout << json_text(document) << '\n';
    return 0;
  }
  if (!lines.empty())
    std::cout << fmt::format(
        "no cost changes along {}: points are listed, judged and proven across {}\n",
        fmt::join(lines, ", "), lines.size() == 1 ? "it" : "these");
  print(simultaneous);
  if (found.knows_stackelberg)
    print(stackelberg);
  else
    std::cout << "Stackelberg play: the game does not give the derivatives that it needs\n";
  if (found.knows_simultaneous_followers) print(over_simultaneous);
  if (learner) print(learner->name, learners_own);
  std::cout << advantage_text(leaders_advantage(found, spec.place));
  if (!proofs || learner || found.knows_simultaneous_followers)
    std::cout << fmt::format(
        "from {} starts; the search{} does not prove that there are no other points\n",
        arguments.starts,
        !proofs   ? ""
        : learner ? " for the learner's points"
                  : " over simultaneous followers");
  return 0;
}

const RegisterCommand register_solve(
    {
        .group = CommandGroup::analysis,
        .rank = 20,
        .name = "solve",
        .summary = "find and classify the critical points in a box",
    },
    declare_solve, solve_command);

}  // namespace
}  // namespace firstmove::host
