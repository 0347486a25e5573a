// Writes the comparison of learners as one page, with its figures as separate files.
#pragma once

#include <filesystem>
#include <vector>

#include "compare/study.hpp"

namespace firstmove::engine {

struct Report {
  std::vector<std::filesystem::path> folders;  // of results
  std::filesystem::path out;                   // report.html and figures/ go there
  bool files = true;                           // also write the figures as SVG and PDF
  StudyOptions options;
};

// Writes the page and returns its path. Existing files are replaced. Throws InputError if a folder
// has no results or a file cannot be written.
std::filesystem::path write_report(const Report& report,
                                   const std::vector<std::filesystem::path>& plugin_path);

}  // namespace firstmove::engine
