// Costs in Python as graphs: tracing.py compares them with the functions.
#include "support/support.hpp"

namespace {

using namespace firstmove::test;

TEST_CASE("costs in Python are traced to graphs with their values") {
  const Outcome ran = shell("/usr/bin/python3 " SOURCE_TREE "/tests/games/tracing.py");
  CHECK_MESSAGE(ran.code == 0, ran.err);
  CHECK(ran.err.find("Ran 10 tests") != std::string::npos);
}

}  // namespace
