#include "command.hpp"

#include <algorithm>
#include <string_view>
#include <tuple>
#include <utility>

namespace firstmove::host {
namespace {

// Local to a function: it is made by the first registration, whichever file that is in.
std::vector<Command>& command_table() {
  static std::vector<Command> table;
  return table;
}

}  // namespace

const char* group_title(CommandGroup group) {
  switch (group) {
    case CommandGroup::run:
      return "Run and follow";
    case CommandGroup::results:
      return "Look at results";
    case CommandGroup::analysis:
      return "Analyse";
    case CommandGroup::plugins:
      return "Plugins";
  }
  return "";
}

std::vector<Command> commands() {
  std::vector<Command> sorted = command_table();
  const auto position = [](const Command& command) {
    const CommandInfo& info = command.info;
    return std::tuple(info.group, info.rank, std::string_view(info.name));
  };
  std::sort(sorted.begin(), sorted.end(), [&](const Command& left, const Command& right) {
    return position(left) < position(right);
  });
  return sorted;
}

void RegisterCommand::add(Command command) { command_table().push_back(std::move(command)); }

}  // namespace firstmove::host
