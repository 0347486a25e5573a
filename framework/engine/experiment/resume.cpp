#include "experiment/resume.hpp"

#include <spdlog/fmt/fmt.h>
#include <spdlog/fmt/ranges.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <filesystem>

#include "call/said.hpp"
#include "experiment/reuse.hpp"
#include "results/sqlite.hpp"

namespace firstmove::engine {
namespace {

std::filesystem::path choose_folder(const RunOptions& options, const ExperimentRecord& record) {
  if (!options.folder.empty()) return options.folder;
  const std::filesystem::path base = std::filesystem::path("results") / record.name;
  std::filesystem::path folder = base;
  for (int n = 2; std::filesystem::exists(folder) && !Store::holds(folder, record); ++n)
    folder = base.string() + "-" + std::to_string(n);
  return folder;
}

// Removes the records without a key, of runs that were not run for lack of trust: trust may have
// changed.
void forget_untaken(Store& store) { store.database().execute("DELETE FROM run WHERE key = ''"); }

}  // namespace

Store open_store(const RunOptions& options, const ExperimentRecord& record) {
  const std::filesystem::path folder = choose_folder(options, record);
  if (!options.resume && !std::filesystem::exists(folder / "results.sqlite"))
    return Store::create(folder, record);
  // Once a command: workers after the first one resume what it has written.
  Store store = Store::resume(folder, record, first_time("the results' structure is checked"));
  forget_untaken(store);
  return store;
}

std::set<std::int64_t> ids_of(const std::vector<RunRecord>& records) {
  std::set<std::int64_t> ids;
  for (const RunRecord& run : records) ids.insert(run.id);
  return ids;
}

std::size_t reuse_earlier(Store& store, const RunPlan& plan, const RunOptions& options,
                          const std::string& experiment) {
  auto wanted = plan.missing(ids_of(store.runs()));
  const EarlierResults beside = earlier_results(store.folder(), experiment);
  std::vector<std::filesystem::path> folders = options.earlier;
  folders.insert(folders.end(), beside.folders.begin(), beside.folders.end());
  std::set<std::filesystem::path> warned;
  const auto warn = [&warned](const std::filesystem::path& folder, const std::string& why) {
    if (warned.insert(std::filesystem::weakly_canonical(folder)).second)
      spdlog::warn("runs of {} cannot be reused and are computed: {}", folder.string(), why);
  };
  std::size_t found = 0;
  for (const auto& folder : folders) {
    if (wanted.empty()) break;
    const Reused here = reuse(store, folder, wanted);
    if (here.runs != 0) spdlog::info("reusing {} runs from {}", here.runs, folder.string());
    if (!here.fault.empty()) warn(folder, here.fault);
    found += here.runs;
  }
  if (!wanted.empty())
    for (const auto& [folder, why] : beside.unreadable) warn(folder, why);
  if (folders.empty()) return found;
  std::set<std::string> said;
  for (const auto& [key, run] : wanted) {
    const std::size_t group = run.variant * plan.learners() + run.learner;
    if (said.size() >= 8 || !said.insert(plan.identity(group).hash).second) continue;
    const auto why = why_missing(folders.front(), run.learner_name, plan.identity(group).text);
    if (why.empty()) continue;
    spdlog::info(
        "'{}'{} is computed: {}{}", run.learner_name,
        run.sweep_json == "{}" ? "" : " " + run.sweep_json,
        fmt::join(why.begin(), why.begin() + std::min<std::ptrdiff_t>(3, std::ssize(why)), "; "),
        why.size() > 3 ? fmt::format("; and {} more differences", why.size() - 3) : "");
  }
  return found;
}

}  // namespace firstmove::engine
