// Tables for a terminal: aligned columns, a line under the header, numbers of six digits, medians.
#pragma once

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

namespace firstmove {

// The number of columns that a text takes: its UTF-8 characters, not its bytes.
inline std::size_t columns_of(const std::string& text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (c & '\xC0') != '\x80'; }));
}

class Table {
 public:
  explicit Table(std::vector<std::string> head) : rows_{std::move(head)} {}
  void row(std::vector<std::string> cells) { rows_.push_back(std::move(cells)); }

  // The first column is left-aligned, the others right-aligned.
  std::string draw() const {
    std::vector<std::size_t> widths(rows_[0].size());
    for (const auto& row : rows_)
      for (std::size_t c = 0; c < row.size(); ++c)
        widths[c] = std::max(widths[c], columns_of(row[c]));
    std::string text;
    for (std::size_t r = 0; r < rows_.size(); ++r) {
      std::string line = " ";
      for (std::size_t c = 0; c < rows_[r].size(); ++c) {
        const std::string space(widths[c] - columns_of(rows_[r][c]), ' ');
        line += (c == 0 ? rows_[r][c] + space : "   " + space + rows_[r][c]);
      }
      line.erase(line.find_last_not_of(' ') + 1);
      text += line + "\n";
      if (r != 0) continue;
      std::size_t all = 2;
      for (std::size_t c = 0; c < widths.size(); ++c) all += widths[c] + (c == 0 ? 0 : 3);
      for (std::size_t i = 0; i < all; ++i) text += "─";
      text += "\n";
    }
    return text;
  }

 private:
  std::vector<std::vector<std::string>> rows_;
};

// A number with six digits; "n/a" for NaN.
inline std::string number(double value) {
  if (std::isnan(value)) return "n/a";
  char text[32];
  const auto end = std::to_chars(text, text + sizeof(text), value, std::chars_format::general, 6);
  return {text, end.ptr};
}

// The median of the values that are not NaN; NaN if there are none.
inline double median(std::vector<double> values) {
  std::erase_if(values, [](double v) { return std::isnan(v); });
  if (values.empty()) return std::numeric_limits<double>::quiet_NaN();
  std::sort(values.begin(), values.end());
  const std::size_t n = values.size();
  return n % 2 == 1 ? values[n / 2] : 0.5 * (values[n / 2 - 1] + values[n / 2]);
}

}  // namespace firstmove
