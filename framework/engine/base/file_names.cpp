#include "base/file_names.hpp"

#include <spdlog/fmt/fmt.h>

#include <climits>
#include <set>
#include <string_view>

namespace firstmove::engine {
namespace {

constexpr std::string_view kept_in_names =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_";

}  // namespace

std::string fault_of_length(const std::filesystem::path& path) {
  constexpr std::size_t shown = 40, below = 256;  // characters; left for the files in it
  for (const auto& part : path)
    if (const std::string name = part.string(); name.size() > NAME_MAX)
      return fmt::format("the name '{}..' has {} characters; a name may have at most {}",
                         name.substr(0, shown), name.size(), NAME_MAX);
  std::error_code unknown;
  const std::size_t length = std::filesystem::absolute(path, unknown).string().size();
  if (length > PATH_MAX - below)
    return fmt::format("the path has {} characters; a path may have at most {}", length,
                       PATH_MAX - below);
  return "";
}

std::vector<std::string> file_names(const std::string& prefix,
                                    const std::vector<std::string>& texts) {
  std::vector<std::string> names;
  std::set<std::string> taken;
  for (const std::string& text : texts) {
    std::string name = prefix;
    for (const char c : text.substr(0, most_name / 2))
      name += kept_in_names.find(c) != std::string_view::npos ? c : '_';
    std::string distinct = name;
    for (int n = 2; !taken.insert(distinct).second; ++n) distinct = fmt::format("{}_{}", name, n);
    names.push_back(distinct);
  }
  return names;
}

}  // namespace firstmove::engine
