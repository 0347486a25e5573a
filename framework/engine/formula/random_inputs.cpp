#include "formula/random_inputs.hpp"

#include <spdlog/fmt/fmt.h>

#include <cmath>

#include "base/diagnostics.hpp"
#include "formula/expression.hpp"
#include "formula/meaning.hpp"

namespace firstmove::engine {
namespace {

constexpr double most_rows = 1e6;

std::size_t size_of(const Expression& e) {
  if (e.kind != Expression::Kind::number || e.value != std::floor(e.value) || e.value < 1 ||
      e.value > most_rows)
    throw FormulaError(e.position, "a size of random inputs must be an integer from 1 to 1000000");
  return static_cast<std::size_t>(e.value);
}

std::size_t table_of(const Expression& e, const std::vector<FormulaParameter>& parameters) {
  std::vector<std::string> known;
  for (std::size_t p = 0; p < parameters.size(); ++p) {
    if (e.kind == Expression::Kind::name && parameters[p].name == e.text) {
      if (parameters[p].shape.empty())
        throw FormulaError(e.position, fmt::format("rows are picked from a list or a matrix, but "
                                                   "'{}' is a number",
                                                   e.text));
      return p;
    }
    known.push_back(parameters[p].name);
  }
  throw FormulaError(e.position, fmt::format("rows are picked from a parameter{}",
                                             known.empty() ? ", but there are none in params"
                                                           : did_you_mean(e.text, known)));
}

}  // namespace

RandomInput read_random_input(const std::string& name, const std::string& text,
                              const std::vector<FormulaParameter>& parameters) {
  const Expression e = parse_formula(text);
  const auto is = [&e](const char* function) {
    return e.kind == Expression::Kind::call && e.text == function;
  };
  const std::size_t count = e.parts.size();
  if ((is("normal") || is("uniform")) && (count == 1 || count == 2)) {
    RandomInput made{name, is("normal") ? Sample::Kind::normal : Sample::Kind::uniform, {}};
    for (const Expression& part : e.parts) made.shape.push_back(size_of(part));
    return made;
  }
  if ((is("pick") || is("resample")) && count == 2) {
    const std::size_t table = table_of(e.parts[0], parameters), rows = size_of(e.parts[1]);
    const std::vector<std::size_t>& from = parameters[table].shape;
    if (is("pick") && rows > from[0])
      throw FormulaError(e.parts[1].position,
                         fmt::format("{} different rows cannot be picked from '{}', which has {}",
                                     rows, parameters[table].name, from[0]));
    RandomInput made{name, is("pick") ? Sample::Kind::distinct_pick : Sample::Kind::pick, from,
                     table};
    made.shape[0] = rows;
    return made;
  }
  throw FormulaError(e.position,
                     "random inputs are normal(n), normal(r, c), uniform(n), uniform(r, c), "
                     "pick(data, n) or resample(data, n)");
}

}  // namespace firstmove::engine
