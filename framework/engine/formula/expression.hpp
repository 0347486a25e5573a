// A formula as its author wrote it: "-x*y + sum(i = 1..n, a[i] * z[i]^2)", as a tree.
#pragma once

#include <cstddef>
#include <stdexcept>
#include <string>
#include <vector>

namespace firstmove::engine {

// What is wrong with a formula, and where in its text (from 0).
struct FormulaError : std::runtime_error {
  FormulaError(std::size_t at, const std::string& what) : std::runtime_error(what), position(at) {}
  std::size_t position;
};

struct Expression {
  enum class Kind {
    number,   // value
    name,     // text
    negate,   // parts[0]
    binary,   // text is "+", "-", "*", "/", "^" or "@"; parts[0], parts[1]
    compare,  // text is "<", "<=", ">" or ">="; parts[0], parts[1]
    call,     // text is the function; parts its arguments
    index,    // parts[0] is indexed by the others
    sum       // text is the index; parts: first, last, body
  };
  Kind kind = Kind::number;
  std::size_t position = 0;  // of its first character, or of its operator
  std::string text;
  double value = 0;
  std::vector<Expression> parts;
};

// Reads a whole formula. Precedence as in mathematics: ^ (right-associative), then a sign, then
// * / @, then + -. Throws FormulaError.
Expression parse_formula(const std::string& text);

// Whether a name can be used in a formula: letters, digits and '_', no digit first.
bool is_formula_name(const std::string& name);

}  // namespace firstmove::engine
