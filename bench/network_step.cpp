// One step of a leader and a follower that are networks, by its parts, for one replicate with its
// coordinates in lanes:
//
//   network_step MANIFEST PLUGINS SECONDS
//
// prints as JSON the start, the samples of step 1, the costs, gradients and products with second
// derivatives there, and the processor times of what a Stackelberg learner asks for: the gradients
// of a step, a product for CG, the product that ends the step, each with the time of its matrix
// products alone.
#include <nlohmann/json.hpp>

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <exception>

#include "game/graph_game.hpp"
#include "game/oracle.hpp"
#include "game/samples.hpp"
#include "graph/evaluate.hpp"
#include "graph/import.hpp"
#include "graph/quantities.hpp"
#include "machine/machine.hpp"
#include "machine/memory.hpp"
#include "manifest/manifest.hpp"
#include "play/start.hpp"

namespace {

using namespace firstmove::engine;
using nlohmann::json;

fm_request request(std::int32_t quantity, std::uint32_t i, std::uint32_t j = 0,
                   std::uint32_t k = 0) {
  return {sizeof(fm_request), quantity, i, j, k, 0};
}

// The processor time of one call.
template <class Call>
double seconds_of(double least, Call&& call) {
  const auto now = [] { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; };
  call();  // the first one allocates
  std::uint64_t calls = 0;
  const double begin = now();
  while (now() - begin < least) {
    for (int again = 0; again < 5; ++again) call();
    calls += 5;
  }
  return (now() - begin) / static_cast<double>(calls);
}

// The matrix products that requests need, of independent arrays of the same shapes.
class Products {
 public:
  Products(const CostGraph& costs, std::span<const std::uint32_t> offsets,
           const std::vector<fm_request>& requests) {
    CostGraph derived = costs;
    const Quantities all = quantities(derived.graph, derived.costs, offsets, requests);
    std::uint32_t used = 0;
    const auto take = [&](Extent extent) {
      const auto size = static_cast<std::uint32_t>(extent.size());
      used += size;
      return graph_.reshape(graph_.action(used - size, size), extent);
    };
    for (const NodeId id : NodeOrder(derived.graph, all.outputs).nodes) {
      const Graph& g = derived.graph;
      if (g[id].operation != Operation::product) continue;
      const NodeId a = take(g.extent(g.input(id, 0))), b = take(g.extent(g.input(id, 1)));
      outputs_.push_back(graph_.product(a, b, static_cast<int>(g[id].attribute[0])));
    }
    program_ = std::make_unique<Program>(graph_, outputs_);
    machine_ = std::make_unique<Machine>(*program_);
    x_.assign((used + 7) / 8 * 8, 0.5);
    for (const NodeId output : outputs_) {
      results_.emplace_back((graph_.extent(output).size() + 7) / 8 * 8);
      pointers_.push_back(results_.back().data());
    }
  }
  void operator()() { machine_->run(1, 1, x_.data(), nullptr, pointers_.data()); }

 private:
  Graph graph_;
  std::vector<NodeId> outputs_;
  std::unique_ptr<Program> program_;
  std::unique_ptr<Machine> machine_;
  AlignedNumbers x_;
  std::vector<AlignedNumbers> results_;
  std::vector<double*> pointers_;
};

class Step {
 public:
  explicit Step(const ExperimentSpec& spec)
      : game_(spec.game.plugin, spec.game.params, spec.game.teams),
        oracle_(game_, replicates_, spec.seed, true),
        costs_(*graph_of(game_)),
        x_(game_.shape().coordinates(), oracle_.stride()) {
    start_ = start_point(spec.start, game_.shape(), spec.seed, 0, 0);
    std::copy(start_.begin(), start_.end(), x_.data());
    Samples samples(costs_.graph.samples());
    const fm_batch batch = oracle_.batch(1, x_.data());
    const double* const drawn = samples.of(batch);
    sample_.assign(drawn, drawn + costs_.graph.samples().size);
  }

  json values() {
    json all = {{"x", start_}, {"dims", game_.shape().dims}};
    for (const SampleList::Entry& entry : costs_.graph.samples().entries)
      all["samples"].push_back(
          {{"stream", entry.sample.stream},
           {"rows", entry.sample.rows},
           {"columns", entry.sample.columns},
           {"picks", entry.sample.picks()},
           {"values", std::vector<double>(
                          sample_.begin() + entry.first,
                          sample_.begin() +
                              static_cast<std::ptrdiff_t>(entry.first + entry.sample.size()))}});
    for (std::uint32_t i = 0; i < 2; ++i) {
      all["costs"].push_back(get(request(FM_COST, i))[0]);
      for (std::uint32_t j = 0; j < 2; ++j) {
        all["gradients"].push_back(get(request(FM_GRADIENT, i, j)));
        for (std::uint32_t k = 0; k < 2; ++k)
          all["products"].push_back(get(request(FM_HESSIAN_PRODUCT, i, j, k)));
      }
    }
    return all;
  }

  json times(double least) {
    const std::vector<fm_request> gradients = {
        request(FM_GRADIENT, 0, 0), request(FM_GRADIENT, 0, 1), request(FM_GRADIENT, 1, 1)};
    return {{"gradients of gradient play", time({gradients[0], gradients[2]}, least, true)},
            {"gradients", time(gradients, least, true)},
            {"first product of a step", time({request(FM_HESSIAN_PRODUCT, 1, 1, 1)}, least, true)},
            {"further products", time({request(FM_HESSIAN_PRODUCT, 1, 1, 1)}, least, false)},
            {"last product", time({request(FM_HESSIAN_PRODUCT, 1, 0, 1)}, least, true)}};
  }

 private:
  // A direction of a player.
  std::vector<double> along(std::uint32_t player) const {
    std::vector<double> v((game_.shape().dims[player] + 7) / 8 * 8);
    for (std::size_t c = 0; c < v.size(); ++c) v[c] = std::sin(1.0 + 2.0 * static_cast<double>(c));
    return v;
  }
  std::vector<double> get(const fm_request& asked) {
    BatchArray out(rows_of(asked, game_.shape()), 1), v(along(asked.k).size(), 1);
    const std::vector<double> direction = along(asked.k);
    std::copy(direction.begin(), direction.end(), v.data());
    double* const to = out.data();
    const double* const from = v.data();
    oracle_.evaluate(oracle_.prepare({asked}), 1, x_.data(), &from, &to);
    return {to, to + out.rows()};
  }
  json time(const std::vector<fm_request>& requests, double least, bool new_step) {
    const std::size_t plan = oracle_.prepare(requests);
    std::vector<BatchArray> out;
    BatchArray v(4 + along(0).size() + along(1).size(), 1);
    for (const fm_request& one : requests) out.emplace_back(rows_of(one, game_.shape()), 1);
    std::vector<double*> to;
    for (BatchArray& one : out) to.push_back(one.data());
    std::uint64_t step = 1;
    const double* const from = v.data();
    const double all = seconds_of(least, [&] {
      v.data()[0] += 1;
      oracle_.evaluate(plan, new_step ? step++ : step, x_.data(), &from, to.data());
    });
    Products products(costs_, game_.shape().offsets, requests);
    return {{"seconds", all}, {"matrix products", seconds_of(least, products)}};
  }

  const std::vector<std::uint32_t> replicates_ = {0};
  Game game_;
  Oracle oracle_;
  const CostGraph& costs_;
  BatchArray x_;
  std::vector<double> start_, sample_;
};

}  // namespace

int main(int argc, char** argv) try {
  if (argc != 4) return 2;
  const Manifest m = read_manifest(argv[1], {}, Catalog({argv[2]}));
  Step step(m.variants[0].spec);
  json all = step.values();
  all["times"] = step.times(std::atof(argv[3]));
  std::printf("%s\n", all.dump().c_str());
  return 0;
} catch (const std::exception& error) {
  std::fprintf(stderr, "%s\n", error.what());
  return 1;
}
