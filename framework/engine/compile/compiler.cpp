#include "compile/compiler.hpp"

#include <spdlog/fmt/fmt.h>
#include <spdlog/fmt/ranges.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <optional>
#include <sstream>

#include "base/clean_text.hpp"
#include "base/diagnostics.hpp"
#include "base/process.hpp"
#include "base/sha256.hpp"
#include "base/user_folders.hpp"
#include "base/write_file.hpp"
#include "compile/toolchain.hpp"

namespace firstmove::engine {
namespace {

namespace fs = std::filesystem;

// Only the entry is exported, whatever the flags say about the standard library's templates.
constexpr const char* visible = "{ global: firstmove_library; local: *; };\n";

std::string content(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

// A private folder of this process in the store, removed with the object unless it was moved.
class WorkFolder {
 public:
  explicit WorkFolder(const fs::path& store) {
    std::error_code error;
    fs::create_directories(store, error);
    std::string pattern = (store / ".making-XXXXXX").string();
    if (error || !mkdtemp(pattern.data()))
      throw InputError(fmt::format(
          "cannot write to {}, the folder of compiled games; set XDG_CACHE_HOME to another folder",
          store.string()));
    path = pattern;
  }
  ~WorkFolder() {
    std::error_code ignored;
    fs::remove_all(path, ignored);
  }
  WorkFolder(const WorkFolder&) = delete;
  WorkFolder& operator=(const WorkFolder&) = delete;

  // If another process was faster, its result is used.
  void move_to(const fs::path& target) const {
    std::error_code taken;
    fs::create_directories(target.parent_path());
    fs::rename(path, target, taken);
    if (taken && !fs::exists(target))
      throw InputError(fmt::format("{} cannot be created: {}", target.string(), taken.message()));
  }

  fs::path path;
};

// The compiler's first error and the lines after it; the whole output would be too long.
std::string first_error(const std::string& output) {
  constexpr std::size_t most = 2000;
  std::istringstream in(output);
  std::vector<std::string> lines;
  for (std::string line; std::getline(in, line) && lines.size() < 12;)
    if (!lines.empty() || line.find("error") != std::string::npos) lines.push_back(line);
  return clean_text(lines.empty() ? output : fmt::format("{}", fmt::join(lines, "\n")), most);
}

// The files that a library was compiled from, read from the make rule that the compiler wrote.
std::vector<fs::path> read_rule(const fs::path& rule, const fs::path& folder) {
  std::string text = content(rule);
  text.erase(0, std::min(text.size(), text.find(": ") + 2));
  std::vector<fs::path> files;
  std::string word;
  for (std::size_t i = 0; i <= text.size(); ++i) {
    const char c = i < text.size() ? text[i] : '\n';
    if (c == '\\' && i + 1 < text.size() && text[i + 1] != '\n') {
      word += text[++i];  // a space in a name
    } else if (c == ' ' || c == '\n' || c == '\\') {
      if (!word.empty()) files.push_back((folder / word).lexically_normal());
      word.clear();
    } else {
      word += c;
    }
  }
  return files;
}

void compile(const Toolchain& tools, const fs::path& source, const fs::path& folder,
             const fs::path& output, const fs::path& rule) {
  const fs::path script = output.parent_path() / "visible.map";
  write_whole_file(script, visible);
  std::vector<std::string> command = tools.compiler;
  command.insert(command.end(), tools.flags.begin(), tools.flags.end());
  command.insert(
      command.end(),
      {"-isystem", tools.includes.string(),
       fmt::format("-DFIRSTMOVE_FLAGS=\"{}\"", fmt::join(tools.flags, " ")), "-include",
       "firstmove/flags.h", "-fPIC", "-shared", "-fvisibility=hidden", "-MMD", "-MF", rule.string(),
       "-ffile-prefix-map=" + folder.string() + "=.", source.string(), "-Wl,--no-undefined",
       "-Wl,--version-script=" + script.string(), "-o", output.string(), "-lm"});
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

fs::path compiled_plugins() {
  const fs::path cache = user_cache_folder();
  if (cache.empty())
    throw InputError("there is no folder for compiled games; set HOME or XDG_CACHE_HOME");
  return cache / "firstmove/plugins";
}

Compiled compile_text(const std::string& id, const std::string& text) {
  const Toolchain& tools = Toolchain::of(true);
  const fs::path kept = compiled_plugins() / key_of(tools, id + "\n" + text);
  const std::string library = id + ".so", source = id + ".cpp";
  if (!fs::exists(kept / library)) {
    spdlog::info("compiling the game '{}' (only this once)", id);
    const WorkFolder work(compiled_plugins());
    write_whole_file(work.path / source, text);
    compile(tools, source, work.path, work.path / library, work.path / "made-of");
    fs::remove(work.path / "made-of");
    work.move_to(kept);
  }
  return {kept / library, {}};
}

Compiled compile_file(const fs::path& file) {
  const std::string extension = file.extension().string();
  if (extension != ".cpp" && extension != ".cc" && extension != ".c")
    throw InputError(
        fmt::format("{}: the name of a source file must end in .cpp, .cc or .c", file.string()));
  if (!fs::is_regular_file(file))
    throw InputError(fmt::format("there is no file {}", file.string()));
  const Toolchain& tools = Toolchain::of(extension != ".c");
  const fs::path whole = fs::canonical(file), folder = whole.parent_path();
  const fs::path entry = compiled_plugins() / key_of(tools, whole.string());
  const std::string library = file.stem().string() + ".so";
  // The entry keeps the list of files that were compiled last. Each library is in a folder named by
  // the hash of its files' contents, so the list says which files to hash.
  const auto made_of = [&](const std::vector<fs::path>& sources) {
    std::string all;
    for (const fs::path& source : sources)
      all += fs::exists(source) ? sha256_of_file(source) : "gone";
    return entry / sha256(all);
  };
  const fs::path list = entry / "made-of";
  if (fs::exists(list)) {
    std::vector<fs::path> sources = read_rule(list, folder);
    if (const fs::path kept = made_of(sources) / library; fs::exists(kept)) return {kept, sources};
  }
  spdlog::info("compiling {}", file.string());
  const auto begun = fs::file_time_type::clock::now();
  const WorkFolder work(compiled_plugins());
  const fs::path rule = work.path / "made-of";
  compile(tools, whole.filename(), folder, work.path / library, rule);
  std::vector<fs::path> sources = read_rule(rule, folder);
  for (const fs::path& source : sources)
    if (fs::last_write_time(source) > begun)
      throw InputError(fmt::format(
          "{} was changed while it was being compiled; run the command again", source.string()));
  const fs::path kept = made_of(sources);
  fs::create_directories(entry);
  fs::rename(rule, list);
  work.move_to(kept);
  return {kept / library, sources};
}

}  // namespace firstmove::engine
