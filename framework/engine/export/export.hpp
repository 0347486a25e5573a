// Results for other programs: tables as CSV, arrays in NumPy's format.
#pragma once

#include <filesystem>

namespace firstmove::engine {

struct ExportFormats {
  bool csv = false, npy = false;
};

// Writes the current results in `folder` into `out`, which must be new or empty. In the end `out`
// has all of its files or does not exist. Throws InputError.
void export_results(const std::filesystem::path& folder, const std::filesystem::path& out,
                    const ExportFormats& formats);

}  // namespace firstmove::engine
