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

// The game 'chain' of the catalog, which computes in lanes of replicas, as a game that takes
// contiguous arrays, too: its arrays are copied.
namespace contiguous_chain {

const fm_game* inner = nullptr;

struct Plan {
  fm_game_plan* native;
  std::vector<std::size_t> rows = {};  // of each result
  std::size_t vectors = 0;
};

fm_status prepare(fm_game_instance* game, const fm_request* const* requests, std::uint32_t count,
                  fm_game_plan** out) {
  auto* const plan = new Plan{};  // few, and as long as the test
  for (std::uint32_t q = 0; q < count; ++q) {
    plan->rows.push_back(requests[q]->quantity == FM_COST ? 1 : sites);
    plan->vectors += vectors_of(*requests[q]);
  }
  *out = reinterpret_cast<fm_game_plan*>(plan);
  return inner->prepare(game, requests, count, &plan->native);
}

BatchArray spread(const double* from, std::size_t rows) {
  BatchArray to(rows, FM_LANES);
  for (std::size_t c = 0; c < rows; ++c) std::fill_n(to.row(c), FM_LANES, from[c]);
  return to;
}

fm_status evaluate(fm_game_instance* game, fm_game_plan* handle, const fm_batch* batch,
                   const double* const* vectors, double* const* out) {
  const Plan& plan = *reinterpret_cast<const Plan*>(handle);
  if (batch->stride != 1) return inner->evaluate(game, plan.native, batch, vectors, out);
  const BatchArray x = spread(batch->x, 2 * sites);
  std::vector<BatchArray> in, results;
  std::vector<const double*> from;
  std::vector<double*> to;
  for (std::size_t v = 0; v < plan.vectors; ++v) {
    in.push_back(spread(vectors[v], sites));
    from.push_back(in.back().data());
  }
  for (const std::size_t rows : plan.rows) {
    results.emplace_back(rows, FM_LANES);
    to.push_back(results.back().data());
  }
  fm_batch wide = *batch;
  wide.stride = FM_LANES;
  wide.x = x.data();
  const fm_status status = inner->evaluate(game, plan.native, &wide, from.data(), to.data());
  for (std::size_t q = 0; q < plan.rows.size(); ++q)
    for (std::size_t c = 0; c < plan.rows[q]; ++c) out[q][c] = results[q].row(c)[0];
  return status;
}

}  // namespace contiguous_chain

Plugin contiguous(const Plugin& chain) {
  contiguous_chain::inner = &chain.game();
  static fm_game table = chain.game();
  table.prepare = contiguous_chain::prepare;
  table.evaluate = contiguous_chain::evaluate;
  table.contiguous = 1;
  static fm_descriptor descriptor = *chain.descriptor;
  descriptor.table = &table;
  return {chain.file, chain.library, &descriptor};
}

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
  spec.game.plugin = contiguous(spec.game.plugin);
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
  spec.game.plugin = contiguous(spec.game.plugin);
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
