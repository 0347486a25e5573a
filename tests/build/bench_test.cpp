// The benchmarks run and print all their rows. What they measure is not tested.
#include "support/support.hpp"

namespace {

using namespace firstmove::test;

TEST_CASE("the benchmarks compare firstmove with all peers that are installed") {
  const Outcome ran =
      shell("/usr/bin/python3 " SOURCE_TREE "/bench/bench.py --quick --build " BUILD_TREE);
  REQUIRE_MESSAGE(ran.code == 0, ran.err);
  for (const char* row :
       {"| chain of 2 × 10 as formulas: first run", "| chain of 2 × 1000 as formulas: first run",
        "| chain of 2 × 10, gradient play", "| chain of 2 × 1000, gradient play",
        "| chain of 2 × 1000, Stackelberg", "| torus, Stackelberg, 1000 replicas with noise",
        "| torus, Stackelberg, 1000 replicas without noise",
        "| torus, Stackelberg, one replica with noise",
        "| torus, 1000 replicas: a run that records 200 points", "| compile duopoly.cpp",
        "| replicas: ", "| steps: ", "| players: ", "| coordinates of a player: ", "| learners: ",
        "| recorded points: "})
    CHECK_MESSAGE(ran.out.find(row) != std::string::npos, row << " is not in " << ran.out);
  CHECK(ran.out.find("fused loop is not there") == std::string::npos);
  CHECK(ran.out.find("NumPy is not there") == std::string::npos);
}

}  // namespace
