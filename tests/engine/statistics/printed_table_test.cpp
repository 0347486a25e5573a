// Tables as CSV and LaTeX.
#include <doctest/doctest.h>

#include <cmath>
#include <limits>

#include "statistics/printed_table.hpp"

namespace {

using namespace firstmove;
using namespace firstmove::engine;

constexpr double inf = std::numeric_limits<double>::infinity();
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

PrintedTable small_table() {
  return {"Costs of 100 % & more",
          {"learner", "cost, final", "n"},
          {{std::string("say \"a, b\""), 0.1, std::int64_t{12}},
           {std::string("x_1 > {y}\\^~"), -1.25e-17, std::int64_t{-3}},
           {std::string("c"), inf, std::int64_t{0}},
           {std::string("d"), nan, std::int64_t{1}}}};
}

TEST_CASE("CSV: quotes where needed, all digits, empty fields for missing values") {
  CHECK(as_csv(small_table()) ==
        "learner,\"cost, final\",n\r\n"
        "\"say \"\"a, b\"\"\",0.1,12\r\n"
        "x_1 > {y}\\^~,-1.25e-17,-3\r\n"
        "c,inf,0\r\n"
        "d,,1\r\n");
  const double third = 1.0 / 3;
  CHECK(as_csv({"", {"x"}, {{third}}}) == "x\r\n0.3333333333333333\r\n");
}

TEST_CASE("LaTeX: escaped texts, powers of ten, numbers flush right") {
  CHECK(as_latex(small_table(), 3) ==
        "\\begin{table}\n\\centering\n\\caption{Costs of 100 \\% \\& more}\n"
        "\\begin{tabular}{lrr}\n\\toprule\n"
        "learner & cost, final & n \\\\\n\\midrule\n"
        "say \"a, b\" & $0.1$ & $12$ \\\\\n"
        "x\\_1 \\textgreater{} \\{y\\}\\textbackslash{}\\textasciicircum{}\\textasciitilde{} & "
        "$-1.25 \\cdot 10^{-17}$ & $-3$ \\\\\n"
        "c & $\\infty$ & $0$ \\\\\n"
        "d & -- & $1$ \\\\\n"
        "\\bottomrule\n\\end{tabular}\n\\end{table}\n");
  CHECK(as_latex({"", {"x"}, {{123456.0}}}, 4) ==
        "\\begin{tabular}{r}\n\\toprule\nx \\\\\n\\midrule\n$1.235 \\cdot 10^{5}$ \\\\\n"
        "\\bottomrule\n\\end{tabular}\n");
}

}  // namespace
