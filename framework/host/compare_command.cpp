#include <spdlog/fmt/fmt.h>
#include <spdlog/fmt/ranges.h>

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "base/json_text.hpp"
#include "call/host_side.hpp"
#include "command.hpp"
#include "compare/comparison_json.hpp"
#include "compare/comparison_tables.hpp"
#include "compare_text.hpp"
#include "json.hpp"

namespace firstmove::host {
namespace {

struct CompareArguments {
  std::vector<std::filesystem::path> folders;
  std::vector<std::string> by, tables;
  StudyOptions options;
  bool json = false, csv = false, latex = false;
};

void declare_compare(CLI::App& command, CompareArguments& to) {
  command.add_option("folders", to.folders, "results folders")->required();
  command
      .add_option("--by", to.by,
                  "a swept key: compare for each of its values, instead of over their mean")
      ->allow_extra_args(false);
  command
      .add_option("--table", to.tables,
                  "costs, pairs, ranks, posthoc, times, targets or skipped (default: all; for "
                  "--csv: pairs)")
      ->check(CLI::IsMember({"costs", "pairs", "ranks", "posthoc", "times", "targets", "skipped"}))
      ->allow_extra_args(false);
  command
      .add_option("--margin", to.options.margin,
                  "differences of at most this times the costs count as none")
      ->check(CLI::Range(0.0, 1.0))
      ->capture_default_str();
  command
      .add_option("--tolerance", to.options.tolerance,
                  "a run is at a point x if its distance is at most this share of half the widths "
                  "of the game's box, or of |x| where that is more")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  command.add_option("--confidence", to.options.confidence, "confidence level of all intervals")
      ->check(CLI::Range(0.5, 0.9999))
      ->capture_default_str();
  command
      .add_option_function<std::string>(
          "--bootstrap",
          [&to](const std::string& name) {
            to.options.bootstrap =
                name == "bca" ? BootstrapMethod::bca : BootstrapMethod::percentile;
          },
          "intervals of interquartile means and of expected products: percentile or bca "
          "(corrected for bias and skewness)")
      ->check(CLI::IsMember({"percentile", "bca"}))
      ->default_str("percentile");
  CLI::Option* const json =
      command.add_flag("--json", to.json, "every table and test, with method and unit, as JSON");
  CLI::Option* const csv = command.add_flag("--csv", to.csv, "one table as CSV")->excludes(json);
  command.add_flag("--latex", to.latex, "tables as LaTeX")->excludes(json)->excludes(csv);
}

Json document(const std::vector<ComparedStudy>& studies) {
  Json experiments = Json::array();
  for (const ComparedStudy& compared : studies)
    experiments.push_back(comparison_json(compared.study, compared.comparison));
  return {{"experiments", experiments}};
}

// The chosen tables that have rows.
std::vector<NamedTable> chosen(const std::vector<ComparedStudy>& studies,
                               const std::vector<std::string>& names) {
  std::vector<NamedTable> tables = comparison_tables(studies);
  std::erase_if(tables, [&](const NamedTable& table) {
    return names.empty() ? table.table.rows.empty()
                         : std::find(names.begin(), names.end(), table.name) == names.end();
  });
  return tables;
}

void print_tables(const std::vector<ComparedStudy>& studies, const CompareArguments& arguments) {
  if (arguments.csv) {
    if (arguments.tables.size() > 1)
      throw InputError(fmt::format("--csv prints one table, and --table names {}: {}",
                                   arguments.tables.size(), fmt::join(arguments.tables, ", ")));
    const auto name = arguments.tables.empty() ? std::string("pairs") : arguments.tables.front();
    std::cout << as_csv(chosen(studies, {name}).front().table);
    return;
  }
  bool first = true;
  for (const NamedTable& table : chosen(studies, arguments.tables)) {
    if (!first) std::cout << '\n';
    first = false;
    std::cout << as_latex(table.table);
  }
}

int compare_command(const CompareArguments& arguments, const Context& context) {
  let_plugins_print(false);
  std::vector<std::unique_ptr<Study>> studies;
  std::vector<ComparedStudy> compared;
  for (const std::filesystem::path& folder : arguments.folders) {
    studies.push_back(std::make_unique<Study>(folder, context.plugin_path, arguments.options));
    compared.push_back({*studies.back(), compare_learners(*studies.back(), arguments.by)});
  }
  if (arguments.json)
    std::cout << json_text(document(compared), 2) << '\n';
  else if (arguments.csv || arguments.latex)
    print_tables(compared, arguments);
  else
    for (const ComparedStudy& one : compared)
      std::cout << comparison_text(one.study, one.comparison);
  return 0;
}

const RegisterCommand register_compare(
    {
        .group = CommandGroup::results,
        .rank = 12,
        .name = "compare",
        .summary = "which learner is better: medians, tests, ranks and times over replicates",
    },
    declare_compare, compare_command);

}  // namespace
}  // namespace firstmove::host
