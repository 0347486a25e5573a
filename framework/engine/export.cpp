#include "export.hpp"

#include "diagnostics.hpp"
#include "export_csv.hpp"
#include "export_npy.hpp"
#include "results.hpp"
#include "whole_folder.hpp"

namespace firstmove {

void export_results(const std::filesystem::path& folder, const std::filesystem::path& out,
                    const ExportFormats& formats) try {
  const Results results(folder);
  WholeFolder files(out);
  // One transaction: all tables as they are at one moment, while the experiment may be running.
  Statement(results.database(), "BEGIN").run();
  const std::vector<RunRecord> runs = results.runs();
  if (formats.csv) export_csv(results.database(), runs, files.path());
  if (formats.npy) export_npy(results.database(), runs, files.path());
  files.keep();
} catch (const InputError&) {
  throw;
} catch (const std::runtime_error& error) {  // of SQLite, or of a disk that is full
  throw InputError(error.what());
}

}  // namespace firstmove
