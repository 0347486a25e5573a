#include "base/diagnostics.hpp"

#include <doctest/doctest.h>

using namespace firstmove;
using namespace firstmove::engine;

TEST_CASE("the nearest word is suggested only if it is close") {
  const std::vector<std::string> known = {"steps", "seeds", "start"};
  CHECK(nearest("stesp", known) == "steps");  // two letters exchanged
  CHECK(nearest("step", known) == "steps");
  CHECK(nearest("seed", known) == "seeds");
  CHECK(nearest("temperature", known) == "");
  CHECK(nearest("", known) == "");
  CHECK(nearest("steps", {}) == "");
}

TEST_CASE("the nearer of two near words is suggested, the first of equally near ones") {
  CHECK(nearest("starts", std::vector<std::string>{"starry", "start"}) == "start");
  CHECK(nearest("starts", std::vector<std::string>{"starta", "startb"}) == "starta");
}

TEST_CASE("a suggestion names the nearest known word, or else all known words") {
  const std::vector<std::string> known = {"grid", "zip"};
  CHECK(did_you_mean("girl", known) == "; known: 'grid', 'zip'");
  CHECK(did_you_mean("gird", known) == "; did you mean 'grid'?");
  CHECK(did_you_mean("anything", {}) == "");
}

TEST_CASE("a list of known words is cut after twelve") {
  std::vector<std::string> known;
  for (char c = 'a'; c < 'a' + 13; ++c) known.push_back(std::string(8, c));
  const std::string text = did_you_mean("0", known);
  CHECK(text.ends_with("'llllllll', .."));
  CHECK(text.find("mmmmmmmm") == std::string::npos);
}

TEST_CASE("an input error lists every mistake, also those without a place") {
  const InputError error({{"a.toml:4:1", "unknown key 'x'"}, {"", "there is nothing to do"}});
  CHECK(std::string(error.what()) == "a.toml:4:1: unknown key 'x'\nthere is nothing to do");
  CHECK(error.mistakes().size() == 2);
  CHECK(std::string(InputError("one sentence").what()) == "one sentence");
}
