// The table of commands. A file foo_command.cpp adds its command to the table with an object of
// RegisterCommand; no other file names the command.
#pragma once

#include <CLI/CLI.hpp>

#include <filesystem>
#include <functional>
#include <memory>
#include <vector>

#include "engine_names.hpp"

namespace firstmove::host {

// The values of the options that all commands share.
struct Context {
  std::vector<std::filesystem::path> plugin_path;  // searched before all other folders
  bool quiet = false;                              // log only warnings and errors
};

// The groups of commands in --help, in this order.
enum class CommandGroup { run, results, analysis, plugins };
const char* group_title(CommandGroup group);

struct CommandInfo {
  CommandGroup group;
  int rank;  // position within the group; commands of equal rank are ordered by name
  const char* name;
  const char* summary;
};

struct Command {
  using Act = std::function<int(const Context&)>;  // returns the exit code; may throw InputError

  CommandInfo info;
  // Adds the options to the subcommand. The returned function uses their values: call it after
  // parsing.
  std::function<Act(CLI::App&)> declare;
};

// All commands in the order of --help, which does not depend on the order of linking.
std::vector<Command> commands();

// Adds a command when the program starts: define one as a constant at namespace scope.
class RegisterCommand {
 public:
  // `declare` adds options that store into the arguments; `act` gets the parsed arguments.
  template <class Arguments>
  RegisterCommand(const CommandInfo& info, void (*declare)(CLI::App&, Arguments&),
                  int (*act)(const Arguments&, const Context&)) {
    add({info, [declare, act](CLI::App& app) -> Command::Act {
           const auto arguments = std::make_shared<Arguments>();
           declare(app, *arguments);
           return [arguments, act](const Context& context) { return act(*arguments, context); };
         }});
  }

 private:
  static void add(Command command);
};

}  // namespace firstmove::host
