#include "export_command.hpp"

#include <iostream>

#include "base/diagnostics.hpp"

namespace firstmove::host {

CLI::App* add_export(CLI::App& app, ExportArguments& to) {
  CLI::App* command = app.add_subcommand("export", "the results as CSV tables or NumPy arrays");
  command->add_option("folder", to.folder, "a results folder")->required();
  command->add_flag("--csv", to.formats.csv, "tables: runs.csv, metrics.csv, trajectory.csv, ..");
  command->add_flag("--npy", to.formats.npy,
                    "dense arrays: final_x.npy, metric-NAME.npy, trajectories.npy, ..");
  command->add_option("--out", to.out,
                      "folder for the files, new or empty (default: export in the results folder)");
  return command;
}

int export_command(const ExportArguments& arguments) {
  if (!arguments.formats.csv && !arguments.formats.npy)
    throw InputError("export needs --csv, --npy or both");
  const std::filesystem::path out =
      arguments.out.empty() ? arguments.folder / "export" : arguments.out;
  export_results(arguments.folder, out, arguments.formats);
  std::cout << out.string() << '\n';
  return 0;
}

}  // namespace firstmove::host
