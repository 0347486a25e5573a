// firstmove: learning dynamics in games where somebody moves first. The options of all commands,
// and the choice of the command (command.hpp).
#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>
#include <CLI/CLI.hpp>

#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "base/clean_text.hpp"
#include "base/diagnostics.hpp"
#include "call/said.hpp"
#include "call/supervisor.hpp"
#include "command.hpp"
#include "log_format.hpp"
#include "output.hpp"
#include "plugin/catalog.hpp"
#include "terminal.hpp"

namespace {

using namespace firstmove::host;

// Exit code of wrong input. Commands return 1 for failures and differences, 130 if interrupted.
constexpr int wrong_input = 2;

// Leaves out what a worker that died has logged already.
class LogOnce : public spdlog::sinks::stderr_color_sink_mt {
 public:
  explicit LogOnce(spdlog::color_mode colors) : spdlog::sinks::stderr_color_sink_mt(colors) {}
  void log(const spdlog::details::log_msg& message) override {
    if (first_time({message.payload.data(), message.payload.size()}))
      spdlog::sinks::stderr_color_sink_mt::log(message);
  }
};

void set_up_log(bool quiet) {
  auto sink = std::make_shared<LogOnce>(Terminal::of_stderr().color ? spdlog::color_mode::always
                                                                    : spdlog::color_mode::never);
  auto log = std::make_shared<spdlog::logger>("firstmove", sink);
  log->set_formatter(log_format());
  log->set_level(quiet ? spdlog::level::warn : spdlog::level::info);
  spdlog::set_default_logger(std::move(log));
}

int run(int argc, char** argv) {
  CLI::App app("Learning dynamics in games where somebody moves first.", "firstmove");
  app.set_version_flag("--version", "firstmove " FIRSTMOVE_VERSION);
  app.failure_message([](const CLI::App* failed, const CLI::Error& error) {
    return clean_text(CLI::FailureMessage::simple(failed, error));
  });
  app.require_subcommand(1);
  app.fallthrough();
  Context context;
  app.add_option("--plugin-path", context.plugin_path,
                 "a folder with plugins, searched before all others; may be repeated")
      ->allow_extra_args(false);
  app.add_flag("-q,--quiet", context.quiet, "log only warnings and errors");

  struct Declared {
    CLI::App* app;
    Command::Act act;
  };
  std::vector<Declared> all;
  for (const Command& command : commands()) {
    const CommandInfo& info = command.info;
    CLI::App* const declared = app.add_subcommand(info.name, info.summary);
    declared->group(group_title(info.group));
    all.push_back({declared, command.declare(*declared)});
  }

  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : wrong_input;
  }
  set_up_log(context.quiet);

  for (const Declared& command : all) {
    if (!*command.app) continue;
    name_output(fmt::format("'firstmove {}'", command.app->get_name()));
    return command.act(context);
  }
  return 0;
}

int run_or_say_why_not(int argc, char** argv) {
  try {
    return run(argc, argv);
  } catch (const firstmove::engine::InputError& error) {
    std::cerr << error.what() << '\n';
    return wrong_input;
  } catch (const firstmove::engine::PluginError& error) {
    std::cerr << clean_text(error.what()) << '\n';
    return wrong_input;
  } catch (const std::exception& error) {
    std::cerr << "firstmove: " << clean_text(error.what()) << '\n';
    return 1;
  }
}

}  // namespace

int main(int argc, char** argv) {
  return firstmove::engine::supervise([&] {
    watch_output();
    return finish_output(run_or_say_why_not(argc, argv));
  });
}
