#include "compile/toolchain.hpp"

#define BOOST_DLL_USE_STD_FS
#include <spdlog/fmt/fmt.h>
#include <spdlog/fmt/ranges.h>
#include <boost/dll/runtime_symbol_info.hpp>

#include <algorithm>
#include <cstdlib>
#include <sstream>

#include "base/diagnostics.hpp"
#include "base/process.hpp"
#include "base/sha256.hpp"

namespace firstmove::engine {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> words(const std::string& text) {
  std::istringstream in(text);
  std::vector<std::string> all;
  for (std::string word; in >> word;) all.push_back(word);
  return all;
}

std::string first_line(const std::string& text) { return text.substr(0, text.find('\n')); }

// Next to the program, both in the build tree and in an installation.
fs::path kit_includes() {
  const fs::path program = boost::dll::program_location();
  const fs::path includes = (program.parent_path().parent_path() / "include").lexically_normal();
  if (fs::exists(includes / "firstmove/abi.h")) return includes;
  throw InputError(fmt::format(
      "cannot compile games: the headers of firstmove are not in {}; install firstmove completely",
      includes.string()));
}

std::string hash_of(const fs::path& includes) {
  std::vector<fs::path> headers;
  // In a build tree the headers are links, and the folder internal/ is one.
  for (const auto& entry : fs::recursive_directory_iterator(
           includes / "firstmove", fs::directory_options::follow_directory_symlink))
    if (entry.is_regular_file()) headers.push_back(entry.path());
  std::sort(headers.begin(), headers.end());
  std::string all;
  for (const fs::path& header : headers) all += sha256_of_file(header);
  return sha256(all);
}

Toolchain make(bool c_plus_plus) {
  Toolchain tools;
  std::vector<std::string> candidates = c_plus_plus
                                            ? std::vector<std::string>{"c++", "g++", "clang++"}
                                            : std::vector<std::string>{"cc", "gcc", "clang"};
  const char* const chosen = std::getenv(c_plus_plus ? "CXX" : "CC");
  if (chosen && *chosen) candidates = {chosen};
  for (const std::string& candidate : candidates) {
    tools.compiler = words(candidate);
    std::vector<std::string> ask = tools.compiler;
    ask.emplace_back("--version");
    const ProcessResult said = run_process(ask);
    if (said.code != 0) continue;
    tools.version = first_line(said.output);
    break;
  }
  if (tools.version.empty())
    throw InputError(fmt::format(
        "there is no {} compiler for the game: {} cannot be run; install g++ or set {}",
        c_plus_plus ? "C++" : "C", fmt::join(candidates, ", "), c_plus_plus ? "CXX" : "CC"));
  tools.flags = words(FIRSTMOVE_PLUGIN_FLAGS);
  tools.flags.insert(tools.flags.begin(), c_plus_plus ? "-std=c++20" : "-std=c11");
  tools.includes = kit_includes();
  tools.kit_hash = hash_of(tools.includes);
  return tools;
}

}  // namespace

const Toolchain& Toolchain::of(bool c_plus_plus) {
  if (c_plus_plus) {
    static const Toolchain tools = make(true);
    return tools;
  }
  static const Toolchain tools = make(false);
  return tools;
}

}  // namespace firstmove::engine
