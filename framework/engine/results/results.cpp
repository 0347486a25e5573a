#include "results/results.hpp"

#include <spdlog/fmt/fmt.h>

#include "base/diagnostics.hpp"
#include "results/folder_lock.hpp"
#include "results/schema.hpp"

namespace firstmove::engine {

std::filesystem::path database_in(const std::filesystem::path& folder) {
  return folder / "results.sqlite";
}

bool has_results(const std::filesystem::path& folder) {
  std::error_code error;
  return std::filesystem::is_regular_file(database_in(folder), error);
}

namespace {

Database open_results_in(const std::filesystem::path& folder) {
  if (!has_results(folder))
    throw InputError(fmt::format("there are no results in {}", folder.string()));
  Database database(database_in(folder), Access::read);
  check_tables(database);
  return database;
}

}  // namespace

Results::Results(const std::filesystem::path& folder)
    : folder_(folder), database_(open_results_in(folder)) {
  Statement experiment(database_, "SELECT name, resolved FROM experiment");
  if (!experiment.next()) database_.damaged("the table 'experiment' is empty");
  name_ = experiment.text(0);
  resolved_ = experiment.text(1);
}

bool Results::running() const { return FolderLock::held(folder_); }

}  // namespace firstmove::engine
