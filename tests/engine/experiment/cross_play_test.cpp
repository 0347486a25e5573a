// Every rule against every rule: the pairings of a manifest, their runs, and the matrix.
#include "support/support.hpp"

namespace {

using namespace firstmove;
using namespace firstmove::engine;
using namespace firstmove::test;

std::string experiment(const std::string& game) {
  return "[experiment]\nname = 'x'\nsteps = 30\nseeds = 5\nwarnings = false\n[game]\nplugin = '" +
         game + "'\n";
}
constexpr const char* two_entries = R"([[cross_play]]
name = "naive"
rule = "gradient-play"
step = 0.1
noise = { normal = 0.01 }
[[cross_play]]
name = "shaping"
rule = "lola"
params = { taylor = "full" }
step = 0.05
optimizer = "momentum"
)";

struct Ran {
  TempFolder folder;
  Outcome run;
  explicit Ran(const std::string& manifest, const std::string& arguments = "-q") {
    write_file(folder / "m.toml", manifest);
    run = host("run " + (folder / "m.toml").string() + " " + arguments + " --out " +
               (folder / "out").string());
  }
  fs::path out() const { return folder / "out"; }
};

constexpr const char* states =
    "select learner || ' ' || replicate || ' ' || player || ' ' || coordinate || ' ' || "
    "printf('%!.17g', value) from final_state join run on run.id = run order by run, player, "
    "coordinate";

TEST_CASE("every entry plays as every player") {
  const Ran two(experiment("tandem") + two_entries);
  REQUIRE_MESSAGE(two.run.code == 0, two.run.err);
  CHECK(query(two.out(), "select distinct learner from run order by id") ==
        std::vector<std::string>{"naive | naive", "naive | shaping", "shaping | naive",
                                 "shaping | shaping"});
  const Ran three(experiment("quartic-hierarchy") + two_entries);
  REQUIRE_MESSAGE(three.run.code == 0, three.run.err);
  const auto names = query(three.out(), "select distinct learner from run order by id");
  CHECK(names.size() == 8);
  CHECK(names[1] == "naive | naive | shaping");
  CHECK(names[6] == "shaping | shaping | naive");
}

TEST_CASE("a pairing equals the learner that one would write by hand, bit for bit") {
  const Ran crossed(experiment("tandem") + two_entries);
  const Ran written(experiment("tandem") + R"(
[[learner]]
name = "shaping | naive"
players = [
  { rule = "lola", params = { taylor = "full" }, step = 0.05, optimizer = "momentum" },
  { rule = "gradient-play", step = 0.1, noise = { normal = 0.01 } } ]
)");
  REQUIRE(crossed.run.code == 0);
  REQUIRE_MESSAGE(written.run.code == 0, written.run.err);
  std::vector<std::string> chosen;
  for (const std::string& row : query(crossed.out(), states))
    if (row.starts_with("shaping | naive")) chosen.push_back(row);
  CHECK(chosen == query(written.out(), states));
}

TEST_CASE("the stored manifest of a cross-play gives the same bits again") {
  const Ran first(experiment("tandem") + two_entries +
                  "[[learner]]\nname = 'besides'\nrule = 'sos'\nstep = 0.1\n");
  REQUIRE_MESSAGE(first.run.code == 0, first.run.err);
  const std::string kept = read_file(first.out() / "manifest.toml");
  CHECK(kept.find("momentum = 0.9") != std::string::npos);
  CHECK(kept.find("noise = 'none'") != std::string::npos);
  const Ran again(kept);
  REQUIRE_MESSAGE(again.run.code == 0, again.run.err);
  CHECK(query(again.out(), states) == query(first.out(), states));
}

TEST_CASE("overrides and sweeps apply to the entries") {
  const Ran ran(
      experiment("tandem") + two_entries + "[sweep]\n\"cross_play.0.step\" = [0.1, 0.01]\n",
      "-q --set cross_play.1.step=0.2");
  REQUIRE_MESSAGE(ran.run.code == 0, ran.run.err);
  CHECK(query(ran.out(), "select count(*) from run") == std::vector<std::string>{"40"});
  CHECK(read_file(ran.out() / "manifest.toml").find("step = 0.2") != std::string::npos);
}

// The final costs are known: those of the Nash equilibrium of a quadratic game.
TEST_CASE("the matrix shows medians, and failures as failures") {
  const Ran ran(R"([experiment]
name = "x"
steps = 400
seeds = 3
start = { at = [1.0, 1.0] }
warnings = false
[game]
plugin = "quadratic"
params = { Q = [[[2, 1], [1, 0]], [[0, 1], [1, 2]]], q = [[-2, 0], [0, -2]] }
[[cross_play]]
name = "plain"
rule = "gradient-play"
step = 0.1
[[cross_play]]
name = "breaks"
rule = "gradient-play"
step = 1e300
[[observer]]
plugin = "cross-play"
)",
                "");
  CHECK(ran.run.code == 1);
  // Nash: 2 x + y = 2, x + 2 y = 2: both 2/3; cost x^2 + x y - 2 x = -4/9.
  CHECK(ran.run.err.find(R"(
cost f1, medians
 player 1 \ 2                      plain                     breaks
────────────────────────────────────────────────────────────────────
 plain                         -0.444444   all 3 failed or diverged
 breaks         all 3 failed or diverged   all 3 failed or diverged

cost f2, medians
)") != std::string::npos);
}

TEST_CASE("mistakes in entries are reported at their place") {
  const auto said = [](const std::string& game, const std::string& entries) {
    const Ran ran(experiment(game) + entries);
    CHECK(ran.run.code == 2);
    CHECK_FALSE(fs::exists(ran.out()));
    const std::size_t name = ran.run.err.find("m.toml");
    return name == std::string::npos ? ran.run.err : ran.run.err.substr(name);
  };
  CHECK(said("tandem", "[[cross_play]]\nname = 'a'\nrule = 'gradient-play'\nstepp = 1.0\n")
            .find("m.toml:11:1: unknown key 'stepp' in [[cross_play]]; did you mean 'step'?") !=
        std::string::npos);
  CHECK(said("tandem", "[[cross_play]]\nname = 'a | b'\nrule = 'gradient-play'\nstep = 1.0\n") ==
        "m.toml:9:8: name 'a | b' must not be empty, hold control characters, have "
        "more than 255 bytes, or contain ' | ', which separates the names in "
        "pairings\n");
  const std::string entry = "[[cross_play]]\nname = 'a'\nrule = 'gradient-play'\nstep = 1.0\n";
  CHECK(said("tandem", entry + entry) == "m.toml:13:8: two entries of cross_play are named 'a'\n");
  CHECK(
      said("tandem", "[[cross_play]]\nname = 'a'\nrule = 'stackelberg'\nstep = 1.0\n")
          .find("cross_play 'a': rule 'stackelberg' cannot play as player 2 of 'tandem': player 2 "
                "is last in the order of play and leads nobody; use 'gradient-play' for it") !=
      std::string::npos);
  std::string many;
  for (int i = 0; i < 65; ++i)
    many +=
        "[[cross_play]]\nname = 'a" + std::to_string(i) + "'\nrule = 'gradient-play'\nstep = 1.0\n";
  CHECK(said("tandem", many)
            .find("cross_play of 65 entries in a game of 2 players makes more than "
                  "4096 pairings") != std::string::npos);
}

}  // namespace
