// A replica alone, with its coordinates one after the other in memory, takes the same bits as in a
// batch of two: with every rule, optimizer and noise.
#include "game/oracle.hpp"
#include "manifest/manifest.hpp"
#include "play/drive.hpp"
#include "play/judge.hpp"
#include "play/start.hpp"
#include "support/support.hpp"

namespace {

using namespace firstmove::engine;
using namespace firstmove::test;

constexpr std::size_t sites = 43;  // of each player: no multiple of a register

struct Path {
  std::size_t stride;
  std::vector<std::vector<double>> x;
  std::vector<std::uint64_t> products;
  std::string reason;  // of its end
};

Path play(const ExperimentSpec& spec, std::vector<std::uint32_t> replicates) {
  Play play(spec, spec.learners[0], std::move(replicates));
  Judge judge(spec, spec.learners[0], play, 0);
  Path path{play.oracle().stride(), {}, {}, {}};
  drive(
      play, spec.steps,
      [&](std::size_t r) {
        return start_point(spec.start, play.shape(), spec.seed, play.replicates()[r], r);
      },
      [&](std::uint64_t k) {
        judge.see(k);
        path.x.push_back(play.population().state(0));
        path.products.push_back(play.products(0));
        return true;
      });
  path.reason = play.population().end_of(0).reason;
  return path;
}

constexpr const char* bent = "quartic = 0.3";
constexpr const char* zero_sum = "a = [0.0, 0.0], b = 0.0";

void same_bits(const std::string& learner, const std::string& of_players,
               const std::string& game = bent) {
  CAPTURE(learner);
  CAPTURE(of_players);
  const TempFolder folder;
  write_file(folder / "m.toml",
             "[experiment]\nname = \"alone\"\nsteps = 12\nseeds = 2\nwarnings = false\n[game]\n"
             "plugin = \"chain\"\nparams = { sites = " +
                 std::to_string(sites) + ", " + game + " }\n[[learner]]\nname = \"rule\"\n" +
                 learner + "\n" + of_players + "\n");
  Manifest manifest = read_manifest(folder / "m.toml", {}, Catalog({PLUGINS}));
  ExperimentSpec& spec = manifest.variants[0].spec;
  const Path alone = play(spec, {0}), beside = play(spec, {0, 1});
  REQUIRE(alone.stride == 1);
  REQUIRE(beside.stride == FM_LANES);
  CHECK(alone.reason == "");
  CHECK(alone.x.size() == 13);
  CHECK(alone.x == beside.x);
  CHECK(alone.products == beside.products);
  CHECK(alone.x.front() != alone.x.back());
}

std::string each(const std::string& rule) { return "rule = \"" + rule + "\"\nstep = 0.02"; }
std::string leads(const std::string& rule, const std::string& params = "{}") {
  return "players = [{ rule = \"" + rule + "\", params = " + params +
         ", step = 0.02 }, { rule = \"gradient-play\", step = 0.03 }]";
}
std::string follows(const std::string& rule, const std::string& step) {
  return "players = [{ rule = \"gradient-play\", step = 0.03 }, { rule = \"" + rule + "\"" + step +
         " }]";
}

TEST_CASE("every rule takes the same bits whether coordinates are contiguous or not") {
  for (const char* rule : {"gradient-play", "extragradient", "optimistic", "lola", "newton-lola",
                           "look-ahead", "sos", "consensus", "sga", "competitive-gradient"})
    same_bits(each(rule), "");
  same_bits(each("local-symplectic-surgery"), "", zero_sum);
  same_bits("", leads("stackelberg"));
  for (const char* solver : {"cg", "gmres"})
    for (const char* warm : {"true", "false"}) {
      const std::string params = std::string("{ solver = \"") + solver +
                                 "\", iterations = 7, tolerance = 1e-3, warm_start = " + warm +
                                 " }";
      same_bits("", leads("stackelberg", params));
      same_bits("", leads("regularized-stackelberg", params));
    }
  same_bits("", leads("simultaneous-followers"));
  same_bits("", leads("unrolled"));
  same_bits("", follows("follow-the-ridge", ", step = 0.02"));
  same_bits("", follows("best-response", ""));
}

TEST_CASE("noise and optimizers take the same bits whether coordinates are contiguous or not") {
  for (const char* noise : {"{ normal = 0.1 }", "{ state_normal = 0.1 }", "{ uniform = 0.5 }",
                            "{ student_t = [3.0, 0.1] }"})
    same_bits(each("gradient-play"), std::string("noise = ") + noise);
  for (const char* optimizer : {"\"adam\"", "{ momentum = 0.5 }", "\"rmsprop\""})
    same_bits(each("gradient-play"),
              std::string("noise = { normal = 0.1 }\noptimizer = ") + optimizer);
}

TEST_CASE("a rule that does not know contiguous arrays never sees one") {
  const TempFolder folder;
  write_file(folder / "m.toml",
             "[experiment]\nname = \"alone\"\nsteps = 2\nseeds = 1\n[game]\nplugin = \"chain\"\n"
             "[[learner]]\nname = \"rule\"\nrule = \"gradient-play\"\nstep = 0.1\n");
  Manifest manifest = read_manifest(folder / "m.toml", {}, Catalog({PLUGINS}));
  ExperimentSpec& spec = manifest.variants[0].spec;
  fm_learner unaware = spec.learners[0].players[1].rule.learner();
  unaware.contiguous = 0;
  fm_descriptor descriptor = *spec.learners[0].players[1].rule.descriptor;
  descriptor.table = &unaware;
  CHECK(Play(spec, spec.learners[0], {0}).oracle().stride() == 1);
  spec.learners[0].players[1].rule.descriptor = &descriptor;
  CHECK(Play(spec, spec.learners[0], {0}).oracle().stride() == FM_LANES);
  unaware.contiguous = 1;
  unaware.struct_size = offsetof(fm_learner, contiguous);  // of an older plugin
  CHECK(Play(spec, spec.learners[0], {0}).oracle().stride() == FM_LANES);
}

}  // namespace
