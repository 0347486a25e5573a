// Random inputs of formulas, drawn once a step: random = { z = "normal(256, 16)" }.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "graph/sample.hpp"

namespace firstmove::engine {

struct FormulaParameter;

struct RandomInput {
  std::string name;
  Sample::Kind kind;
  std::vector<std::size_t> shape;         // {n}: a vector, {r, c}: a matrix
  std::optional<std::size_t> table = {};  // the parameter that rows are picked from
};

// Reads normal(n), normal(r, c), uniform(..), pick(data, n) with n different rows of a parameter,
// or resample(data, n) with rows that may repeat. Throws FormulaError.
RandomInput read_random_input(const std::string& name, const std::string& text,
                              const std::vector<FormulaParameter>& parameters);

}  // namespace firstmove::engine
