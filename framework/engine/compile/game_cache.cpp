#include "compile/game_cache.hpp"

#include <spdlog/fmt/fmt.h>
#include <stdlib.h>

#include "base/diagnostics.hpp"
#include "base/private_folder.hpp"
#include "base/sha256.hpp"
#include "base/text_file.hpp"
#include "base/user_folders.hpp"
#include "base/write_file.hpp"

namespace firstmove::engine {
namespace {

namespace fs = std::filesystem;

constexpr const char* below_root = "firstmove/plugins";
constexpr const char* made_name = "made";

[[noreturn]] void cannot_write(const fs::path& folder) {
  throw InputError(
      fmt::format("cannot write to {}, the folder of compiled games; set XDG_CACHE_HOME to "
                  "another folder",
                  folder.string()));
}

}  // namespace

GameCache::GameCache() : root_(user_cache_folder()), folder_(root_ / below_root) {
  if (root_.empty())
    throw InputError("there is no folder for compiled games; set HOME or XDG_CACHE_HOME");
  require_private("");
  create("");
  require_private("");
}

void GameCache::require_private(const fs::path& inside) const {
  const std::string fault = changed_by_others(root_, below_root / inside);
  if (fault.empty()) return;
  throw InputError(fmt::format(
      "{}, so the compiled games there cannot be trusted; set XDG_CACHE_HOME to a folder of your "
      "own, or take the right to write from others (chmod go-w) and delete what they put there",
      fault));
}

void GameCache::create(const fs::path& inside) const {
  if (!make_private_folder(root_, below_root / inside).empty())
    cannot_write(inside.empty() ? folder_ : folder_ / inside);
}

fs::path GameCache::find(const fs::path& entry, const std::string& library) const {
  if (!fault_of_file(folder_ / entry / made_name).empty()) return {};
  require_private(entry / made_name);
  const std::string sha = read_text(folder_ / entry / made_name);
  const bool sound = sha.size() == 64 && sha.find_first_not_of("0123456789abcdef") == sha.npos;
  const fs::path inside = entry / sha / library, file = folder_ / inside;
  if (!sound || !fault_of_file(file).empty()) return {};
  require_private(inside);
  return sha256_of_file(file) == sha ? file : fs::path();
}

fs::path GameCache::keep(const fs::path& entry, const fs::path& made) const {
  // Whatever the umask allows to others.
  fs::permissions(made, fs::perms::owner_all);
  const std::string sha = sha256_of_file(made);
  keep_file(entry / sha, made);
  const fs::path note = made.parent_path() / made_name;
  write_whole_file(note, sha);
  fs::permissions(note, fs::perms::owner_read | fs::perms::owner_write);
  keep_file(entry, note);
  return folder_ / entry / sha / made.filename();
}

void GameCache::keep_file(const fs::path& entry, const fs::path& file) const {
  create(entry);
  std::error_code error;
  fs::rename(file, folder_ / entry / file.filename(), error);
  if (error) cannot_write(folder_ / entry);
}

WorkFolder::WorkFolder(const GameCache& cache) {
  std::string pattern = (cache.folder() / ".making-XXXXXX").string();
  if (!mkdtemp(pattern.data())) cannot_write(cache.folder());
  path = pattern;
}

WorkFolder::~WorkFolder() {
  std::error_code ignored;
  fs::remove_all(path, ignored);
}

}  // namespace firstmove::engine
