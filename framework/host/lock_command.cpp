#include "lock_command.hpp"

#include <spdlog/spdlog.h>

#include <fstream>

#include "reproduce/lock.hpp"

namespace firstmove::host {

CLI::App* add_lock(CLI::App& app, LockArguments& to) {
  CLI::App* command = app.add_subcommand(
      "lock", "write down beside a manifest all that 'run --locked' then holds it to");
  command->add_option("manifest", to.manifest, "the experiment, a TOML file")->required();
  command->add_option("--set", to.overrides, "KEY=VALUE, changes the manifest")
      ->allow_extra_args(false);
  return command;
}

int lock_command(const LockArguments& arguments,
                 const std::vector<std::filesystem::path>& plugin_path) {
  const Catalog catalog(plugin_folders(plugin_path, manifest_folder(arguments.manifest)));
  const Manifest manifest = read_manifest(arguments.manifest, arguments.overrides, catalog);
  const std::filesystem::path file = lock_file(arguments.manifest);
  // Whole or not at all: an old lock stays until the new one is there.
  std::filesystem::path written = file;
  written += ".new";
  std::ofstream stream(written, std::ios::binary);
  stream << lock_text(manifest);
  stream.close();
  std::error_code error;
  if (stream) std::filesystem::rename(written, file, error);
  if (!stream || error) {
    std::filesystem::remove(written, error);
    throw InputError(fmt::format("{} cannot be written", file.string()));
  }
  spdlog::info("locked by {}", file.string());
  return 0;
}

}  // namespace firstmove::host
