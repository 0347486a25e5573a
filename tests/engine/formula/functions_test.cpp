// The functions of formulas and their first derivatives, as the vector machine computes them,
// within 4 units in the last place of mpmath (function_points.py).
#include <doctest/doctest.h>

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "formula/meaning.hpp"
#include "game/batch_array.hpp"
#include "graph/derivatives.hpp"
#include "machine/machine.hpp"

namespace {

using namespace firstmove::engine;

// As the sum of two doubles.
struct Exact {
  double high, low;
};
struct Points {
  std::string formula;
  std::vector<double> x;
  std::vector<Exact> value, slope;
};

double hexadecimal(std::istream& in) {
  std::string text;
  in >> text;
  return std::strtod(text.c_str(), nullptr);
}

std::vector<Points> points_of_functions(const std::string& count) {
  const std::string command =
      "/usr/bin/python3 " SOURCE_TREE "/tests/engine/formula/function_points.py " + count;
  std::FILE* const pipe = popen(command.c_str(), "r");
  REQUIRE(pipe != nullptr);
  std::vector<Points> all;
  char line[512];
  while (std::fgets(line, sizeof line, pipe)) {
    const std::string text(line);
    if (text.find("0x") == std::string::npos) {
      all.push_back({text.substr(0, text.size() - 1), {}, {}, {}});
      continue;
    }
    std::istringstream in(text);
    all.back().x.push_back(hexadecimal(in));
    for (std::vector<Exact>* to : {&all.back().value, &all.back().slope}) {
      const double high = hexadecimal(in);
      to->push_back({high, hexadecimal(in)});
    }
  }
  CHECK(pclose(pipe) == 0);
  return all;
}

// In units in the last place of a double near the exact value.
double error(double got, const Exact& exact) {
  if (got == exact.high && exact.low == 0) return 0;
  int exponent = 0;
  std::frexp(exact.high, &exponent);
  return std::fabs((got - exact.high) - exact.low) /
         std::ldexp(1.0, std::max(exponent - 53, -1074));
}

// The value and the derivative of a formula of x, at all points.
std::vector<std::vector<double>> by_machine(const Points& points) {
  FormulaNames names;
  names.players = {{"x", 1}};
  Graph graph;
  const NodeId value = Meaning(names, graph, true).cost(parse_formula(points.formula));
  const NodeId outputs[] = {value, gradient(graph, value, 0, 1)};
  const Program program(graph, outputs);
  Machine machine(program);
  const std::size_t stride = stride_for(points.x.size());
  BatchArray x(1, stride), values(1, stride), slopes(1, stride);
  std::copy(points.x.begin(), points.x.end(), x.data());
  double* const out[] = {values.data(), slopes.data()};
  machine.run(points.x.size(), stride, x.data(), nullptr, out);
  return {{values.data(), values.data() + points.x.size()},
          {slopes.data(), slopes.data() + points.x.size()}};
}

// Set FIRSTMOVE_FUNCTION_POINTS to try more of them.
TEST_CASE("functions of formulas and their derivatives are within four units of mpmath") {
  const char* const given = std::getenv("FIRSTMOVE_FUNCTION_POINTS");
  std::set<std::string> met;
  for (const Points& points : points_of_functions(given ? given : "600")) {
    const auto got = by_machine(points);
    for (const bool slope : {false, true}) {
      double worst = 0, where = 0;
      for (std::size_t p = 0; p < points.x.size(); ++p) {
        double one = error(got[slope][p], slope ? points.slope[p] : points.value[p]);
        // The derivative is e^(x - logsumexp), whose exponent is rounded.
        if (slope && points.formula.find("logsumexp") == 0) one -= std::fabs(points.x[p]);
        if (one <= worst || std::isnan(worst)) continue;
        worst = one;
        where = points.x[p];
      }
      INFO(points.formula, std::string(slope ? ", its derivative" : ""), " at ", where, ": ",
           worst);
      CHECK(worst <= 4);
    }
    for (const std::string& name : formula_functions())
      if (points.formula.find(name + "(") == 0) met.insert(name);
  }
  for (const std::string& name : formula_functions())
    if (name != "sum" && name != "dot" && name != "len") CHECK(met.count(name) == 1);
}

}  // namespace
