// The comparison of learners as one page, with its figures as files beside it.
#pragma once

#include <filesystem>
#include <vector>

#include "report/study.hpp"

namespace firstmove::engine {

struct Report {
  std::vector<std::filesystem::path> folders;  // of results
  std::filesystem::path out;                   // report.html and figures/ go there
  bool files = true;                           // the figures as SVG and PDF, too
  ReportOptions options;
};

// Writes the page and returns its path. Files that are there already are replaced. Throws
// InputError if a folder has no results or nothing can be written.
std::filesystem::path write_report(const Report& report,
                                   const std::vector<std::filesystem::path>& plugin_path);

}  // namespace firstmove::engine
