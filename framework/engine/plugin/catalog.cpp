#include "plugin/catalog.hpp"

#define BOOST_DLL_USE_STD_FS
#include <dlfcn.h>
#include <signal.h>
#include <spdlog/fmt/fmt.h>
#include <boost/dll/shared_library.hpp>

#include <algorithm>
#include <clocale>
#include <cstdlib>
#include <map>
#include <mutex>
#include <set>

#include "base/clean_text.hpp"
#include "base/diagnostics.hpp"
#include "base/float_mode.hpp"
#include "base/text_file.hpp"
#include "call/plugin_calls.hpp"
#include "plugin/clean_library.hpp"
#include "plugin/library_check.hpp"
#include "plugin/plugin_file.hpp"
#include "plugin/trial.hpp"

namespace firstmove::engine {
namespace {

namespace fs = std::filesystem;

// Every library ever tried, by its canonical path. Never destroyed: unloading C++ libraries is a
// known source of crashes and has no benefit here.
struct Loaded {
  struct Entry {
    boost::dll::shared_library library;
    const fm_library* table = nullptr;
    std::string refusal;  // why there is no table
  };
  std::mutex mutex;
  std::map<std::string, Entry> libraries;
};
Loaded& loaded() {
  static Loaded& forever = *new Loaded;
  return forever;
}

using Entry = const fm_library*();

// Loads the library and requests its table in a separate process: static constructors that crash or
// hang would leave the loader's locks held in this one.
void try_out(const fs::path& file, double limit) {
  const Trial found = trial(limit, [&file](const std::function<void()>& next_phase) {
    void* const library = dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL);
    next_phase();
    void* const entry = library ? dlsym(library, FM_ENTRY_SYMBOL) : nullptr;
    const fm_library* const table = entry ? reinterpret_cast<Entry*>(entry)() : nullptr;
    if (fault_of(table).empty()) clean_library(*table);
  });
  if (!found.fault.empty())
    throw BrokenLibrary(
        file, fmt::format("{} {} {}", file.string(), found.fault,
                          found.phase == 0 ? "when it is loaded" : "when its table is requested"));
}

const fm_library* load(const fs::path& file, boost::dll::shared_library& library, double limit) {
  try_out(file, limit);
  const CallMark loading("the loader", plugin_index(file.stem().c_str()));
  sigset_t signals;
  pthread_sigmask(SIG_SETMASK, nullptr, &signals);
  std::error_code error;
  const std::string locale = std::setlocale(LC_ALL, nullptr);
  library.load(file, error, boost::dll::load_mode::rtld_now | boost::dll::load_mode::rtld_local);
  if (error) {
    // Boost.DLL gives the loader's own message only in the exception that it throws.
    try {
      boost::dll::shared_library(
          file, boost::dll::load_mode::rtld_now | boost::dll::load_mode::rtld_local);
    } catch (const std::exception& reason) {
      throw BrokenLibrary(
          file, fmt::format("{} cannot be loaded: {}", file.string(), clean_text(reason.what())));
    }
  }
  const bool mode_changed = !float_mode_is_default();
  const bool locale_changed = locale != std::setlocale(LC_ALL, nullptr);
  restore_float_mode();
  std::setlocale(LC_ALL, locale.c_str());
  pthread_sigmask(SIG_SETMASK, &signals, nullptr);
  if (mode_changed || locale_changed)
    throw BrokenLibrary(
        file, fmt::format("{} changes the {} when it is loaded; a plugin must not do this",
                          file.string(), mode_changed ? "floating-point mode" : "locale"));
  if (!library.has(FM_ENTRY_SYMBOL))
    throw BrokenLibrary(
        file,
        fmt::format(
            "{} is a library but not a firstmove plugin: it does not export '{}' (use FM_EXPORT, "
            "or a macro such as FIRSTMOVE_GAME)",
            file.string(), FM_ENTRY_SYMBOL));
  Entry& entry = library.get<Entry>(FM_ENTRY_SYMBOL);
  const fm_library* table = entry();
  if (const std::string fault = fault_of(table); !fault.empty())
    throw BrokenLibrary(file, fmt::format("{} {}", file.string(), fault));
  return &clean_library(*table);
}

[[noreturn]] void not_found(const std::string& what, const std::string& id,
                            const std::vector<std::string>& names,
                            const std::vector<fs::path>& folders) {
  std::string searched;
  for (const fs::path& folder : folders)
    searched += (searched.empty() ? "" : ", ") + folder.string();
  throw PluginError(fmt::format("there is no {} '{}'{} (looked for {}.so in {})", what, id,
                                did_you_mean(id, names), id,
                                searched.empty() ? "no folder" : searched));
}

}  // namespace

const char* kind_name(std::int32_t kind) {
  return kind == FM_KIND_GAME ? "game" : kind == FM_KIND_LEARNER ? "learner" : "observer";
}

const fm_library& load_library(const fs::path& file, double limit) {
  // A pipe would be waited for. Not a BrokenLibrary, which a manifest may skip: it has no hash.
  if (const std::string fault = fault_of_file(file); !fault.empty()) throw PluginError(fault);
  std::error_code missing;
  const std::string key = fs::weakly_canonical(file, missing).string();
  const std::lock_guard lock(loaded().mutex);
  const auto [entry, is_new] = loaded().libraries.try_emplace(key);
  Loaded::Entry& known = entry->second;
  if (is_new) {
    try {
      known.table = load(file, known.library, limit);
    } catch (const PluginError& error) {
      known.refusal = error.what();
    }
  }
  if (!known.table) throw BrokenLibrary(file, known.refusal);
  return *known.table;
}

Plugin absent_plugin(std::int32_t kind, const std::string& id, const fs::path& file) {
  static constexpr fm_learner learner = {sizeof(fm_learner),
                                         0,
                                         [](auto...) -> fm_status { return FM_UNSUPPORTED; },
                                         [](auto...) {},
                                         [](auto...) -> fm_status { return FM_UNSUPPORTED; },
                                         nullptr,
                                         nullptr,
                                         nullptr,
                                         0,
                                         0};
  static constexpr fm_game game = {
      sizeof(fm_game), 0,       [](auto...) -> fm_status { return FM_UNSUPPORTED; },
      [](auto...) {},  nullptr, nullptr,
      nullptr,         nullptr, nullptr,
      nullptr,         0,       0};
  // A descriptor lives to the end of the process, like those of libraries.
  using Kept = std::map<std::pair<std::int32_t, std::string>, fm_descriptor>;
  static Kept& descriptors = *new Kept;
  const auto [entry, is_new] = descriptors.try_emplace({kind, id});
  const void* const table = kind == FM_KIND_GAME ? static_cast<const void*>(&game) : &learner;
  if (is_new)
    entry->second = {sizeof(fm_descriptor),
                     kind,
                     entry->first.second.c_str(),
                     "",
                     "",
                     "",
                     "",
                     "",
                     0,
                     0,
                     nullptr,
                     table};
  return {file, nullptr, &entry->second};
}

Catalog::Catalog(std::vector<fs::path> folders) : folders_(std::move(folders)) {}

Plugin Catalog::find(std::int32_t kind, const std::string& id, double limit) const {
  for (const fs::path& folder : folders_) {
    const fs::path file = folder / (id + ".so");
    std::error_code impossible;  // a name too long for a file
    if (!fs::exists(file, impossible)) continue;
    const fm_library& library = load_library(file, limit);
    std::string other;
    for (std::uint32_t i = 0; i < library.count; ++i) {
      const fm_descriptor* descriptor = library.descriptors[i];
      if (id != descriptor->id) continue;
      if (descriptor->kind == kind) return {file, &library, descriptor};
      other = kind_name(descriptor->kind);
    }
    if (other.empty())
      throw PluginError(fmt::format("{} does not contain the plugin '{}'; it contains '{}'",
                                    file.string(), id, library.descriptors[0]->id));
    throw PluginError(fmt::format("'{}' is {} {}, not {} {}", id, other == "observer" ? "an" : "a",
                                  other, kind == FM_KIND_OBSERVER ? "an" : "a", kind_name(kind)));
  }
  std::vector<std::string> names;
  for (const Listed& listed : list(limit).plugins)
    if (listed.plugin.descriptor->kind == kind) names.push_back(listed.plugin.descriptor->id);
  not_found(kind_name(kind), id, names, folders_);
}

fs::path plugin_file(const std::vector<fs::path>& folders, const std::string& id) {
  std::vector<std::string> names;
  for (const fs::path& folder : folders) {
    std::error_code impossible;  // a name too long for a file
    if (const fs::path file = folder / (id + ".so"); fs::exists(file, impossible)) return file;
    for (const fs::path& file : libraries_in(folder)) names.push_back(file.stem().string());
  }
  not_found("plugin", id, names, folders);
}

Catalog::Listing Catalog::list(double limit) const {
  Listing listing;
  std::map<std::string, std::vector<std::size_t>> by_name;  // indices of listed plugins
  std::set<std::string> seen;
  for (const fs::path& folder : folders_)
    for (const fs::path& file : libraries_in(folder)) {
      const std::string name = file.filename().string();
      if (!seen.insert(name).second) {
        for (const std::size_t index : by_name[name]) listing.plugins[index].hides.push_back(file);
        continue;
      }
      try {
        const fm_library& library = load_library(file, limit);
        for (std::uint32_t i = 0; i < library.count; ++i) {
          by_name[name].push_back(listing.plugins.size());
          listing.plugins.push_back({{file, &library, library.descriptors[i]}, {}});
        }
      } catch (const PluginError& error) {
        listing.broken.push_back({file, error.what()});
      }
    }
  std::stable_sort(listing.plugins.begin(), listing.plugins.end(),
                   [](const Listed& a, const Listed& b) {
                     const fm_descriptor &x = *a.plugin.descriptor, &y = *b.plugin.descriptor;
                     return std::pair(x.kind, std::string_view(x.id)) <
                            std::pair(y.kind, std::string_view(y.id));
                   });
  return listing;
}

}  // namespace firstmove::engine
