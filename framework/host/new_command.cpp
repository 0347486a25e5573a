#define BOOST_DLL_USE_STD_FS

#include <spdlog/fmt/fmt.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <array>
#include <boost/dll/runtime_symbol_info.hpp>
#include <cctype>
#include <filesystem>
#include <iostream>
#include <string>
#include <string_view>
#include <vector>

#include "arguments.hpp"
#include "base/diagnostics.hpp"
#include "base/whole_folder.hpp"
#include "base/write_file.hpp"
#include "command.hpp"
#include "output.hpp"
#include "plugin/catalog.hpp"
#include "templates.hpp"

namespace firstmove::host {
namespace {

namespace fs = std::filesystem;

struct NewArguments {
  std::string kind, name, language = "c++";
  std::filesystem::path into = ".";
};

// Names that CMake or a language reserves.
constexpr std::array taken = {"all",           "alloc", "clean",   "core",       "edit-cache",
                              "firstmove",     "help",  "install", "new-plugin", "package",
                              "rebuild-cache", "self",  "std",     "test",       "vec"};

// Letters, digits and single '-' between them, beginning with a letter: an id of the ABI that can
// also be made into an identifier.
bool is_good_name(const std::string& name) {
  const auto is_letter = [](unsigned char c) { return c >= 'a' && c <= 'z'; };
  const auto is_known = [&](unsigned char c) {
    return is_letter(c) || std::isdigit(c) || c == '-';
  };
  return name.size() >= 2 && std::all_of(name.begin(), name.end(), is_known) &&
         is_letter(name[0]) && name.back() != '-' && name.find("--") == std::string::npos;
}

// The nearest good name, or "" if there is none.
std::string made_good(const std::string& name) {
  std::string good;
  for (const unsigned char c : name) {
    const bool capital = std::isupper(c), after_small = !good.empty() && std::islower(good.back());
    if (capital && after_small) good += '-';
    if (std::isalnum(c))
      good += static_cast<char>(std::tolower(c));
    else if (!good.empty() && good.back() != '-')
      good += '-';
  }
  good.erase(0, good.find_first_not_of("-0123456789"));
  while (good.ends_with('-')) good.pop_back();
  return is_good_name(good) ? good : "";
}

void check_name(const std::string& name) {
  if (std::find(taken.begin(), taken.end(), name) != taken.end())
    throw InputError(
        fmt::format("'{}' is a name that CMake or a compiler reserves; choose another one, such as "
                    "'my-{}'",
                    name, name));
  if (is_good_name(name)) return;
  const std::string good = made_good(name);
  throw InputError(fmt::format(
      "'{}' is not a valid plugin name: it must be two or more of a-z, 0-9 and single '-' between "
      "them, and begin with a letter{}",
      name, good.empty() ? "" : fmt::format("; did you mean '{}'?", good)));
}

std::string struct_name(const std::string& id) {
  std::string name;
  for (std::size_t i = 0; i < id.size(); ++i)
    if (id[i] != '-')
      name += i == 0 || id[i - 1] == '-' ? static_cast<char>(std::toupper(id[i])) : id[i];
  return name;
}

std::string replaced(std::string text, std::string_view word, const std::string& by) {
  for (std::size_t at = 0; (at = text.find(word, at)) != std::string::npos; at += by.size())
    text.replace(at, word.size(), by);
  return text;
}

std::string named(std::string_view text, const std::string& id) {
  std::string identifier = id;
  std::replace(identifier.begin(), identifier.end(), '-', '_');
  return replaced(replaced(replaced(std::string(text), "new-plugin", id), "new_plugin", identifier),
                  "NewPlugin", struct_name(id));
}

// The name of the file that a template makes; "" if it is of another kind or language.
std::string file_of(const Template& file, const NewArguments& wanted) {
  const std::string_view path = file.path;
  const std::size_t first = path.find('/'), second = path.find('/', first + 1);
  const std::string_view kind = path.substr(0, first),
                         language = path.substr(first + 1, second - first - 1);
  const bool fits =
      (kind == "any" || kind == wanted.kind) && (language == "any" || language == wanted.language);
  return fits ? named(path.substr(second + 1), wanted.name) : "";
}

// A plugin of the same name would hide this one or be hidden by it.
void warn_of_namesakes(const std::string& id, const std::vector<fs::path>& folders) {
  for (const fs::path& folder : folders)
    if (const fs::path file = folder / (id + ".so"); fs::exists(file))
      return spdlog::warn(
          "a plugin '{}' exists already: {}; a manifest uses the one whose folder comes first in "
          "the plugin path",
          id, file.string());
}

// Where find_package(firstmove) finds this program's package, or "" if it is not installed.
fs::path prefix() {
  const fs::path tree = boost::dll::program_location().parent_path().parent_path();
  for (const char* library : {"lib", FIRSTMOVE_LIBDIR})
    if (fs::exists(tree / library / "cmake/firstmove/firstmoveConfig.cmake")) return tree;
  return "";
}

void print_next(const NewArguments& wanted, const fs::path& folder) {
  const std::string at = folder.lexically_normal().string(), &id = wanted.name;
  fs::path from = prefix();
  std::cout << "created " << at << ", a " << wanted.kind
            << " that builds and passes its test. Next:\n";
  if (from.empty()) {
    from = "$HOME/.local";
    std::cout << "  cmake --install "
              << boost::dll::program_location().parent_path().parent_path().string()
              << " --prefix \"" << from.string() << "\"\n";
  }
  const bool known = from == "/usr" || from == "/usr/local";  // searched by default
  const std::string program = known ? "firstmove" : "\"" + (from / "bin/firstmove").string() + "\"";
  std::cout << "  cmake -S " << at << " -B " << at << "/build"
            << (known ? "" : " -DCMAKE_PREFIX_PATH=\"" + from.string() + "\"") << "\n"
            << "  ctest --test-dir " << at << "/build --output-on-failure\n"
            << "  " << program << " run " << at << "/" << id << ".toml --plugin-path " << at
            << "/build --out results/" << id << "\n"
            << "Then edit the plugin: " << at << "/README.md describes each file.\n";
}

void declare_new(CLI::App& command, NewArguments& to) {
  command.add_option("kind", to.kind, "game, learner or observer")
      ->required()
      ->check(CLI::IsMember({"game", "learner", "observer"}));
  command.add_option("name", to.name, "the plugin's id, also the name of its folder")
      ->required()
      ->check(possible_folder());
  command.add_option("--lang", to.language, "c++, c or rust (default: c++)")
      ->check(CLI::IsMember({"c++", "c", "rust"}));
  command.add_option("--into", to.into, "where to create the folder (default: the current folder)")
      ->check(possible_folder());
}

// Creates the folder of a new plugin, completely or not at all, and prints what to type next.
// Throws InputError.
int new_command(const NewArguments& arguments, const Context& context) {
  check_name(arguments.name);
  const fs::path folder = arguments.into / arguments.name;
  if (fs::exists(fs::symlink_status(folder)))
    throw InputError(
        fmt::format("{} exists already; choose another name, or another place with --into",
                    folder.lexically_normal().string()));
  WholeFolder whole(folder);
  for (const Template& file : templates())
    if (const std::string name = file_of(file, arguments); !name.empty())
      write_whole_file(whole.path() / name, named(file.text, arguments.name));
  whole.keep();
  warn_of_namesakes(arguments.name, plugin_folders(context.plugin_path));
  say_what_is_kept(fmt::format("the folder {} is complete", folder.string()));
  print_next(arguments, folder);
  return 0;
}

const RegisterCommand register_new(
    {
        .group = CommandGroup::plugins,
        .rank = 30,
        .name = "new",
        .summary =
            "create a folder for a new plugin, with an experiment and a test, ready to build",
    },
    declare_new, new_command);

}  // namespace
}  // namespace firstmove::host
