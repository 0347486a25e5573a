#include <spdlog/fmt/fmt.h>

#include <cstdint>
#include <filesystem>
#include <iostream>
#include <nlohmann/json.hpp>
#include <vector>

#include "base/json_text.hpp"
#include "command.hpp"
#include "reproduce/reproduce.hpp"
#include "results/manifest_of.hpp"

namespace firstmove::host {
namespace {

struct ReproduceArguments {
  std::filesystem::path folder;
  std::int64_t run = 0;
  bool json = false;
};

void declare_reproduce(CLI::App& command, ReproduceArguments& to) {
  command.add_option("folder", to.folder, "a results folder")->required();
  command.add_option("run", to.run, "the run's id")->required();
  command.add_flag("--json", to.json, "as JSON");
}

// Returns the exit code: 0 if the repeated run has the same bits, else 1. Throws InputError.
int reproduce_command(const ReproduceArguments& arguments, const Context& context) {
  const Results results(arguments.folder);
  const Catalog catalog(plugin_folders(context.plugin_path, arguments.folder));
  const Manifest manifest = manifest_of(results, catalog);
  const Reproduction found = reproduce(results, manifest, arguments.run);
  if (arguments.json) {
    std::cout << json_text(nlohmann::ordered_json{{"run", arguments.run},
                                                  {"same", found.same},
                                                  {"compared", found.compared},
                                                  {"difference", found.difference},
                                                  {"changed", found.changed}})
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

const RegisterCommand register_reproduce(
    {
        .group = CommandGroup::run,
        .rank = 40,
        .name = "reproduce",
        .summary = "repeat one run and compare it bit for bit with the recorded one",
    },
    declare_reproduce, reproduce_command);

}  // namespace
}  // namespace firstmove::host
