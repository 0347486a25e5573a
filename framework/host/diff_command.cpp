#include <spdlog/fmt/fmt.h>

#include <cmath>
#include <iostream>
#include <string>

#include "base/json_text.hpp"
#include "command.hpp"
#include "json.hpp"
#include "reproduce/comparison.hpp"

namespace firstmove::host {
namespace {

struct DiffArguments {
  std::string was, is;  // DIR or DIR:ID
  bool json = false;
};

constexpr std::size_t most_lines = 20;  // lines of runs in the text

Json text_or_null(const std::optional<std::string>& text) { return text ? Json(*text) : Json(); }

Json as_json(const std::vector<Change>& changes) {
  Json list = Json::array();
  for (const Change& c : changes) {
    list.push_back({{"what", c.what}, {"was", text_or_null(c.was)}, {"is", text_or_null(c.is)}});
    if (!c.was_origin.empty()) list.back()["was_origin"] = c.was_origin;
    if (!c.is_origin.empty()) list.back()["is_origin"] = c.is_origin;
  }
  return list;
}

Json as_json(const Comparison& comparison) {
  Json differ = Json::array();
  for (const RunDifference& d : comparison.runs)
    differ.push_back({{"was", d.was},
                      {"is", d.is},
                      {"learner", d.learner},
                      {"sweep", Json::parse(d.sweep_json)},
                      {"replicate", d.replicate},
                      {"values", d.values},
                      {"different", d.different},
                      {"largest", std::isfinite(d.largest) ? Json(d.largest) : Json()},
                      {"said", d.said}});
  return {{"same", comparison.same()},
          {"settings", as_json(comparison.settings)},
          {"plugins", as_json(comparison.plugins)},
          {"provenance", as_json(comparison.provenance)},
          {"results",
           {{"same", comparison.same_results()},
            {"compared", comparison.compared},
            {"differ", differ},
            {"only_was", comparison.only_was},
            {"only_is", comparison.only_is}}}};
}

std::string side(const std::optional<std::string>& value, const std::string& origin) {
  return (value ? value->empty() ? "not known" : *value : "not there") +
         (origin.empty() ? "" : "  # " + origin);
}

void print(const std::string& title, const std::vector<Change>& changes) {
  if (changes.empty()) return;
  std::cout << title << '\n';
  for (const Change& c : changes)
    std::cout << fmt::format("  {}\n    was {}\n    is  {}\n", c.what, side(c.was, c.was_origin),
                             side(c.is, c.is_origin));
}

void print(const std::string& where, const std::vector<std::string>& runs) {
  for (std::size_t i = 0; i < runs.size() && i < most_lines; ++i)
    std::cout << fmt::format("  only in {}: {}\n", where, runs[i]);
  if (runs.size() > most_lines)
    std::cout << fmt::format("  and {} more\n", runs.size() - most_lines);
}

void print(const DiffArguments& arguments, const Comparison& comparison) {
  print("settings", comparison.settings);
  print("plugins", comparison.plugins);
  print("firstmove and the machine", comparison.provenance);
  std::cout << fmt::format("results: {} of {} runs that both have are the same bit for bit\n",
                           comparison.compared - comparison.runs.size(), comparison.compared);
  for (std::size_t i = 0; i < comparison.runs.size() && i < most_lines; ++i) {
    const RunDifference& d = comparison.runs[i];
    std::cout << fmt::format("  '{}'{} replicate {}: {} of {} values differ", d.learner,
                             d.sweep_json == "{}" ? "" : " " + d.sweep_json, d.replicate,
                             d.different, d.values);
    if (d.different != 0) std::cout << fmt::format(", by up to {:.3g}", d.largest);
    std::cout << '\n';
    for (const std::string& said : d.said) std::cout << "    " << said << '\n';
  }
  if (comparison.runs.size() > most_lines)
    std::cout << fmt::format("  and {} more that differ\n", comparison.runs.size() - most_lines);
  print(arguments.was, comparison.only_was);
  print(arguments.is, comparison.only_is);
}

void declare_diff(CLI::App& command, DiffArguments& to) {
  command.add_option("was", to.was, "a results folder, or DIR:ID for one of its runs")->required();
  command.add_option("is", to.is, "another one")->required();
  command.add_flag("--json", to.json, "as JSON");
}

// Returns the exit code: 0 if nothing differs, else 1. Throws InputError.
int diff_command(const DiffArguments& arguments, const Context&) {
  const Comparison comparison =
      compare(compared_results(arguments.was), compared_results(arguments.is));
  if (arguments.json)
    std::cout << json_text(as_json(comparison), 2) << '\n';
  else
    print(arguments, comparison);
  return comparison.same() ? 0 : 1;
}

const RegisterCommand register_diff(
    {
        .group = CommandGroup::run,
        .rank = 50,
        .name = "diff",
        .summary = "show what changed between two results, and whether they agree bit for bit",
    },
    declare_diff, diff_command);

}  // namespace
}  // namespace firstmove::host
