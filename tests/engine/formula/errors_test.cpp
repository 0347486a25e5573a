// Invalid formulas: each mistake is reported at its place in the manifest, and nothing is run.
#include "support/formula_support.hpp"

namespace {

using namespace firstmove::test;

// The error message for a manifest whose [game] has its first key in line 8.
std::string said(const std::string& game) {
  const TempFolder folder;
  write_file(folder / "m.toml", playing(game));
  const Outcome outcome =
      host("run " + (folder / "m.toml").string() + " --out " + (folder / "r").string());
  CHECK(outcome.code == 2);
  CHECK_FALSE(fs::exists(folder / "r"));
  std::string err = outcome.err;
  for (std::size_t p; (p = err.find(folder.path().string() + "/")) != std::string::npos;)
    err.erase(p, folder.path().string().size() + 1);
  return err;
}
// The same for the cost of the first of two players, in line 9 from column 10 on.
std::string said_of(const std::string& formula) {
  return said("players = { x = 1, z = 3 }\ncost = [ \"" + formula +
              "\", \"sum(z)\"]\nparams = { a = 1.0, A = [[1, 2], [3, 4]] }\n");
}

TEST_CASE("each mistake is reported with its column") {
  CHECK(said_of("x + foo") ==
        "m.toml:9:15: the cost of player 1: unknown name 'foo'; known: "
        "'pi', 'x', 'z', 'A', 'a'\n");
  CHECK(said_of("x + aa") ==
        "m.toml:9:15: the cost of player 1: unknown name 'aa'; did you mean 'a'?\n");
  CHECK(said_of("2 x") ==
        "m.toml:9:13: the cost of player 1: expected an operator like + or *, not 'x'\n");
  CHECK(said_of("2x") == "m.toml:9:12: the cost of player 1: write a product as 2 * x\n");
  CHECK(said_of("x**2") == "m.toml:9:12: the cost of player 1: write a power as ^, not **\n");
  CHECK(said_of("(x + 1") ==
        "m.toml:9:17: the cost of player 1: expected ')' to close the parenthesis, but the formula "
        "ends\n");
  CHECK(said_of("x + 1)") == "m.toml:9:16: the cost of player 1: unmatched ')'\n");
  CHECK(said_of("") == "m.toml:9:11: the cost of player 1: the formula is empty\n");
  CHECK(said_of("x +") ==
        "m.toml:9:14: the cost of player 1: expected a number, a name or '(', but the formula "
        "ends\n");
  CHECK(said_of("sine(x)") ==
        "m.toml:9:11: the cost of player 1: there is no function 'sine'; did you mean 'sin'?\n");
  CHECK(said_of("sin(x, x)") ==
        "m.toml:9:11: the cost of player 1: 'sin' takes 1 argument, as in "
        "sin(x), but has 2\n");
  CHECK(said_of("sin + x") ==
        "m.toml:9:11: the cost of player 1: 'sin' is a function; write sin(..)\n");
  CHECK(said_of("z") ==
        "m.toml:9:11: the cost of player 1: a cost must be a number, but this is a vector "
        "of 3\n");
  CHECK(said_of("sum(A @ z)") ==
        "m.toml:9:17: the cost of player 1: '@' needs a matrix and a vector "
        "or matrix of matching size, but has a matrix of 2 x 2 and a vector of 3\n");
  CHECK(said_of("z[4]") ==
        "m.toml:9:13: the cost of player 1: the index is 4, but the indices of 'z' run from 1 to "
        "3\n");
  CHECK(said_of("z[0]") ==
        "m.toml:9:13: the cost of player 1: the index is 0, but the indices of 'z' run from 1 to "
        "3\n");
  CHECK(said_of("z[1.5]") ==
        "m.toml:9:13: the cost of player 1: an index can contain only integers, "
        "indices of sums, len(..), +, - and *\n");
  CHECK(said_of("sum(i = 1..40, z[i])") ==
        "m.toml:9:28: the cost of player 1: the index may be 40, but the indices of 'z' run from 1 "
        "to 3\n");
  CHECK(said_of("x[1]") ==
        "m.toml:9:12: the cost of player 1: 'x' is a number, but has 1 index here\n");
  CHECK(
      said_of("sum(z = 1..3, x)") ==
      "m.toml:9:11: the cost of player 1: the name 'z' is already in use and cannot be an index\n");
  CHECK(said_of("if(x, 1, 2)") ==
        "m.toml:9:14: the cost of player 1: the first argument of 'if' must be a comparison, "
        "as in if(a < b, then, else)\n");
  CHECK(said_of("x < 1") ==
        "m.toml:9:13: the cost of player 1: a comparison is allowed only in if(a < b, "
        "then, else)\n");
  CHECK(said_of("x # 1") ==
        "m.toml:9:13: the cost of player 1: expected an operator like + or *, not '#'\n");
  CHECK(said_of("sum(i = 1..10000000, x)") ==
        "m.toml:9:11: the cost of player 1: a sum can have at most a million terms\n");
  CHECK(said_of(std::string(500, '(') + "x" + std::string(500, ')'))
            .ends_with("the cost of player 1: the formula is nested too deeply\n"));
}

TEST_CASE("mistakes in definitions") {
  const std::string game = "players = { x = 1 }\ncost = [\"u + v\"]\n";
  CHECK(said(game + "let = { u = \"x + w\", v = \"x\" }\n")
            .starts_with("m.toml:10:18: 'u' in let: unknown name 'w'"));
  CHECK(said(game + "let = { u = \"v\", v = \"2*u\" }\n") ==
        "m.toml:10:25: 'v' in let: the definition of 'u' refers to itself\n");
  // Found at the far end of a chain that would be too long for a recursion.
  std::string chain = "players = { x = 1 }\ncost = [\"a9999\"]\n[game.let]\n";
  for (int k = 9999; k > 0; --k)
    chain += "a" + std::to_string(k) + " = \"sin(a" + std::to_string(k - 1) + ")\"\n";
  CHECK(said(chain + "a0 = \"x + q\"\n")
            .starts_with("m.toml:10010:11: 'a0' in let: unknown name 'q'"));
  CHECK(said(chain + "a0 = \"x + a9999\"\n")
            .starts_with("m.toml:10010:11: 'a0' in let: the definition of 'a9999' refers to"));
  CHECK(said(game + "let = { u = 3, v = \"x\" }\n") ==
        "m.toml:10:13: 'u' in let must be a formula in quotes, not an integer: 3\n");
}

TEST_CASE("mistakes in names, numbers and counts") {
  CHECK(said("players = { x = 1 }\ncost = [\"x\", \"x\"]\n") ==
        "m.toml:9:8: expected one cost for each player (1), but found 2\n");
  CHECK(said("players = { x = 0 }\ncost = [\"x\"]\n") ==
        "m.toml:8:17: the number of coordinates of player 'x' must be an integer from 1 to "
        "100000, not 0\n");
  CHECK(said("players = { sum = 1 }\ncost = [\"1\"]\n") ==
        "m.toml:8:19: 'sum' is a reserved name; give the player another name\n");
  CHECK(
      said("players = { x-1 = 1 }\ncost = [\"1\"]\n") ==
      "m.toml:8:19: player 'x-1': a name in formulas must consist of letters, digits and '_', and "
      "must not begin with a digit\n");
  CHECK(said("players = { x = 1 }\ncost = [\"x\"]\nparams = { x = 2 }\n") ==
        "m.toml:10:16: the name 'x' is used twice\n");
  CHECK(said("players = { x = 1 }\ncost = [\"x\"]\nparams = { a = \"b\" }\n")
            .starts_with("m.toml:10:16: parameter 'a' of formulas must be a number"));
  CHECK(said("players = { x = 1 }\ncost = [\"x\"]\nname = \"My game\"\n") ==
        "m.toml:10:8: the name of the game must consist of at most 200 lower-case letters, digits "
        "and '-', but is 'My game'\n");
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

TEST_CASE("mistakes in domains and boxes") {
  const std::string game = "players = { x = 1, z = 2 }\ncost = [\"x\", \"sum(z)\"]\n";
  const std::string domain =
      "a domain must be [lower, upper], where -inf and inf are allowed, or { circle = [lower, "
      "upper] }";
  CHECK(said(game + "domain = [1, 0]\n") == "m.toml:10:10: " + domain + ", not [1, 0]\n");
  CHECK(
      said(game + "domain = { y = [0, 1] }\n").starts_with("m.toml:10:16: there is no player 'y'"));
  CHECK(said(game + "domain = { z = [[0, 1], [0, 1], [0, 1]] }\n") ==
        "m.toml:10:16: domain has 3 ranges for a player with 2 coordinates\n");
  CHECK(said(game + "domain = { x = { circle = [0, inf] } }\n")
            .starts_with("m.toml:10:16: " + domain));
  CHECK(said(game + "domain = { x = [0, 1] }\nbox = { x = [0, 2] }\n") ==
        "m.toml:11:7: the box of player 'x', [0, 2], is not within its domain, [0, 1]\n");
  CHECK(said(game + "box = { x = [0, inf] }\n") ==
        "m.toml:10:13: a box must be [lower, upper], both finite, not [0, inf]\n");
}

}  // namespace
