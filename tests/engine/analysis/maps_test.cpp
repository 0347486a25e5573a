// Maps: zero sets against known functions, grids against probe, regions of attraction against
// single runs.
#include <cstring>
#include <nlohmann/json.hpp>

#include "analysis/attraction.hpp"
#include "analysis/contour.hpp"
#include "support/analysis_support.hpp"

namespace {

using namespace firstmove;
using namespace firstmove::engine;
using namespace firstmove::test;

constexpr double pi = 3.141592653589793;

Slice square(double lower, double upper, std::uint32_t points) {
  return {{0, 0}, {0, lower, upper, points}, {1, lower, upper, points}};
}
std::vector<Curve> curves(const Slice& slice, const std::function<double(double, double)>& f) {
  std::vector<double> values;
  for (std::size_t i = 0; i < slice.size(); ++i) {
    const auto p = slice.point(i);
    values.push_back(f(p[0], p[1]));
  }
  return zero_curves(slice, values, f);
}

TEST_CASE("zero sets: a circle is one closed curve with one turn") {
  const auto found =
      curves(square(-2, 2.1, 50), [](double x, double y) { return x * x + y * y - 1; });
  REQUIRE(found.size() == 1);
  CHECK(found[0].front() == found[0].back());
  double turned = 0;
  for (std::size_t i = 0; i + 1 < found[0].size(); ++i) {
    const auto [x, y] = found[0][i];
    CHECK(std::abs(x * x + y * y - 1) < 1e-12);
    const auto [u, v] = found[0][i + 1];
    turned += std::atan2(x * v - y * u, x * u + y * v);
  }
  CHECK(std::abs(turned) == doctest::Approx(2 * pi));
}

TEST_CASE("zero sets: branches that meet, branches that end at the border, and empty sets") {
  CHECK(curves(square(-1, 1, 20), [](double x, double y) { return x * x + y * y + 1; }).empty());
  CHECK(curves(square(-1, 1, 20), [](double x, double) { return x - 0.123; }).size() == 1);
  // x y = 0.001 crosses one cell of the grid twice: the value in the middle separates the branches.
  for (const double c : {0.001, -0.001}) {
    const auto found = curves(square(-1, 1, 20), [c](double x, double y) { return x * y - c; });
    REQUIRE(found.size() == 2);
    for (const Curve& curve : found)
      for (const auto& [x, y] : curve) CHECK(x * found[0][0][0] * (curve == found[0] ? 1 : -1) > 0);
  }
}

// Figure 3: the critical points of simultaneous play lie where D_1 f_1 = 0 and D_2 f_2 = 0 cross,
// those of Stackelberg play where D f_1 = 0 and D_2 f_2 = 0 do.
TEST_CASE("the zero sets of the torus pass through all its critical points") {
  const ExperimentSpec spec = spec_of("torus", "");
  const Slice slice = square(-pi, pi, 150);
  const Landscape land = landscape(spec, slice, 2);
  const CriticalPoints known =
      critical_points(spec, default_box(Game(spec.game.plugin, spec.game.params).shape()), 300);
  const auto near = [&](const std::string& name, const std::vector<double>& x) {
    double least = INFINITY;
    for (const auto& set : land.zero_sets)
      if (set.name == name)
        for (const Curve& curve : set.curves)
          for (const auto& [u, v] : curve) least = std::min(least, std::hypot(u - x[0], v - x[1]));
    return least < 2 * pi / 149;
  };
  REQUIRE(known.simultaneous.size() == 6);
  for (const Probe& probe : known.simultaneous)
    CHECK((near("omega-1", probe.x) && near("omega-2", probe.x)));
  for (const Probe& probe : known.stackelberg)
    CHECK((near("omega-s-1", probe.x) && near("omega-s-2", probe.x)));
  for (const auto& set : land.zero_sets)
    for (const Curve& curve : set.curves)
      for (std::size_t i = 0; i < curve.size(); i += 17) {
        const Probe at = probe(spec, {curve[i][0], curve[i][1]});
        const bool led = set.name[6] == 's';
        const Eigen::VectorXd& field = led ? *at.omega_s : at.omega;
        CHECK(std::abs(field[set.name.back() - '1']) < 1e-9);
      }
}

// Probes compute derivatives with their rounding errors, grids as they are.
TEST_CASE("grids hold the values of probe up to rounding, for any number of threads") {
  const ExperimentSpec spec = spec_of("exp-poly", "");
  const Slice slice{{0, 0}, {1, -15, 10, 7}, {0, -12, 14, 5}};  // axes exchanged
  const Landscape land = landscape(spec, slice, 1), again = landscape(spec, slice, 3);
  REQUIRE(land.grids.size() == 6);
  for (std::size_t q = 0; q < 6; ++q) CHECK(land.grids[q].values == again.grids[q].values);
  for (const std::size_t i : {0, 9, 34}) {
    const std::vector<double> x = {-12 + 26.0 * static_cast<double>(i / 7) / 4,
                                   -15 + 25.0 * static_cast<double>(i % 7) / 6};
    CHECK(slice.point(i) == x);
    const Probe at = probe(spec, x);
    CHECK(land.grids[0].name == "cost-1");
    CHECK(land.grids[1].values[i] == at.cost[1]);
    CHECK(land.grids[3].name == "omega-2");
    CHECK(land.grids[3].values[i] == doctest::Approx(at.omega[1]).epsilon(1e-13));
    CHECK(land.grids[4].name == "omega-s-1");
    CHECK(land.grids[4].values[i] == doctest::Approx((*at.omega_s)[0]).epsilon(1e-13));
  }
}

// ---- Regions of attraction ---------------------------------------------------------------------

struct Played {
  TempFolder folder;
  Catalog catalog{std::vector<fs::path>{PLUGINS, FIXTURES}};
  Manifest manifest;
  explicit Played(const std::string& game, const std::string& learner)
      : manifest([&] {
          write_file(folder / "m.toml",
                     "[experiment]\nname = 'x'\nsteps = 300\nseeds = 35\nwarnings = false\n"
                     "start = { grid = [[-3.1, 3.1, 7], [-3.1, 3.1, 5]] }\n"
                     "[game]\nplugin = '" +
                         game + "'\n[[learner]]\nname = 'l'\n" + learner);
          return read_manifest(folder / "m.toml", {}, catalog);
        }()) {}
  const ExperimentSpec& spec() const { return manifest.variants.front().spec; }
  Attraction on(const Slice& slice, double tolerance, unsigned jobs = 2) const {
    return attraction(spec(), spec().learners[0], slice, 300, tolerance, jobs);
  }
};

TEST_CASE("every start ends where a run from it ends, bit for bit") {
  const Played played("torus", "rule = 'gradient-play'\nstep = 0.1\n");
  // The last coordinate of the grid of starts varies fastest: x and y are exchanged.
  const Slice slice{{0, 0}, {1, -3.1, 3.1, 5}, {0, -3.1, 3.1, 7}};
  const Attraction found = played.on(slice, 1e-3);
  const Outcome run = host("run " + (played.folder / "m.toml").string() + " -q --out " +
                           (played.folder / "out").string());
  REQUIRE(run.code == 0);
  const std::vector<double> ends =
      numbers(played.folder / "out",
              "select printf('%!.17g', value) from final_state order by run, player");
  REQUIRE(found.region.size() == 35);
  REQUIRE(found.ends.size() == 2);
  for (std::size_t i = 0; i < 35; ++i) {
    REQUIRE(found.region[i] >= 0);
    const std::vector<double>& end = found.ends[static_cast<std::size_t>(found.region[i])].x;
    CHECK(std::abs(end[0] - ends[2 * i]) < 1e-3);
    CHECK(std::abs(end[1] - ends[2 * i + 1]) < 1e-3);
  }
  CHECK(found.ends[0].starts + found.ends[1].starts == 35);
  CHECK(found.ends[0].starts >= found.ends[1].starts);
  const auto first = std::find(found.region.begin(), found.region.end(), 0) - found.region.begin();
  CHECK(found.ends[0].x[0] == ends[2 * static_cast<std::size_t>(first)]);
}

TEST_CASE("regions depend neither on threads nor on batches") {
  const Played played("torus", "rule = 'gradient-play'\nstep = 0.1\nnoise = { normal = 0.01 }\n");
  const Slice slice = square(-3, 3, 40);
  CHECK(played.on(slice, 0.2, 1).region == played.on(slice, 0.2, 3).region);
}

// Far out the gradients vanish and nothing moves: hundreds of starts, each with an end of its own,
// come before the first start that is attracted.
TEST_CASE("starts that do not move do not hide those that are attracted") {
  const Played played("exp-poly", "rule = 'gradient-play'\nstep = 0.05\n");
  const Attraction found =
      attraction(played.spec(), played.spec().learners[0], square(-20, 20, 60), 4000, 1e-3, 2);
  REQUIRE(found.ends.size() >= 4);
  std::vector<std::vector<double>> stable = {{-13.33918039568395, -9.991698385593091},
                                             {-2.501508715682731, -2.339861494421835},
                                             {12.18857564903079, -5.423167761844836},
                                             {-10.4166232951138, 8.480548853726785}};
  for (const auto& x : stable) {
    std::size_t at = 0;
    for (const Attraction::End& end : found.ends)
      at += std::hypot(end.x[0] - x[0], end.x[1] - x[1]) < 1e-6;
    CHECK(at == 1);
  }
  CHECK(std::count(found.region.begin(), found.region.end(), Attraction::unsettled) > 256);
}

TEST_CASE("a start that circles forever is unsettled, one that overflows has failed") {
  const Played rotating("hamiltonian", "rule = 'gradient-play'\nstep = 0.001\n");
  const Attraction circles = rotating.on(square(-1, 1.1, 60), 1e-6);
  CHECK(circles.ends.empty());
  CHECK(std::count(circles.region.begin(), circles.region.end(), Attraction::unsettled) == 3600);
  const Played fleeing("hamiltonian", "rule = 'gradient-play'\nstep = 1e9\n");
  const Attraction gone = fleeing.on(square(-1, 1.1, 10), 1e-6);
  CHECK(std::count(gone.region.begin(), gone.region.end(), Attraction::failed) == 100);
}

TEST_CASE("map writes the files that it lists, and nothing if the input is wrong") {
  const Played played("torus", "rule = 'gradient-play'\nstep = 0.1\n");
  const std::string manifest = (played.folder / "m.toml").string();
  const fs::path out = played.folder / "map";
  const Outcome mapped =
      host("map " + manifest + " --points 30 --learner l --json --out " + out.string());
  REQUIRE_MESSAGE(mapped.code == 0, mapped.err);
  const auto map = nlohmann::json::parse(mapped.out);
  CHECK(map == nlohmann::json::parse(read_file(out / "map.json")));
  CHECK(map["axes"][1]["coordinate"] == 2);
  CHECK(map["regions"][0]["ends"].size() == 2);
  CHECK(map["regions"][0]["ends"][0]["class"]["differential_nash"] == true);
  const std::string region = read_file(out / map["regions"][0]["file"].get<std::string>());
  REQUIRE(region.size() == 128 + 900 * sizeof(std::int32_t));
  CHECK(region.find("'<i4'") != std::string::npos);
  CHECK(region.find("(30, 30)") != std::string::npos);
  const std::string cost = read_file(out / "cost-1.npy");
  double corner = 0;
  std::memcpy(&corner, cost.data() + 128, sizeof corner);
  CHECK(corner == probe(played.spec(), {-pi, -pi}).cost[0]);

  const auto wrong = [&](const std::string& arguments) {
    const Outcome outcome = host("map " + manifest + " " + arguments);
    CHECK(outcome.code == 2);
    return outcome.err;
  };
  const std::string other = " --out " + (played.folder / "other").string();
  CHECK(wrong("--out " + out.string()).find("exists already") != std::string::npos);
  CHECK(wrong("--axes 1,1" + other).find("two different coordinates") != std::string::npos);
  CHECK(wrong("--axes 1,9" + other).find("of 1 to 2") != std::string::npos);
  CHECK(wrong("--learner m" + other).find("no learner 'm'") != std::string::npos);
  CHECK(wrong("--box \"0,1\"" + other).find("has 1 pairs") != std::string::npos);
  CHECK_FALSE(fs::exists(played.folder / "other"));
}

}  // namespace
