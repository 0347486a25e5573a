// One lambda for each alternative of a variant.
#pragma once

namespace firstmove::engine {

template <class... Functions>
struct Overloaded : Functions... {
  using Functions::operator()...;
};
template <class... Functions>
Overloaded(Functions...) -> Overloaded<Functions...>;

}  // namespace firstmove::engine
