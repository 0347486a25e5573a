// A figure as PDF, for papers.
#pragma once

#include <filesystem>

#include "report/figure.hpp"

namespace firstmove::engine {

// Writes one page of the size of the figure, with text as text and lines as vector graphics. Throws
// std::runtime_error if the file cannot be written.
void write_pdf(const Figure& figure, const std::filesystem::path& file);

}  // namespace firstmove::engine
