// Formulas that are wrong: each mistake with its place in the manifest, and nothing compiled.
#include "support/formula_support.hpp"

namespace {

using namespace firstmove::test;

// What is said about a manifest whose game begins in line 8.
std::string said(const std::string& game) {
  const OwnCache cache;
  const TempFolder folder;
  write_file(folder / "m.toml", playing(game));
  const Outcome outcome =
      host("run " + (folder / "m.toml").string() + " --out " + (folder / "r").string());
  CHECK(outcome.code == 2);
  CHECK_FALSE(fs::exists(folder / "r"));
  CHECK(cache.libraries() == 0);
  std::string err = outcome.err;
  for (std::size_t p; (p = err.find(folder.path().string() + "/")) != std::string::npos;)
    err.erase(p, folder.path().string().size() + 1);
  return err;
}
// Of the cost of the first of two players, in line 9 from column 10 on.
std::string said_of(const std::string& formula) {
  return said("players = { x = 1, z = 3 }\ncost = [ \"" + formula +
              "\", \"sum(z)\"]\nparams = { a = 1.0, A = [[1, 2], [3, 4]] }\n");
}

TEST_CASE("each mistake has its column") {
  CHECK(said_of("x + foo") ==
        "m.toml:9:15: the cost of player 1: nothing is called 'foo'; known: "
        "'pi', 'x', 'z', 'A', 'a'\n");
  CHECK(said_of("x + aa") ==
        "m.toml:9:15: the cost of player 1: nothing is called 'aa'; did you mean 'a'?\n");
  CHECK(said_of("2 x") ==
        "m.toml:9:13: the cost of player 1: 'x' stands where an operator like + or "
        "* should be\n");
  CHECK(said_of("2x") == "m.toml:9:12: the cost of player 1: a product is written 2 * x\n");
  CHECK(said_of("x**2") == "m.toml:9:12: the cost of player 1: a power is written ^, not **\n");
  CHECK(said_of("(x + 1") ==
        "m.toml:9:17: the cost of player 1: the formula ends where ')' to close the parenthesis "
        "should be\n");
  CHECK(said_of("x + 1)") == "m.toml:9:16: the cost of player 1: ')' closes nothing\n");
  CHECK(said_of("") == "m.toml:9:11: the cost of player 1: the formula is empty\n");
  CHECK(said_of("x +") ==
        "m.toml:9:14: the cost of player 1: the formula ends where a number, a "
        "name or '(' should be\n");
  CHECK(said_of("sine(x)") ==
        "m.toml:9:11: the cost of player 1: there is no function 'sine'; did you mean 'sin'?\n");
  CHECK(said_of("sin(x, x)") ==
        "m.toml:9:11: the cost of player 1: 'sin' takes 1 argument, as in "
        "sin(x), and has 2\n");
  CHECK(said_of("sin + x") ==
        "m.toml:9:11: the cost of player 1: 'sin' is a function; write sin(..)\n");
  CHECK(said_of("z") ==
        "m.toml:9:11: the cost of player 1: a cost is a number, and this is a vector "
        "of 3\n");
  CHECK(said_of("sum(A @ z)") ==
        "m.toml:9:17: the cost of player 1: '@' takes a matrix and a vector "
        "or matrix that fits, and has a matrix of 2 x 2 and a vector of 3\n");
  CHECK(said_of("z[4]") ==
        "m.toml:9:13: the cost of player 1: the index is 4, and 'z' counts from 1 to 3\n");
  CHECK(said_of("z[0]") ==
        "m.toml:9:13: the cost of player 1: the index is 0, and 'z' counts from 1 to 3\n");
  CHECK(said_of("z[1.5]") ==
        "m.toml:9:13: the cost of player 1: an index is made of whole numbers, "
        "indices of sums, len(..), +, - and *\n");
  CHECK(said_of("sum(i = 1..40, z[i])") ==
        "m.toml:9:28: the cost of player 1: the index may be 40, and 'z' counts from 1 to 3\n");
  CHECK(said_of("x[1]") ==
        "m.toml:9:12: the cost of player 1: 'x' is a number, and has 1 index here\n");
  CHECK(said_of("sum(z = 1..3, x)") ==
        "m.toml:9:11: the cost of player 1: 'z' is taken, and cannot be an index\n");
  CHECK(said_of("if(x, 1, 2)") ==
        "m.toml:9:14: the cost of player 1: 'if' begins with a comparison, "
        "as in if(a < b, then, else)\n");
  CHECK(said_of("x < 1") ==
        "m.toml:9:13: the cost of player 1: a comparison stands in if(a < b, "
        "then, else) only\n");
  CHECK(said_of("x # 1").starts_with("m.toml:9:13: the cost of player 1: '#' stands where"));
  CHECK(said_of("sum(i = 1..10000000, x)") ==
        "m.toml:9:11: the cost of player 1: a sum has at most a million terms\n");
  CHECK(said_of(std::string(500, '(') + "x" + std::string(500, ')'))
            .ends_with("the cost of player 1: the formula is nested too deeply\n"));
}

TEST_CASE("definitions") {
  const std::string game = "players = { x = 1 }\ncost = [\"u + v\"]\n";
  CHECK(said(game + "let = { u = \"x + w\", v = \"x\" }\n")
            .starts_with("m.toml:10:18: 'u' in let: nothing is called 'w'"));
  CHECK(said(game + "let = { u = \"v\", v = \"2*u\" }\n") ==
        "m.toml:10:25: 'v' in let: 'u' is defined by itself\n");
  CHECK(said(game + "let = { u = 3, v = \"x\" }\n") ==
        "m.toml:10:13: 'u' in let is a formula in quotes, and not an integer: 3\n");
}

TEST_CASE("names, numbers and counts") {
  CHECK(said("players = { x = 1 }\ncost = [\"x\", \"x\"]\n") ==
        "m.toml:9:8: there are 1 players, and 2 costs\n");
  CHECK(said("players = { x = 0 }\ncost = [\"x\"]\n") ==
        "m.toml:8:17: player 'x' has a whole number of coordinates, at least 1, and not 0\n");
  CHECK(said("players = { sum = 1 }\ncost = [\"1\"]\n") ==
        "m.toml:8:19: 'sum' has a meaning of its own; name the player otherwise\n");
  CHECK(
      said("players = { x-1 = 1 }\ncost = [\"1\"]\n") ==
      "m.toml:8:19: player 'x-1' must be named by letters, digits and '_', to stand in formulas\n");
  CHECK(said("players = { x = 1 }\ncost = [\"x\"]\nparams = { x = 2 }\n") ==
        "m.toml:10:16: 'x' names two things\n");
  CHECK(said("players = { x = 1 }\ncost = [\"x\"]\nparams = { a = \"b\" }\n")
            .starts_with("m.toml:10:16: parameter 'a' of formulas is a number"));
  CHECK(said("players = { x = 1 }\ncost = [\"x\"]\nname = \"My game\"\n") ==
        "m.toml:10:8: the game's name is made of lower-case letters, digits and '-', and is 'My "
        "game'\n");
  CHECK(said("players = { x = 1 }\ncosts = [\"x\"]\n") ==
        "m.toml:7:1: [game] needs 'cost'\n"
        "m.toml:9:1: unknown key 'costs' in [game]; did you mean 'cost'?\n");
  CHECK(said("plugin = \"torus\"\ncost = [\"x\"]\nplayers = { x = 1 }\n") ==
        "m.toml:7:1: [game] needs exactly one of 'plugin' (a name), 'source' (a file) and 'cost' "
        "(formulas)\n");
  CHECK(said("params = {}\n") ==
        "m.toml:7:1: [game] needs exactly one of 'plugin' (a name), 'source' (a file) and 'cost' "
        "(formulas)\n");
}

TEST_CASE("domains and boxes") {
  const std::string game = "players = { x = 1, z = 2 }\ncost = [\"x\", \"sum(z)\"]\n";
  const std::string domain =
      "a domain is [lower, upper], with -inf and inf as it likes, or { circle = [lower, upper] }";
  CHECK(said(game + "domain = [1, 0]\n") == "m.toml:10:10: " + domain + ", and not [1, 0]\n");
  CHECK(said(game + "domain = { y = [0, 1] }\n").starts_with("m.toml:10:16: 'y' names no player"));
  CHECK(said(game + "domain = { z = [[0, 1], [0, 1], [0, 1]] }\n") ==
        "m.toml:10:16: domain gives 3 ranges to a player of 2 coordinates\n");
  CHECK(said(game + "domain = { x = { circle = [0, inf] } }\n")
            .starts_with("m.toml:10:16: " + domain));
  CHECK(said(game + "domain = { x = [0, 1] }\nbox = { x = [0, 2] }\n") ==
        "m.toml:11:7: the box of player 'x', [0, 2], leaves its domain, [0, 1]\n");
  CHECK(said(game + "box = { x = [0, inf] }\n") ==
        "m.toml:10:13: a box is [lower, upper], both finite, and not [0, inf]\n");
}

TEST_CASE("without a compiler, a cache or the headers there is a sentence") {
  const OwnCache cache;
  const TempFolder folder;
  write_file(folder / "m.toml", playing("players = { x = 1 }\ncost = [\"x^2\"]\n"));
  const std::string run =
      "run " + (folder / "m.toml").string() + " --out " + (folder / "r").string();
  const Outcome none = shell("CXX=no-such-compiler " HOST " " + run);
  CHECK(none.code == 2);
  CHECK(none.err.find("there is no C++ compiler to make the game with: no-such-compiler cannot be "
                      "run; install g++, or set CXX") != std::string::npos);
  const Outcome closed = shell("XDG_CACHE_HOME=/proc/none " HOST " " + run);
  CHECK(closed.code == 2);
  CHECK(closed.err.find("compiled games are kept in /proc/none/firstmove/plugins, which cannot be "
                        "written; set XDG_CACHE_HOME") != std::string::npos);
  const Outcome nowhere = shell("env -u HOME -u XDG_CACHE_HOME " HOST " " + run);
  CHECK(nowhere.code == 2);
  CHECK(
      nowhere.err.find("there is no place to keep compiled games in; set HOME or XDG_CACHE_HOME") !=
      std::string::npos);
  CHECK_FALSE(fs::exists(folder / "r"));
}

}  // namespace
