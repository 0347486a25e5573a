// Games that write their derivatives themselves and take a single replica with its coordinates side
// by side: the same bits as in a padded batch.
#include "support/support.hpp"

namespace {

using namespace firstmove;
using namespace firstmove::engine;
using namespace firstmove::test;

// A point for the second replica of a padded batch, or for the only one; the first is elsewhere.
BatchArray filled(std::size_t stride, const std::vector<double>& point, std::size_t count) {
  BatchArray rows(count, stride);
  for (std::size_t c = 0; c < count; ++c) {
    std::fill_n(rows.row(c), stride, point[c]);
    if (stride > 1) rows.row(c)[0] *= 1.5;
  }
  return rows;
}

std::vector<fm_request> all_requests(const Oracle& oracle) {
  std::vector<fm_request> all = {request(FM_METRIC, 0), request(FM_METRIC, 1)};
  for (std::uint32_t i = 0; i < 2; ++i) {
    all.push_back(request(FM_COST, i));
    for (std::uint32_t j = 0; j < 2; ++j) {
      all.push_back(request(FM_GRADIENT, i, j));
      for (std::uint32_t k = 0; k < 2; ++k) {
        all.push_back(request(FM_HESSIAN_PRODUCT, i, j, k));
        for (std::uint32_t l = 0; l < 2; ++l) all.push_back(request(FM_THIRD_PRODUCT, i, j, k, l));
      }
    }
  }
  std::erase_if(all, [&](const fm_request& one) { return !oracle.offers(one); });
  return all;
}

std::vector<double> values(Oracle& oracle, const fm_request& asked, std::size_t replica) {
  const Shape& shape = oracle.game().shape();
  const auto points = random_points(3, shape.coordinates(), -1, 1);
  const BatchArray x = filled(oracle.stride(), points[0], shape.coordinates()),
                   u = filled(oracle.stride(), points[1], shape.dims[0]),
                   v = filled(oracle.stride(), points[2], shape.dims[0]);
  BatchArray out(rows_of(asked, shape), oracle.stride());
  const double* const vectors[] = {u.data(), v.data()};
  double* const to = out.data();
  oracle.evaluate(oracle.prepare({asked}), 1, x.data(), vectors, &to);
  std::vector<double> all;
  for (std::size_t c = 0; c < out.rows(); ++c) all.push_back(out.row(c)[replica]);
  return all;
}

void compare(const std::string& id, const std::string& params) {
  CAPTURE(id);
  CAPTURE(params);
  const Plugin plugin = catalog().find(FM_KIND_GAME, id);
  Game game(plugin, parameters(plugin, params));
  const std::vector<std::uint32_t> one = {3}, two = {5, 3};
  Oracle contiguous(game, one, 4, true), padded(game, two, 4);
  REQUIRE(contiguous.stride() == 1);
  const std::vector<fm_request> all = all_requests(padded);
  CHECK(all.size() >= 20);
  for (const fm_request& asked : all) {
    CAPTURE(describe(asked));
    CHECK(values(contiguous, asked, 0) == values(padded, asked, 1));
  }
}

TEST_CASE("a contiguous replica has the bits of a padded one") {
  for (const char* m : {"m = 6", "m = 9", "m = 16", "m = 25"}) compare("covariance-gan", m);
  for (const char* sites : {"sites = 32", "sites = 33", "sites = 40", "sites = 47"})
    compare("chain", std::string(sites) + "\nquartic = 0.3\nspikes = [1.5, -2.0, 0.5]");
}

}  // namespace
