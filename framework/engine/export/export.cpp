#include "export/export.hpp"

#include "base/whole_folder.hpp"
#include "export/csv.hpp"
#include "export/npy.hpp"
#include "results/results.hpp"

namespace firstmove::engine {

void export_results(const std::filesystem::path& folder, const std::filesystem::path& out,
                    const ExportFormats& formats) {
  const Results results(folder);
  WholeFolder files(out);
  // One transaction: all tables as of one moment, even while the experiment is running.
  Statement(results.database(), "BEGIN").run();
  const std::vector<RunRecord> runs = results.runs();
  if (formats.csv) export_csv(results.database(), runs, files.path());
  if (formats.npy) export_npy(results.database(), runs, files.path());
  files.keep();
}

}  // namespace firstmove::engine
