#include "reproduce/verify.hpp"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <map>
#include <sstream>

#include "base/diagnostics.hpp"
#include "base/sha256.hpp"
#include "base/text_file.hpp"
#include "plugin/catalog.hpp"

namespace firstmove::engine {
namespace {

namespace fs = std::filesystem;

// Hashes by file name. A line of sha256sum is 64 hexadecimal digits, a blank, a blank or an
// asterisk, and the name.
std::map<std::string, std::string> sums_in(const fs::path& folder) {
  std::map<std::string, std::string> sums;
  const fs::path list = folder / sums_name;
  if (!fs::exists(list)) return sums;
  std::istringstream stream(read_text(list));
  int number = 0;
  for (std::string line; std::getline(stream, line);) {
    ++number;
    if (line.empty()) continue;
    const std::string hash = line.substr(0, 64);
    if (line.size() < 67 || hash.find_first_not_of("0123456789abcdef") != std::string::npos ||
        line[64] != ' ' || (line[65] != ' ' && line[65] != '*'))
      throw InputError(
          {{fmt::format("{}:{}", list.string(), number),
            "this is not a line of sha256sum: expected 64 hexadecimal digits, two blanks and a "
            "file name"}});
    sums[line.substr(66)] = hash;
  }
  return sums;
}

Verified verified(const fs::path& file, const std::map<std::string, std::string>& sums) {
  Verified found{file, Verified::Hash::unlisted, ""};
  const auto listed = sums.find(file.filename().string());
  if (listed != sums.end())
    found.hash =
        listed->second == sha256_of_file(file) ? Verified::Hash::agrees : Verified::Hash::differs;
  // A file that differs from the listed one is not loaded: loading would run its code.
  if (found.hash == Verified::Hash::differs) return found;
  try {
    load_library(file);
  } catch (const PluginError& error) {
    found.refusal = error.what();
  }
  return found;
}

}  // namespace

const char* hash_name(Verified::Hash hash) {
  switch (hash) {
    case Verified::Hash::agrees:
      return "agrees";
    case Verified::Hash::differs:
      return "differs";
    case Verified::Hash::missing:
      return "missing";
    default:
      return "unlisted";
  }
}

std::vector<Verified> verify(const std::vector<fs::path>& folders) {
  std::vector<Verified> all;
  for (const fs::path& folder : folders) {
    const auto sums = sums_in(folder);
    std::vector<Verified> here;
    for (const fs::path& file : libraries_in(folder)) here.push_back(verified(file, sums));
    for (const auto& [name, hash] : sums)
      if (!fs::exists(folder / name)) here.push_back({folder / name, Verified::Hash::missing, ""});
    std::sort(here.begin(), here.end(),
              [](const Verified& a, const Verified& b) { return a.file < b.file; });
    std::move(here.begin(), here.end(), std::back_inserter(all));
  }
  return all;
}

}  // namespace firstmove::engine
