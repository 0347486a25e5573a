#include "base/user_folders.hpp"

#include <cstdlib>

namespace firstmove::engine {
namespace {

std::filesystem::path absolute(const char* variable) {
  const char* const text = std::getenv(variable);
  return text && *text == '/' ? std::filesystem::path(text) : std::filesystem::path();
}

std::filesystem::path folder(const char* variable, const char* below_home) {
  if (auto given = absolute(variable); !given.empty()) return given;
  const auto home = absolute("HOME");
  return home.empty() ? home : home / below_home;
}

}  // namespace

std::filesystem::path user_data_folder() { return folder("XDG_DATA_HOME", ".local/share"); }
std::filesystem::path user_cache_folder() { return folder("XDG_CACHE_HOME", ".cache"); }

}  // namespace firstmove::engine
