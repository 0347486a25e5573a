// How long a game takes for the cost of player 1, for its gradient, and for its Hessian times a
// direction of player 1, each as a plan of its own.
//
//   quantities MANIFEST PLUGINS SECONDS
//
// prints the processor times of one evaluation for a batch of the manifest's replicates, each
// measured for about SECONDS.
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <exception>

#include "game/oracle.hpp"
#include "manifest/manifest.hpp"
#include "play/start.hpp"

namespace {

using namespace firstmove::engine;

fm_request request(std::int32_t quantity, std::uint32_t j = 0) {
  return {sizeof(fm_request), quantity, 0, j, 0, 0};
}

double now() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

class Batch {
 public:
  explicit Batch(const ExperimentSpec& spec)
      : game_(spec.game.plugin, spec.game.params, spec.game.teams),
        oracle_(game_, spec.replicates, spec.seed),
        x_(game_.shape().coordinates(), oracle_.stride()),
        direction_(game_.shape().dims[0], oracle_.stride()) {
    for (std::size_t r = 0; r < oracle_.stride(); ++r) {
      const std::size_t replica = std::min(r, spec.replicates.size() - 1);
      const std::vector<double> start =
          start_point(spec.start, game_.shape(), spec.seed, spec.replicates[replica], replica);
      for (std::size_t c = 0; c < x_.rows(); ++c) x_.row(c)[r] = start[c];
      for (std::size_t c = 0; c < direction_.rows(); ++c) direction_.row(c)[r] = x_.row(c)[r];
    }
  }

  std::uint32_t players() const { return game_.shape().players(); }

  // Seconds of one evaluation of these requests.
  double seconds_of(const std::vector<fm_request>& requests, double least) {
    const std::size_t plan = oracle_.prepare(requests);
    std::vector<BatchArray> results;
    std::vector<double*> out;
    std::vector<const double*> vectors;
    for (const fm_request& one : requests) {
      results.emplace_back(rows_of(one, game_.shape()), oracle_.stride());
      if (vectors_of(one) == 1) vectors.push_back(direction_.data());
    }
    for (BatchArray& one : results) out.push_back(one.data());
    const auto evaluate = [&] { oracle_.evaluate(plan, 1, x_.data(), vectors.data(), out.data()); };
    evaluate();  // the first one allocates
    std::uint64_t count = 0;
    const double begin = now();
    while (now() - begin < least) {
      for (int again = 0; again < 10; ++again) evaluate();
      count += 10;
    }
    return (now() - begin) / static_cast<double>(count);
  }

 private:
  Game game_;
  Oracle oracle_;
  BatchArray x_, direction_;
};

void measure(const char* manifest, const char* plugins, double least) {
  const Manifest m = read_manifest(manifest, {}, Catalog({plugins}));
  Batch batch(m.variants[0].spec);
  std::vector<fm_request> gradient, product;
  for (std::uint32_t j = 0; j < batch.players(); ++j) {
    gradient.push_back(request(FM_GRADIENT, j));
    product.push_back(request(FM_HESSIAN_PRODUCT, j));
  }
  for (const auto& requests : {std::vector{request(FM_COST)}, gradient, product})
    std::printf("%.4g\n", batch.seconds_of(requests, least));
}

}  // namespace

int main(int argc, char** argv) try {
  if (argc != 4) return 2;
  measure(argv[1], argv[2], std::atof(argv[3]));
  return 0;
} catch (const std::exception& error) {
  std::fprintf(stderr, "%s\n", error.what());
  return 1;
}
