// The operations of a graph's nodes. Their numbers are those of fm_node.operation in abi.h, which
// defines what each of them computes.
#pragma once

#include <firstmove/abi.h>

#include <cstdint>
#include <string_view>

namespace firstmove::engine {

enum class Operation : std::int32_t {
  // Leaves
  constant = FM_NODE_CONSTANT,
  action = FM_NODE_ACTION,
  normal = FM_NODE_NORMAL,  // these three become `sample` on import
  uniform = FM_NODE_UNIFORM,
  pick = FM_NODE_PICK,
  direction = 1000,  // rows of a vector that is given at evaluation
  sample = 1001,     // random numbers of a step (sample.hpp), likewise
  // Element by element, of one array
  negate = FM_NODE_NEGATE,
  absolute = FM_NODE_ABS,
  square_root = FM_NODE_SQRT,
  exp = FM_NODE_EXP,
  expm1 = FM_NODE_EXPM1,
  log = FM_NODE_LOG,
  log1p = FM_NODE_LOG1P,
  sin = FM_NODE_SIN,
  cos = FM_NODE_COS,
  tanh = FM_NODE_TANH,
  sigmoid = FM_NODE_SIGMOID,
  softplus = FM_NODE_SOFTPLUS,
  whole_power = FM_NODE_WHOLE_POWER,
  logical_not = FM_NODE_NOT,
  // Element by element, of two or three arrays
  add = FM_NODE_ADD,
  subtract = FM_NODE_SUBTRACT,
  multiply = FM_NODE_MULTIPLY,
  divide = FM_NODE_DIVIDE,
  power = FM_NODE_POWER,
  minimum = FM_NODE_MINIMUM,
  maximum = FM_NODE_MAXIMUM,
  less = FM_NODE_LESS,
  less_equal = FM_NODE_LESS_EQUAL,
  equal = FM_NODE_EQUAL,
  logical_and = FM_NODE_AND,
  logical_or = FM_NODE_OR,
  choose = FM_NODE_CHOOSE,
  // Of whole arrays
  sum = FM_NODE_SUM,
  logsumexp = FM_NODE_LOGSUMEXP,
  product = FM_NODE_PRODUCT,
  transpose = FM_NODE_TRANSPOSE,
  reshape = FM_NODE_RESHAPE,
  slice = FM_NODE_SLICE,
  gather = FM_NODE_GATHER,
  scatter = FM_NODE_SCATTER,
  assemble = FM_NODE_ASSEMBLE
};

// As in messages: "multiply".
std::string_view name_of(Operation operation);
// How many arrays it takes; -1: any number (assemble).
int inputs_of(Operation operation);
// Whether it acts element by element, so that its inputs are broadcast to the shape of the result.
bool is_elementwise(Operation operation);
// Whether a and b in the other order give the same bits, so that there is one node for both.
bool is_commutative(Operation operation);
// Whether its results are truth values, 1 or 0, which have no derivative.
bool is_logical(Operation operation);
// Whether a plugin may use it in fm_graph; `direction` and `sample` belong to the engine.
bool is_public(Operation operation);

}  // namespace firstmove::engine
