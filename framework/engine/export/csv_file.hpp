// A lossless CSV file that spreadsheets, pandas, R and Julia can read.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/write_file.hpp"

namespace firstmove::engine {

// Text is valid UTF-8. Fields with commas, quotes or line breaks are quoted as in RFC 4180; lines
// end in a single LF. Numbers have the fewest digits that read back to the same bits, and reals a
// point or an exponent, so that -0.0 does not become the integer 0. NaN is written as NaN, a
// missing value as an empty field.
class CsvFile {
 public:
  // Throws InputError if the file cannot be created; all members throw WriteError.
  CsvFile(const std::filesystem::path& file, const std::vector<std::string>& header);

  CsvFile& text(std::string_view value);
  CsvFile& integer(std::int64_t value);
  CsvFile& number(double value);
  CsvFile& nothing();
  void end_row();
  void close();

 private:
  void separate();
  void flush();

  FileWriter file_;
  std::string buffer_;
  bool first_ = true;  // whether the next field is the first of its row
};

}  // namespace firstmove::engine
