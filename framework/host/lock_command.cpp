#include <spdlog/spdlog.h>

#include <filesystem>
#include <string>
#include <vector>

#include "base/write_file.hpp"
#include "command.hpp"
#include "reproduce/lock.hpp"

namespace firstmove::host {
namespace {

struct LockArguments {
  std::filesystem::path manifest;
  std::vector<std::string> overrides;
};

void declare_lock(CLI::App& command, LockArguments& to) {
  command.add_option("manifest", to.manifest, "the experiment, a TOML file")->required();
  command.add_option("--set", to.overrides, "KEY=VALUE, changes the manifest")
      ->allow_extra_args(false);
}

// Writes the manifest's lock beside it. Throws InputError.
int lock_command(const LockArguments& arguments, const Context& context) {
  const Catalog catalog(plugin_folders(context.plugin_path, manifest_folder(arguments.manifest)));
  const Manifest manifest = read_manifest(arguments.manifest, arguments.overrides, catalog);
  const std::filesystem::path file = lock_file(arguments.manifest);
  write_whole_file(file, lock_text(manifest));
  spdlog::info("wrote the lock {}", file.string());
  return 0;
}

const RegisterCommand register_lock(
    {
        .group = CommandGroup::run,
        .rank = 35,
        .name = "lock",
        .summary = "write a lock file beside a manifest, which 'run --locked' checks",
    },
    declare_lock, lock_command);

}  // namespace
}  // namespace firstmove::host
