// The quantities of all games of this tree, with machine code and without.
#include <cmath>
#include <random>

#include "engine/machine/batch.hpp"
#include "engine/machine/every_target.hpp"
#include "game/graph_game.hpp"
#include "graph/import.hpp"
#include "graph/quantities.hpp"
#include "machine/machine.hpp"
#include "support/support.hpp"

namespace firstmove::test {

namespace {

std::string needed_parameters(const std::string& game) {
  if (game == "bimatrix") return "A = [[1.0, -2.0], [0.5, 3.0]]\nB = [[-1.0, 2.0], [4.0, 0.0]]";
  if (game == "quadratic") return "Q = [[[2.0, 1.0], [1.0, 0.5]], [[1.0, -1.0], [-1.0, 3.0]]]";
  return "";
}

std::vector<fm_request> all_requests(std::uint32_t players) {
  std::vector<fm_request> all;
  for (std::uint32_t i = 0; i < players; ++i) {
    all.push_back(request(FM_COST, i));
    for (std::uint32_t j = 0; j < players; ++j) {
      all.push_back(request(FM_GRADIENT, i, j));
      all.push_back(request(FM_HESSIAN_PRODUCT, i, i, j));
      all.push_back(request(FM_HESSIAN_BLOCK, i, j, i));
      all.push_back(request(FM_THIRD_PRODUCT, i, j, i, i));
    }
  }
  return all;
}

// Ordinary points, and now and then one that is far away.
Inputs random_inputs(std::mt19937_64& random, const Shape& shape,
                     const std::vector<std::uint32_t>& directions, std::size_t samples) {
  Inputs made;
  std::normal_distribution<double> normal;
  const bool far = random() % 4 == 0;
  for (std::size_t c = 0; c < shape.coordinates(); ++c)
    made.x.push_back(far ? 100 * normal(random) : normal(random));
  for (const std::uint32_t rows : directions) {
    made.directions.emplace_back();
    for (std::uint32_t r = 0; r < rows; ++r) made.directions.back().push_back(normal(random));
  }
  for (std::size_t s = 0; s < samples; ++s) made.samples.push_back(normal(random));
  return made;
}

bool same_values(const std::vector<Elements>& a, const std::vector<Elements>& b) {
  for (std::size_t r = 0; r < a.size(); ++r)
    for (std::size_t o = 0; o < a[r].size(); ++o)
      for (std::size_t e = 0; e < a[r][o].size(); ++e)
        if (!same(a[r][o][e], b[r][o][e])) return false;
  return true;
}

}  // namespace

TEST_CASE("machine code of every game has the bits of the kernels, in every layout") {
  std::size_t games = 0, assembled_programs = 0;
  for (const Catalog::Listed& listed : Catalog({PLUGINS}).list().plugins) {
    const Plugin& plugin = listed.plugin;
    const std::string id = plugin.descriptor->id;
    if (plugin.descriptor->kind != FM_KIND_GAME || id == "python") continue;
    CAPTURE(id);
    const Game game(plugin, parameters(plugin, needed_parameters(id)));
    const CostGraph* const lent = graph_of(game);
    if (!lent) continue;
    ++games;
    CostGraph costs = *lent;
    const Quantities nodes = quantities(costs.graph, costs.costs, game.shape().offsets,
                                        all_requests(game.shape().players()));
    std::vector<NodeId> outputs;
    for (const NodeId output : nodes.outputs)
      if (output != no_node) outputs.push_back(output);
    std::mt19937_64 random(41);
    std::vector<Inputs> inputs;
    for (int r = 0; r < 9; ++r)
      inputs.push_back(
          random_inputs(random, game.shape(), nodes.directions, costs.graph.samples().size));
    every_target([&] {
      const Program plain(costs.graph, outputs), assembled(costs.graph, outputs);
      if (Machine(assembled).make_machine_code()) ++assembled_programs;
      CHECK(same_values(run_batch(costs.graph, assembled, outputs, inputs),
                        run_batch(costs.graph, plain, outputs, inputs)));
      const std::vector<Elements> expected = {run_single(costs.graph, plain, outputs, inputs[0])};
      CHECK(same_values({run_single(costs.graph, assembled, outputs, inputs[0])}, expected));
      CHECK(same_values(run_batch(costs.graph, assembled, outputs, {inputs[0]}), expected));
      CHECK(same_values(run_batch(costs.graph, plain, outputs, {inputs[0]}), expected));
    });
  }
  CHECK(games > 10);
  CHECK(assembled_programs > games);  // for several instruction sets
}

}  // namespace firstmove::test
