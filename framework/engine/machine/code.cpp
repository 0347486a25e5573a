#include "machine/code.hpp"

#include "machine/machine_code.hpp"

namespace firstmove::engine {

Code::Code() = default;
Code::~Code() = default;

}  // namespace firstmove::engine
