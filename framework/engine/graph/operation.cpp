#include "graph/operation.hpp"

namespace firstmove::engine {
namespace {

struct Trait {
  Operation operation;
  std::string_view name;
  int inputs;
  enum Kind { leaf, elementwise, logical, whole } kind;
};

constexpr Trait traits[] = {
    {Operation::constant, "constant", 0, Trait::leaf},
    {Operation::action, "action", 0, Trait::leaf},
    {Operation::normal, "normal", 0, Trait::leaf},
    {Operation::uniform, "uniform", 0, Trait::leaf},
    {Operation::pick, "pick", 1, Trait::leaf},
    {Operation::direction, "direction", 0, Trait::leaf},
    {Operation::sample, "sample", 0, Trait::leaf},
    {Operation::negate, "negate", 1, Trait::elementwise},
    {Operation::absolute, "abs", 1, Trait::elementwise},
    {Operation::square_root, "sqrt", 1, Trait::elementwise},
    {Operation::exp, "exp", 1, Trait::elementwise},
    {Operation::expm1, "expm1", 1, Trait::elementwise},
    {Operation::log, "log", 1, Trait::elementwise},
    {Operation::log1p, "log1p", 1, Trait::elementwise},
    {Operation::sin, "sin", 1, Trait::elementwise},
    {Operation::cos, "cos", 1, Trait::elementwise},
    {Operation::tanh, "tanh", 1, Trait::elementwise},
    {Operation::sigmoid, "sigmoid", 1, Trait::elementwise},
    {Operation::softplus, "softplus", 1, Trait::elementwise},
    {Operation::whole_power, "whole_power", 1, Trait::elementwise},
    {Operation::logical_not, "not", 1, Trait::logical},
    {Operation::add, "add", 2, Trait::elementwise},
    {Operation::subtract, "subtract", 2, Trait::elementwise},
    {Operation::multiply, "multiply", 2, Trait::elementwise},
    {Operation::divide, "divide", 2, Trait::elementwise},
    {Operation::power, "power", 2, Trait::elementwise},
    {Operation::minimum, "minimum", 2, Trait::elementwise},
    {Operation::maximum, "maximum", 2, Trait::elementwise},
    {Operation::less, "less", 2, Trait::logical},
    {Operation::less_equal, "less_equal", 2, Trait::logical},
    {Operation::equal, "equal", 2, Trait::logical},
    {Operation::logical_and, "and", 2, Trait::logical},
    {Operation::logical_or, "or", 2, Trait::logical},
    {Operation::choose, "choose", 3, Trait::elementwise},
    {Operation::sum, "sum", 1, Trait::whole},
    {Operation::logsumexp, "logsumexp", 1, Trait::whole},
    {Operation::product, "product", 2, Trait::whole},
    {Operation::transpose, "transpose", 1, Trait::whole},
    {Operation::reshape, "reshape", 1, Trait::whole},
    {Operation::slice, "slice", 1, Trait::whole},
    {Operation::gather, "gather", 1, Trait::whole},
    {Operation::scatter, "scatter", 1, Trait::whole},
    {Operation::assemble, "assemble", -1, Trait::whole},
};

const Trait* trait_of(Operation operation) {
  for (const Trait& trait : traits)
    if (trait.operation == operation) return &trait;
  return nullptr;
}

}  // namespace

std::string_view name_of(Operation operation) {
  const Trait* const trait = trait_of(operation);
  return trait ? trait->name : "unknown";
}

int inputs_of(Operation operation) {
  const Trait* const trait = trait_of(operation);
  return trait ? trait->inputs : 0;
}

bool is_elementwise(Operation operation) {
  const Trait* const trait = trait_of(operation);
  return trait && (trait->kind == Trait::elementwise || trait->kind == Trait::logical);
}

bool is_logical(Operation operation) {
  const Trait* const trait = trait_of(operation);
  return trait && trait->kind == Trait::logical;
}

bool is_commutative(Operation operation) {
  return operation == Operation::add || operation == Operation::multiply ||
         operation == Operation::equal || operation == Operation::logical_and ||
         operation == Operation::logical_or;
}

bool is_public(Operation operation) {
  return operation != Operation::direction && operation != Operation::sample && trait_of(operation);
}

}  // namespace firstmove::engine
