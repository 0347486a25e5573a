#include "statistics/printed_table.hpp"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string_view>

namespace firstmove::engine {
namespace {

std::string csv_field(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + '"';
}

std::string csv_cell(const PrintedTable::Cell& cell) {
  if (const auto* text = std::get_if<std::string>(&cell)) return csv_field(*text);
  if (const auto* whole = std::get_if<std::int64_t>(&cell)) return fmt::format("{}", *whole);
  const double number = std::get<double>(cell);
  return std::isnan(number) ? "" : fmt::format("{}", number);
}

std::string latex_text(std::string_view text) {
  std::string escaped;
  for (const char c : text) switch (c) {
      case '\\':
        escaped += "\\textbackslash{}";
        break;
      case '~':
        escaped += "\\textasciitilde{}";
        break;
      case '^':
        escaped += "\\textasciicircum{}";
        break;
      case '<':
        escaped += "\\textless{}";
        break;
      case '>':
        escaped += "\\textgreater{}";
        break;
      case '&':
      case '%':
      case '$':
      case '#':
      case '_':
      case '{':
      case '}':
        escaped += '\\';
        [[fallthrough]];
      default:
        escaped += c;
    }
  return escaped;
}

std::string latex_number(double number, int digits) {
  if (std::isnan(number)) return "--";
  if (std::isinf(number)) return number > 0 ? "$\\infty$" : "$-\\infty$";
  std::string text = fmt::format("{:.{}g}", number, digits);
  if (const std::size_t e = text.find('e'); e != std::string::npos)
    text = fmt::format("{} \\cdot 10^{{{}}}", text.substr(0, e), std::stoi(text.substr(e + 1)));
  return fmt::format("${}$", text);
}

std::string latex_cell(const PrintedTable::Cell& cell, int digits) {
  if (const auto* text = std::get_if<std::string>(&cell)) return latex_text(*text);
  if (const auto* whole = std::get_if<std::int64_t>(&cell)) return fmt::format("${}$", *whole);
  return latex_number(std::get<double>(cell), digits);
}

bool has_text(const PrintedTable& table, std::size_t column) {
  return std::any_of(table.rows.begin(), table.rows.end(), [&](const auto& row) {
    return column < row.size() && std::holds_alternative<std::string>(row[column]);
  });
}

// The cells of a line, each made by `make`.
template <class Cells, class Make>
std::string line(const Cells& cells, std::string_view separator, std::string_view end, Make make) {
  std::string text;
  for (std::size_t i = 0; i < cells.size(); ++i)
    text += fmt::format("{}{}", i == 0 ? "" : separator, make(cells[i]));
  return text.append(end);
}

}  // namespace

std::string as_csv(const PrintedTable& table) {
  std::string text = line(table.columns, ",", "\r\n", csv_field);
  for (const auto& row : table.rows) text += line(row, ",", "\r\n", csv_cell);
  return text;
}

std::string as_latex(const PrintedTable& table, int digits) {
  std::string columns;
  for (std::size_t c = 0; c < table.columns.size(); ++c) columns += has_text(table, c) ? 'l' : 'r';
  std::string text = fmt::format("\\begin{{tabular}}{{{}}}\n\\toprule\n", columns);
  text += line(table.columns, " & ", " \\\\\n", latex_text);
  text += "\\midrule\n";
  for (const auto& row : table.rows)
    text += line(row, " & ", " \\\\\n",
                 [&](const PrintedTable::Cell& cell) { return latex_cell(cell, digits); });
  text += "\\bottomrule\n\\end{tabular}\n";
  if (table.caption.empty()) return text;
  return fmt::format("\\begin{{table}}\n\\centering\n\\caption{{{}}}\n{}\\end{{table}}\n",
                     latex_text(table.caption), text);
}

}  // namespace firstmove::engine
