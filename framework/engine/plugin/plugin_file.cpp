#include "plugin/plugin_file.hpp"

#define BOOST_DLL_USE_STD_FS
#include <spdlog/fmt/fmt.h>
#include <spdlog/spdlog.h>
#include <boost/dll/runtime_symbol_info.hpp>

#include <algorithm>
#include <cstdlib>
#include <set>

#include "base/diagnostics.hpp"
#include "base/private_folder.hpp"
#include "base/user_folders.hpp"
#include "plugin/catalog.hpp"

namespace firstmove::engine {
namespace {

namespace fs = std::filesystem;

// Adds a folder if it exists and is not in the list yet.
void look_in(const fs::path& folder, std::vector<fs::path>& folders) {
  std::error_code ignored;
  if (fs::is_directory(folder, ignored) &&
      std::none_of(folders.begin(), folders.end(),
                   [&](const fs::path& known) { return fs::equivalent(known, folder, ignored); }))
    folders.push_back(folder);
}

// Whether libraries in a folder that the user has not named as a plugin folder may be loaded:
// nobody else can put them there. If not, and if there are any, says so once.
bool is_private(const fs::path& root, const fs::path& below) {
  const std::string fault = changed_by_others(fs::absolute(root), below);
  if (fault.empty()) return true;
  static std::set<std::string> said;
  const fs::path folder = root / below;
  if (!libraries_in(folder).empty() && said.insert(folder.string()).second)
    spdlog::warn(
        "the plugins in {} are not used: {}; take the right to write from others (chmod go-w), or "
        "name the folder with --plugin-path",
        folder.string(), fault);
  return false;
}

}  // namespace

std::vector<fs::path> plugin_folders(const std::vector<fs::path>& given,
                                     const fs::path& manifest_folder) {
  std::vector<fs::path> folders;
  for (const fs::path& folder : given) {
    if (!fs::is_directory(folder))
      throw InputError(fmt::format("--plugin-path {}: there is no such folder", folder.string()));
    folders.push_back(folder);
  }
  if (const char* const paths = std::getenv("FIRSTMOVE_PLUGIN_PATH")) {
    const std::string text = paths;
    for (std::size_t from = 0; from < text.size();) {
      const std::size_t colon = std::min(text.find(':', from), text.size());
      if (colon > from) folders.emplace_back(text.substr(from, colon - from));
      from = colon + 1;
    }
  }
  if (!manifest_folder.empty() && is_private(manifest_folder, {}))
    folders.push_back(manifest_folder);
  if (const fs::path data = user_data_folder();
      !data.empty() && is_private(data, "firstmove/plugins"))
    look_in(data / "firstmove/plugins", folders);
  for (const fs::path& own : own_plugin_folders()) look_in(own, folders);
  for (const char* prefix : {"/usr/local", "/usr"})
    for (const char* libraries : {"lib/" FIRSTMOVE_MULTIARCH, "lib"})
      look_in(fs::path(prefix) / libraries / "firstmove/plugins", folders);
  return folders;
}

std::vector<fs::path> own_plugin_folders() {
  const fs::path program = boost::dll::program_location().parent_path().parent_path();
  std::vector<fs::path> folders;
  // The place in the build tree, then the place in an installation.
  for (const char* tree : {"lib/firstmove/plugins", FIRSTMOVE_LIBDIR "/firstmove/plugins"})
    look_in(program / tree, folders);
  return folders;
}

std::vector<fs::path> libraries_in(const fs::path& folder) {
  std::vector<fs::path> files;
  std::error_code unreadable;
  for (const auto& entry : fs::directory_iterator(folder, unreadable))
    if (entry.path().extension() == ".so") files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace firstmove::engine
