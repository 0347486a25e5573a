// What the fuzz target does (tests/fuzz), for a few thousand games.
#include <doctest/doctest.h>

#include <cstdlib>

#include "support/graph_check.hpp"

namespace {

using namespace firstmove::test;

// Set FIRSTMOVE_RANDOM_GRAPHS to try more of them.
TEST_CASE("graphs of any bytes are refused, or all that is made of them agrees") {
  const char* const given = std::getenv("FIRSTMOVE_RANDOM_GRAPHS");
  const std::uint64_t graphs = given ? std::strtoull(given, nullptr, 10) : 6000;
  std::mt19937_64 random(5);
  std::size_t accepted = 0, bits = 0, bounds = 0, slopes = 0;
  for (std::uint64_t trial = 0; trial < graphs; ++trial) {
    std::vector<std::uint8_t> bytes(10 + random() % 90);
    for (std::uint8_t& byte : bytes) byte = static_cast<std::uint8_t>(random());
    CAPTURE(trial);
    Checked checked;
    CHECK_NOTHROW(checked = check_graph(bytes));
    accepted += checked.accepted ? 1 : 0;
    bits += checked.bits;
    bounds += checked.bounds;
    slopes += checked.slopes;
  }
  CHECK(accepted > 4000);
  CHECK(bits > 100000);
  CHECK(bounds > 5000);
  CHECK(slopes > 300);
}

}  // namespace
