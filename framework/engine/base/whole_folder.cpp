#include "base/whole_folder.hpp"

#include <spdlog/fmt/fmt.h>
#include <unistd.h>

#include "base/diagnostics.hpp"
#include "base/file_names.hpp"

namespace firstmove::engine {
namespace {

namespace fs = std::filesystem;

// An absolute path with links resolved and no trailing slash.
fs::path resolved(const fs::path& folder) {
  fs::path whole = fs::weakly_canonical(fs::absolute(folder));
  return whole.has_filename() ? whole : whole.parent_path();
}

[[noreturn]] void cannot_be_created(const fs::path& folder, const std::error_code& error) {
  throw InputError(
      fmt::format("the folder {} cannot be created: {}", folder.string(), error.message()));
}

}  // namespace

WholeFolder::WholeFolder(const fs::path& target) {
  if (const std::string fault = fault_of_length(target); !fault.empty())
    throw InputError(
        fmt::format("{}: {}; choose another folder with --out", target.string(), fault));
  target_ = resolved(target);
  std::error_code error;
  if (fs::exists(target_, error) && !(fs::is_directory(target_) && fs::is_empty(target_)))
    throw InputError(
        fmt::format("{} exists already; choose another folder with --out", target_.string()));
  fs::path parent = target_.parent_path();
  while (!fs::exists(parent, error)) parent = parent.parent_path();
  const fs::path hidden =
      parent / fmt::format(".{}-{}", target_.filename().string().substr(0, most_name), getpid());
  fs::create_directory(hidden, error);
  if (error) cannot_be_created(target_, error);
  path_ = hidden;
}

WholeFolder::~WholeFolder() {
  std::error_code ignored;
  if (!path_.empty()) fs::remove_all(path_, ignored);
}

void WholeFolder::keep() {
  std::error_code error;
  fs::create_directories(target_.parent_path(), error);
  if (!error) fs::rename(path_, target_, error);  // replaces an empty folder
  if (error) cannot_be_created(target_, error);
  path_.clear();
}

}  // namespace firstmove::engine
