// The fuzz target for graphs that plugins lend; CONTRIBUTING.md says how to run it.
#include "support/graph_check.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  firstmove::test::check_graph({bytes, size});
  return 0;
}
