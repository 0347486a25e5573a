// The GAN of mixtures of Gaussians: its costs and derivatives against networks written here, and
// its metrics against closed forms.
#include "../../games/mixture-gan/quality.hpp"

#include <firstmove/random.hpp>

#include "game/graph_game.hpp"
#include "game/samples.hpp"
#include "graph/import.hpp"
#include "support/differences.hpp"
#include "support/support.hpp"

namespace {

using namespace firstmove;
using namespace firstmove::engine;
using namespace firstmove::test;
using Long = long double;
using Longs = std::vector<Long>;

// A network of the given widths, for one input.
Longs forward(const std::vector<std::size_t>& widths, bool tanh, const Long* parameters, Longs h) {
  for (std::size_t l = 0; l + 1 < widths.size(); ++l) {
    const std::size_t in = widths[l], out = widths[l + 1];
    Longs next(out);
    for (std::size_t o = 0; o < out; ++o) {
      next[o] = parameters[in * out + o];
      for (std::size_t i = 0; i < in; ++i) next[o] += parameters[i * out + o] * h[i];
      if (l + 2 < widths.size()) next[o] = tanh ? std::tanh(next[o]) : std::max(next[o], Long(0));
    }
    parameters += (in + 1) * out;
    h = next;
  }
  return h;
}

struct Networks {
  std::string params;
  std::vector<std::size_t> generator, discriminator;
  bool tanh, saturating;
  Long sigma;

  static std::size_t size(const std::vector<std::size_t>& widths) {
    std::size_t all = 0;
    for (std::size_t l = 0; l + 1 < widths.size(); ++l) all += (widths[l] + 1) * widths[l + 1];
    return all;
  }
  std::size_t coordinates() const { return size(generator) + size(discriminator); }

  // f_1, f_2 of the sample of a step.
  Longs costs(const Longs& x, const SampleList& list, const double* sample) const {
    const SampleList::Entry *modes = nullptr, *deviations = nullptr, *latent = nullptr;
    for (const SampleList::Entry& entry : list.entries) {
      if (entry.sample.picks())
        modes = &entry;
      else
        (entry.sample.columns == 2 ? deviations : latent) = &entry;
    }
    REQUIRE((modes && deviations && latent));
    const std::size_t batch = modes->sample.rows, inputs = latent->sample.columns;
    Long real = 0, generated = 0, fooled = 0;
    for (std::size_t b = 0; b < batch; ++b) {
      const double* const z = sample + latent->first + b * inputs;
      Longs point;
      for (std::size_t c = 0; c < 2; ++c)
        point.push_back(sample[modes->first + 2 * b + c] +
                        sigma * sample[deviations->first + 2 * b + c]);
      const Long* const D = x.data() + size(generator);
      const Long of_real = forward(discriminator, tanh, D, point)[0];
      const Long of_generated = forward(
          discriminator, tanh, D, forward(generator, tanh, x.data(), Longs(z, z + inputs)))[0];
      real += std::log1p(std::exp(-of_real)) / static_cast<Long>(batch);
      generated += std::log1p(std::exp(of_generated)) / static_cast<Long>(batch);
      fooled += std::log1p(std::exp(-of_generated)) / static_cast<Long>(batch);
    }
    return {saturating ? -(real + generated) : fooled, real + generated};
  }
};

const Networks smooth = {
    "data = 'diamond'\nlatent = 3\ngenerator = [5, 4]\ndiscriminator = [6]\nbatch = 10",
    {3, 5, 4, 2},
    {2, 6, 1},
    true,
    true,
    0.3L};
const Networks kinked = {
    "data = 'circle'\nlatent = 3\ngenerator = [9]\ndiscriminator = [6, 5]\nbatch = 12\nsigma = 0.2",
    {3, 9, 2},
    {2, 6, 5, 1},
    false,
    false,
    0.2L};

struct Met {
  explicit Met(const Networks& given)
      : networks(given),
        scene("mixture-gan", given.params, random_points(3, given.coordinates(), -1, 1, 8)),
        samples(graph_of(scene.game)->graph.samples()) {
    scene.replicates = {0, 1, 2};
    const fm_batch batch = {sizeof(fm_batch), 1, 1, 1, 0, &replicate, nullptr};
    sample = samples.of(batch);  // that of Scene::get for replicate 0
    for (std::size_t c = 0; c < scene.x.rows(); ++c) x.push_back(scene.x.row(c)[0]);
  }
  std::uint32_t dim(std::uint32_t player) const { return scene.game.shape().dims[player]; }

  const Networks& networks;
  Scene scene;
  Samples samples;
  std::uint32_t replicate = 0;
  const double* sample;
  Longs x;
};

TEST_CASE("costs and gradients are those of the networks") {
  for (const Networks* networks : {&smooth, &kinked}) {
    CAPTURE(networks->params);
    Met met(*networks);
    REQUIRE(met.scene.game.shape().coordinates() == networks->coordinates());
    const auto& list = graph_of(met.scene.game)->graph.samples();
    const auto f = [&](const Longs& x) { return networks->costs(x, list, met.sample); };
    const Longs costs = f(met.x);
    std::size_t compared = 0;
    for (std::uint32_t i = 0; i < 2; ++i) {
      CHECK(met.scene.get(request(FM_COST, i)).row(0)[0] ==
            doctest::Approx(static_cast<double>(costs[i])).epsilon(1e-13));
      for (std::uint32_t j = 0; j < 2; ++j) {
        const BatchArray slope = met.scene.get(request(FM_GRADIENT, i, j));
        for (std::uint32_t c = 0; c < met.dim(j); ++c) {
          const auto expected = slopes_in(f, met.x, c + (j == 1 ? met.dim(0) : 0))[i];
          if (!expected) continue;
          CHECK(slope.row(c)[0] ==
                doctest::Approx(static_cast<double>(*expected)).epsilon(1e-9).scale(1e-3));
          ++compared;
        }
      }
    }
    CHECK(compared > 3 * networks->coordinates() / 2);
  }
}

// Products along a direction v: differences of gradients, six points.
TEST_CASE("products with second derivatives are differences of gradients") {
  Met met(smooth);
  for (std::uint32_t i = 0; i < 2; ++i)
    for (std::uint32_t j = 0; j < 2; ++j)
      for (std::uint32_t k = 0; k < 2; ++k) {
        std::vector<double> v;
        for (std::uint32_t c = 0; c < met.dim(k); ++c) v.push_back(std::sin(1.0 + 2.0 * c));
        const BatchArray product = met.scene.get(request(FM_HESSIAN_PRODUCT, i, j, k), {v});
        std::vector<double> slope(met.dim(j));
        const double h = 2e-3;
        for (const int at : {-3, -2, -1, 1, 2, 3}) {
          const std::uint32_t first = k == 1 ? met.dim(0) : 0;
          for (std::uint32_t c = 0; c < met.dim(k); ++c)
            met.scene.x.row(first + c)[0] = static_cast<double>(met.x[first + c]) + at * h * v[c];
          const BatchArray there = met.scene.get(request(FM_GRADIENT, i, j));
          const double weight = std::abs(at) == 1 ? 45 : std::abs(at) == 2 ? -9 : 1;
          for (std::size_t c = 0; c < slope.size(); ++c)
            slope[c] += (at < 0 ? -1 : 1) * weight * there.row(c)[0] / (60 * h);
          for (std::uint32_t c = 0; c < met.dim(k); ++c)
            met.scene.x.row(first + c)[0] = static_cast<double>(met.x[first + c]);
        }
        for (std::size_t c = 0; c < slope.size(); ++c)
          CHECK(product.row(c)[0] == doctest::Approx(slope[c]).epsilon(1e-8).scale(1e-2));
      }
}

TEST_CASE("sigma, the objective and the activation follow the data unless they are given") {
  const auto cost = [](const std::string& params, std::uint32_t player) {
    Scene scene("mixture-gan", params + "\nbatch = 8", {std::vector<double>(1795, 0.01)});
    return scene.get(request(FM_COST, player)).row(0)[0];
  };
  const std::string diamond = "data = 'diamond'", circle = "data = 'circle'";
  const std::string as_diamond = "\nobjective = 'saturating'\nactivation = 'tanh'\nsigma = 0.3";
  const std::string as_others = "\nobjective = 'non-saturating'\nactivation = 'relu'\nsigma = 0.05";
  CHECK(cost(diamond, 0) == cost(diamond + as_diamond, 0));
  CHECK(cost(circle, 0) == cost(circle + as_others, 0));
  CHECK(cost(diamond, 0) == -cost(diamond, 1));
  CHECK(cost(diamond, 1) != cost(diamond + as_others, 1));
}

// ---- Metrics ----

Points from(const Mixture& data, std::size_t count) {
  Points points;
  for (std::size_t k = 0; k < count; ++k) {
    const Draw draw{1, 0, 0, k, Purpose::game};
    const auto& mean = data.means[k % data.means.size()];
    points.push_back(
        {mean[0] + data.sigma * draw.normal(0), mean[1] + data.sigma * draw.normal(1)});
  }
  return points;
}

std::vector<double> frequencies_of(const Cells& cells, const Points& points) {
  std::vector<double> all(cells.count());
  for (const auto& point : points) all[cells.of(point)] += 1 / static_cast<double>(points.size());
  return all;
}

TEST_CASE("the cells of a mixture are a partition, and the divergence is that of Gaussians") {
  const Mixture data{{{0, 0}}, 1.0};
  const Cells cells(data);
  double sum = 0;
  for (std::size_t c = 0; c < cells.count(); ++c) sum += cells.probability(c);
  CHECK(sum == doctest::Approx(1).epsilon(1e-13));
  // KL(N((a, 0), 1) | N(0, 1)) = a^2 / 2; cells take a little away, and the sample adds its bias.
  constexpr std::size_t count = 400000;
  for (const double a : {0.0, 0.5, 1.0}) {
    Points points = from(data, count);
    for (auto& point : points) point[0] += a;
    const double found = divergence(cells, frequencies_of(cells, points));
    CHECK(std::abs(found - a * a / 2) < 0.004);
  }
}

TEST_CASE("the divergence of a mixture's own sample is its bias") {
  for (const Mixture& data : {Mixture::diamond(0.3), Mixture::circle(0.05), Mixture::grid(0.05)}) {
    const Cells cells(data);
    const std::vector<double> frequencies = frequencies_of(cells, from(data, 100000));
    const auto reached =
        static_cast<double>(std::ranges::count_if(frequencies, [](double q) { return q > 0; }));
    const double bias = (reached - 1) / 2e5;
    CHECK(divergence(cells, frequencies) == doctest::Approx(bias).epsilon(0.15));
    CHECK(divergence(cells, frequencies_of(cells, {{100, -100}})) < 691);
    CHECK(divergence(cells, frequencies_of(cells, {{100, -100}})) > 5);
  }
}

TEST_CASE("coverage counts modes with a quarter of their share") {
  const Mixture data = Mixture::circle(0.05);
  const Coverage own = coverage(data, from(data, 8000));
  CHECK(own.modes == 8);
  CHECK(own.near == doctest::Approx(1 - std::exp(-4.5)).epsilon(2e-3));  // Rayleigh
  Points points(64, {data.means[0][0], data.means[0][1]});
  CHECK(coverage(data, points).modes == 1);
  CHECK(coverage(data, points).near == 1);
  points[0] = points[1] = {data.means[3][0], data.means[3][1]};  // 2 of 64 / 8 = 8
  CHECK(coverage(data, points).modes == 2);
  points[1] = {5, 5};
  CHECK(coverage(data, points).modes == 1);
  CHECK(coverage(data, points).near == 63.0 / 64);
}

TEST_CASE("the distance from the best discriminator") {
  const Mixture data = Mixture::diamond(0.3);
  const Cells cells(data);
  std::vector<double> same;
  for (std::size_t c = 0; c < cells.count(); ++c) same.push_back(cells.probability(c));
  const auto constant = [](double D) { return [D](const std::array<double, 2>&) { return D; }; };
  CHECK(distance_from_best(cells, same, constant(0.5)) < 1e-14);
  CHECK(distance_from_best(cells, same, constant(0.75)) == doctest::Approx(0.25).epsilon(1e-12));
  // All generated points where there are no data: D* is 1 on data and 0 there.
  std::vector<double> away(cells.count());
  away[0] = 1;
  CHECK(distance_from_best(cells, away, constant(0.5)) == doctest::Approx(0.5).epsilon(1e-6));
}

// Runs of both learners for a few steps, as one batch and replicate by replicate.
TEST_CASE("runs of networks have the same bits in every layout") {
  const TempFolder folder;
  const auto finals = [&folder](const std::string& how, const std::string& name) {
    const Outcome run = host("run " SOURCE_TREE "/experiments/mixture-gan.toml -q " + how +
                             " --set experiment.steps=12 --out " + (folder / name).string());
    REQUIRE_MESSAGE(run.code == 0, run.err);
    return query(folder / name,
                 "select quote(value) from final_state join run on run.id = final_state.run order "
                 "by learner_index, replicate, player, coordinate");
  };
  const std::vector<std::string> alone = finals("--jobs 2", "alone");
  CHECK(alone.size() == 2 * 2 * 1795);
  CHECK(finals("--jobs 1 --set experiment.batch=2", "together") == alone);
  // The leaders differ by what the follower's response adds.
  CHECK(std::equal(alone.begin(), alone.begin() + 1795, alone.begin() + 2 * 1795) == false);
}

TEST_CASE("impossible networks and data are refused") {
  const auto said = [](const std::string& params) {
    const TempFolder folder;
    write_file(folder / "m.toml",
               "[experiment]\nname = 'x'\nsteps = 1\nseeds = 1\n[game]\nplugin = 'mixture-gan'\n"
               "params = " +
                   params + "\n[[learner]]\nname = 'g'\nrule = 'gradient-play'\nstep = 1.0\n");
    const Outcome run =
        host("run " + (folder / "m.toml").string() + " --out " + (folder / "out").string());
    CHECK(run.code == 2);
    CHECK_FALSE(fs::exists(folder / "out"));
    return run.err;
  };
  CHECK(said("{ generator = [32, 0] }").find("generator") != std::string::npos);
  CHECK(said("{ discriminator = [2.5] }").find("'discriminator' needs whole numbers") !=
        std::string::npos);
  CHECK(said("{ data = 'square' }").find("circle") != std::string::npos);
  CHECK(said("{ sigma = 0 }").find("sigma") != std::string::npos);
  CHECK(said("{ generator = [1000, 1100] }").find("1000000") != std::string::npos);
}

}  // namespace
