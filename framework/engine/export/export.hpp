// Results for other programs: tables as CSV, arrays in NumPy's format.
#pragma once

#include <filesystem>

namespace firstmove::engine {

struct ExportFormats {
  bool csv = false, npy = false;
};

// Writes what the results in `folder` hold at this moment into `out`, which is a new or an empty
// folder and has all of its files in the end or is not there. Throws InputError.
void export_results(const std::filesystem::path& folder, const std::filesystem::path& out,
                    const ExportFormats& formats);

}  // namespace firstmove::engine
