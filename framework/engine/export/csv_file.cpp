#include "export/csv_file.hpp"

#include <spdlog/fmt/fmt.h>

#include <cmath>
#include <iterator>

#include "base/clean_text.hpp"

namespace firstmove::engine {

CsvFile::CsvFile(const std::filesystem::path& file, const std::vector<std::string>& header)
    : file_(file) {
  for (const std::string& column : header) text(column);
  end_row();
}

CsvFile& CsvFile::text(std::string_view given) {
  const std::string value = valid_utf8(given);
  separate();
  if (value.find_first_of(",\"\r\n") == std::string::npos) {
    buffer_ += value;
    return *this;
  }
  buffer_ += '"';
  for (const char c : value) {
    if (c == '"') buffer_ += '"';
    buffer_ += c;
  }
  buffer_ += '"';
  return *this;
}

CsvFile& CsvFile::integer(std::int64_t value) {
  separate();
  fmt::format_to(std::back_inserter(buffer_), "{}", value);
  return *this;
}

CsvFile& CsvFile::number(double value) {
  separate();
  // R reads this spelling, too.
  if (!std::isfinite(value)) {
    buffer_ += std::isnan(value) ? "NaN" : value > 0 ? "Inf" : "-Inf";
    return *this;
  }
  const std::size_t from = buffer_.size();
  fmt::format_to(std::back_inserter(buffer_), "{}", value);
  if (buffer_.find_first_of(".e", from) == std::string::npos) buffer_ += ".0";
  return *this;
}

CsvFile& CsvFile::nothing() {
  separate();
  return *this;
}

void CsvFile::end_row() {
  buffer_ += '\n';
  first_ = true;
  if (buffer_.size() >= std::size_t{1} << 16) flush();
}

void CsvFile::close() {
  flush();
  file_.close();
}

void CsvFile::separate() {
  if (!first_) buffer_ += ',';
  first_ = false;
}

void CsvFile::flush() {
  file_.write(buffer_);
  buffer_.clear();
}

}  // namespace firstmove::engine
