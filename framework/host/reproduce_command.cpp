#include "reproduce_command.hpp"

#include <spdlog/fmt/fmt.h>

#include <iostream>
#include <nlohmann/json.hpp>

#include "reproduce/reproduce.hpp"

namespace firstmove::host {

CLI::App* add_reproduce(CLI::App& app, ReproduceArguments& to) {
  CLI::App* command = app.add_subcommand(
      "reproduce", "take one run again and hold it against what was recorded, bit by bit");
  command->add_option("folder", to.folder, "a results folder")->required();
  command->add_option("run", to.run, "the run's id")->required();
  command->add_flag("--json", to.json, "as JSON");
  return command;
}

int reproduce_command(const ReproduceArguments& arguments,
                      const std::vector<std::filesystem::path>& plugin_path) {
  const Results results(arguments.folder);
  const Catalog catalog(plugin_folders(plugin_path, arguments.folder));
  const Manifest manifest = read_manifest(results.manifest(), {}, catalog);
  const Reproduction found = reproduce(results, manifest, arguments.run);
  if (arguments.json) {
    std::cout << nlohmann::ordered_json{{"run", arguments.run},
                                        {"same", found.same},
                                        {"compared", found.compared},
                                        {"difference", found.difference},
                                        {"changed", found.changed}}
                     .dump()
              << '\n';
  } else {
    for (const std::string& changed : found.changed) std::cout << changed << '\n';
    std::cout << (found.same
                      ? fmt::format("run {}: the same bits, {} values compared\n", arguments.run,
                                    found.compared)
                      : fmt::format("run {} differs: {}\n", arguments.run, found.difference));
  }
  return found.same ? 0 : 1;
}

}  // namespace firstmove::host
