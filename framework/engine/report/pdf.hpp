// A figure as PDF, for papers.
#pragma once

#include <filesystem>

#include "report/figure.hpp"

namespace firstmove::engine {

// One page, as large as the figure; letters are letters, lines are lines. Throws std::runtime_error
// if the file cannot be written.
void write_pdf(const Figure& figure, const std::filesystem::path& file);

}  // namespace firstmove::engine
