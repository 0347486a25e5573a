// A table of texts and numbers, as CSV and LaTeX.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace firstmove::engine {

struct PrintedTable {
  // NaN is a missing value; integers are printed without a decimal point.
  using Cell = std::variant<std::string, double, std::int64_t>;
  std::string caption;               // LaTeX only; none if empty
  std::vector<std::string> columns;  // their titles
  std::vector<std::vector<Cell>> rows;
};

// RFC 4180, with a line of titles. Numbers have all digits that are needed to read the same double
// again; inf and -inf; an empty field for NaN.
std::string as_csv(const PrintedTable& table);

// A tabular of the package booktabs, within a table if there is a caption. Numbers have `digits`
// significant digits, powers of ten where they are shorter, a true minus sign, $\infty$ and a dash
// for NaN. Texts are escaped. A column of numbers is set flush right.
std::string as_latex(const PrintedTable& table, int digits = 4);

}  // namespace firstmove::engine
