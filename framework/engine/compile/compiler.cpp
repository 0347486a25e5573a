#include "compile/compiler.hpp"

#include <spdlog/fmt/fmt.h>
#include <spdlog/fmt/ranges.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <fstream>
#include <sstream>

#include "base/clean_text.hpp"
#include "base/diagnostics.hpp"
#include "base/process.hpp"
#include "base/sha256.hpp"
#include "base/text_file.hpp"
#include "base/write_file.hpp"
#include "compile/game_cache.hpp"
#include "compile/toolchain.hpp"

namespace firstmove::engine {
namespace {

namespace fs = std::filesystem;

constexpr const char* rule_name = "made-of";  // the list of the files that a game was made of

// Only the entry is exported, whatever the flags say about the standard library's templates.
constexpr const char* visible = "{ global: firstmove_library; local: *; };\n";

// The compiler's first error and the lines after it; the whole output would be too long.
std::string first_error(const std::string& output) {
  constexpr std::size_t most = 2000;
  std::istringstream in(output);
  std::vector<std::string> lines;
  for (std::string line; std::getline(in, line) && lines.size() < 12;)
    if (!lines.empty() || line.find("error") != std::string::npos) lines.push_back(line);
  return clean_text(lines.empty() ? output : fmt::format("{}", fmt::join(lines, "\n")), most);
}

// The files that a library was compiled from, read from the make rule that the compiler wrote:
// "made: a.cpp my\ force.hpp". Empty if the rule cannot be read.
std::vector<fs::path> read_rule(const fs::path& rule, const fs::path& folder) {
  std::string text = fault_of_file(rule).empty() ? read_text(rule) : "";
  text.erase(0, std::min(text.size(), text.find(": ") + 2));
  text += '\n';
  std::vector<fs::path> files;
  std::string word;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const std::size_t after = text.find_first_not_of('\\', i), slashes = after - i;
    const char c = text[i = after];
    const bool blank = c == ' ' || c == '\t';
    // Backslashes before a blank are doubled, and one more escapes it; '#' and ':' get one; one
    // before the end of a line joins it with the next line; all others are part of the name.
    const bool escaped = slashes > 0 && (c == '#' || c == ':' || (blank && slashes % 2 == 1));
    const bool joins = slashes == 1 && c == '\n';
    word.append(joins ? 0 : blank ? slashes / 2 : slashes - escaped, '\\');
    if ((blank && !escaped) || c == '\n') {
      if (!word.empty()) files.push_back((folder / word).lexically_normal());
      word.clear();
    } else {
      word += c;
      if (c == '$' && text[i + 1] == '$') ++i;
    }
  }
  return files;
}

// A name that the compiler takes for neither an option nor a file of options.
std::string argument(const fs::path& name) {
  const std::string text = name.string();
  return text.starts_with('-') || text.starts_with('@') ? "./" + text : text;
}

// Paths are arguments of their own: within one, as in -Wl,.. or -f..-map=A=B, a comma or '=' of a
// path would end it.
void compile(const Toolchain& tools, const fs::path& source, const fs::path& folder,
             const fs::path& output, const fs::path& rule) {
  const fs::path script = output.parent_path() / "visible.map";
  write_whole_file(script, visible);
  std::vector<std::string> command = tools.compiler;
  command.insert(command.end(), tools.flags.begin(), tools.flags.end());
  command.insert(command.end(),
                 {"-isystem", tools.includes.string(),
                  fmt::format("-DFIRSTMOVE_FLAGS=\"{}\"", fmt::join(tools.flags, " ")), "-include",
                  "firstmove/flags.h", "-fPIC", "-shared", "-fvisibility=hidden", "-MMD", "-MF",
                  rule.string(), "-MT", "made"});
  if (folder.string().find('=') == std::string::npos)
    command.push_back("-ffile-prefix-map=" + folder.string() + "=.");
  command.insert(command.end(),
                 {argument(source), "-Wl,--no-undefined", "-Xlinker",
                  "--version-script=" + script.string(), "-o", output.string(), "-lm"});
  const ProcessResult made = run_process(command, {.folder = folder});
  fs::remove(script);
  if (made.code != 0)
    throw InputError(fmt::format("{} does not compile ({}):\n{}", source.string(), tools.version,
                                 first_error(made.output)));
}

std::string key_of(const Toolchain& tools, const std::string& text) {
  return sha256(fmt::format("{}\n{}\n{}\n{}\n{}", fmt::join(tools.compiler, " "), tools.version,
                            fmt::join(tools.flags, " "), tools.kit_hash, text));
}

}  // namespace

Compiled compile_file(const fs::path& file) {
  const std::string extension = file.extension().string();
  if (extension != ".cpp" && extension != ".cc" && extension != ".c")
    throw InputError(
        fmt::format("{}: the name of a source file must end in .cpp, .cc or .c", file.string()));
  if (const std::string fault = fault_of_file(file); !fault.empty()) throw InputError(fault);
  const Toolchain& tools = Toolchain::of(extension != ".c");
  const GameCache cache;
  const fs::path whole = fs::canonical(file), folder = whole.parent_path();
  const fs::path entry = key_of(tools, whole.string());
  const std::string library = file.stem().string() + ".so";
  // The entry keeps the list of files that were compiled last. Each library is in a folder named by
  // the hash of its files' contents, so the list says which files to hash.
  const auto made_of = [&](const std::vector<fs::path>& sources) {
    std::string all;
    for (const fs::path& source : sources)
      all += fault_of_file(source).empty() ? sha256_of_file(source) : "gone";
    return entry / sha256(all);
  };
  cache.require_private(entry / rule_name);
  if (const auto sources = read_rule(cache.folder() / entry / rule_name, folder); !sources.empty())
    if (const fs::path kept = cache.find(made_of(sources), library); !kept.empty())
      return {kept, sources};
  spdlog::info("compiling {}", file.string());
  const auto begun = fs::file_time_type::clock::now();
  const WorkFolder work(cache);
  const fs::path rule = work.path / rule_name;
  compile(tools, whole.filename(), folder, work.path / library, rule);
  fs::permissions(rule, fs::perms::owner_read | fs::perms::owner_write);
  std::vector<fs::path> sources = read_rule(rule, folder);
  for (const fs::path& source : sources) {
    std::error_code missing;
    const auto changed = fs::last_write_time(source, missing);
    // A time in the future says nothing.
    if (missing || (changed > begun && changed <= fs::file_time_type::clock::now()))
      throw InputError(fmt::format(
          "{} was changed while it was being compiled; run the command again", source.string()));
  }
  const fs::path kept = cache.keep(made_of(sources), work.path / library);
  cache.keep_file(entry, rule);
  return {kept, sources};
}

}  // namespace firstmove::engine
