#include <spdlog/fmt/fmt.h>

#include <filesystem>
#include <iostream>

#include "arguments.hpp"
#include "base/diagnostics.hpp"
#include "command.hpp"
#include "export/export.hpp"
#include "output.hpp"

namespace firstmove::host {
namespace {

struct ExportArguments {
  std::filesystem::path folder, out;
  ExportFormats formats;
};

void declare_export(CLI::App& command, ExportArguments& to) {
  command.add_option("folder", to.folder, "a results folder")->required();
  command.add_flag("--csv", to.formats.csv, "tables: runs.csv, metrics.csv, trajectory.csv, ..");
  command.add_flag("--npy", to.formats.npy,
                   "dense arrays: final_x.npy, metric-NAME.npy, trajectories.npy, ..");
  command
      .add_option("--out", to.out,
                  "folder for the files, new or empty (default: export in the results folder)")
      ->check(possible_folder());
}

// Writes the files and prints their folder. Throws InputError.
int export_command(const ExportArguments& arguments, const Context&) {
  if (!arguments.formats.csv && !arguments.formats.npy)
    throw InputError("export needs --csv, --npy or both");
  const std::filesystem::path out =
      arguments.out.empty() ? arguments.folder / "export" : arguments.out;
  export_results(arguments.folder, out, arguments.formats);
  say_what_is_kept(fmt::format("the files in {} are complete", out.string()));
  std::cout << out.string() << '\n';
  return 0;
}

const RegisterCommand register_export(
    {
        .group = CommandGroup::results,
        .rank = 20,
        .name = "export",
        .summary = "write the results as CSV tables or NumPy arrays",
    },
    declare_export, export_command);

}  // namespace
}  // namespace firstmove::host
