// Proofs: the complete critical points of known games, spectra with planted eigenvalues, and
// statements that must not be proven.
#include <nlohmann/json.hpp>
#include <numbers>
#include <regex>

#include "proof/certificates.hpp"
#include "support/analysis_support.hpp"

namespace {

using namespace firstmove;
using namespace firstmove::engine;
using namespace firstmove::test;
using Eigen::MatrixXd;

// Only the number of boxes limits a search here, not the speed of the machine.
SearchLimits limits(std::uint64_t boxes) { return {boxes, 1e9}; }

Certificates certificates(const ExperimentSpec& spec, const SearchBox& box,
                          std::uint32_t starts = 100, std::uint64_t boxes = 50000) {
  return certify(spec, box, critical_points(spec, box, starts), limits(boxes));
}
SearchBox box(double lower, double upper, std::size_t d = 2) {
  return {std::vector(d, lower), std::vector(d, upper)};
}
const ProvenVerdict& verdict(const CertifiedPoint& point, const std::string& name) {
  for (const ProvenVerdict& v : point.verdicts)
    if (v.name == name) return v;
  FAIL("no verdict " << name);
  return point.verdicts.front();
}
std::size_t count(const CertifiedSearch& search, const std::string& name) {
  std::size_t n = 0;
  for (const CertifiedPoint& point : search.points) n += verdict(point, name).holds;
  return n;
}
std::size_t count_fails(const CertifiedSearch& search, const std::string& name) {
  std::size_t n = 0;
  for (const CertifiedPoint& point : search.points) n += verdict(point, name).fails;
  return n;
}
bool holds(const Box& box, const std::vector<double>& x, double slack = 0) {
  for (std::size_t c = 0; c < x.size(); ++c)
    if (x[c] < box[c].lower() - slack || x[c] > box[c].upper() + slack) return false;
  return true;
}

// Section 4.2: at the Nash equilibria the costs are (-10/13, -1.3), f_1 = -1/1.3 by hand.
TEST_CASE("it is proven that the torus has two Nash and two Stackelberg equilibria and no more") {
  const ExperimentSpec spec = spec_of("torus", "");
  // Without starts, the proof finds all of them by itself.
  for (const std::uint32_t starts : {100u, 0u}) {
    const Certificates found =
        certificates(spec, default_box(Game(spec.game.plugin, spec.game.params).shape()), starts);
    for (const CertifiedSearch* search : {&found.simultaneous, &found.stackelberg}) {
      CHECK(search->complete());
      CHECK(search->points.size() == 6);
      for (const CertifiedPoint& point : search->points)
        for (const Interval& side : point.zero.tight) CHECK(side.radius() < 1e-12);
    }
    CHECK(count(found.simultaneous, "differential_nash") == 2);
    CHECK(count_fails(found.simultaneous, "differential_nash") == 2);
    CHECK(count_fails(found.simultaneous, "non_nash_attractor") == 6);
    CHECK(count(found.stackelberg, "differential_stackelberg") == 2);
    CHECK(count_fails(found.stackelberg, "differential_stackelberg") == 4);
    // Where player 1 is at phi_1 or opposite and player 2 at phi_1, player 1's own second
    // derivative is alpha_1 - 1 = 0 or its negative: no sign can be proven.
    for (const CertifiedPoint& point : found.simultaneous.points) {
      const ProvenVerdict& nash = verdict(point, "differential_nash");
      if (nash.holds || nash.fails) continue;
      CHECK(nash.bounds.holds(0));
      CHECK(nash.bounds.radius() < 1e-13);
      CHECK(std::abs(point.zero.tight[1].middle() - 0.39269908169872414) < 1e-12);
      CHECK(verdict(point, "stable_simultaneous").fails);
    }
    for (const CertifiedPoint& point : found.simultaneous.points)
      if (verdict(point, "differential_nash").holds) {
        std::vector<double> x;
        for (const Interval& side : point.zero.tight) x.push_back(side.middle());
        CHECK(probe(spec, x).cost[0] == doctest::Approx(-1 / 1.3).epsilon(1e-12));
        CHECK(probe(spec, x).cost[1] == doctest::Approx(-1.3).epsilon(1e-12));
        CHECK(verdict(point, "differential_nash").bounds.holds(1 / 1.3));
      }
    for (const CertifiedPoint& point : found.stackelberg.points)
      if (verdict(point, "differential_stackelberg").holds) {
        std::vector<double> x;
        for (const Interval& side : point.zero.tight) x.push_back(side.middle());
        CHECK(std::abs(probe(spec, x).cost[0] + 0.81) < 0.005);
        CHECK(std::abs(probe(spec, x).cost[1] + 1.05) < 0.005);
      }
  }
}

// phi = pi for both: by symmetry a critical point lies at (pi, pi), the cut of the circle.
TEST_CASE("a zero at the cut of a circle is reported once") {
  const ExperimentSpec spec = spec_of("torus", "phi = [3.141592653589793, 3.141592653589793]");
  const Certificates found =
      certificates(spec, default_box(Game(spec.game.plugin, spec.game.params).shape()));
  CHECK(found.simultaneous.complete());
  CHECK(found.simultaneous.points.size() == 6);
  CHECK(found.stackelberg.points.size() == 6);
}

TEST_CASE("angles are wrapped into the box, wherever the circle is cut") {
  const ExperimentSpec spec = spec_of("torus", "");
  const double pi = std::numbers::pi;
  for (const SearchBox& turned : {box(0, 2 * pi), box(-4 * pi, -2 * pi), box(0.4, 0.4 + 2 * pi)}) {
    const CriticalPoints found = critical_points(spec, turned, 200);
    const Certificates proven = certify(spec, turned, found, limits(50000));
    for (const auto& [points, proofs] : {std::pair{&found.simultaneous, &proven.simultaneous},
                                         std::pair{&found.stackelberg, &proven.stackelberg}}) {
      CHECK(proofs->complete());
      REQUIRE(points->size() == 6);
      REQUIRE(proofs->points.size() == 6);
      for (const Probe& point : *points) {
        CHECK(std::count_if(proofs->points.begin(), proofs->points.end(), [&](const auto& proof) {
                return holds(proof.zero.tight, point.x, 1e-9);
              }) == 1);
        for (std::size_t c = 0; c < 2; ++c) {
          CHECK(point.x[c] >= turned.lower[c]);
          CHECK(point.x[c] <= turned.upper[c]);
        }
      }
    }
  }
}

TEST_CASE("a critical point on the boundary of the box is reported") {
  // x_1 = x_2 = 0 is the only one, at a corner of one box and outside the other.
  const ExperimentSpec spec = spec_of("quadratic",
                                      "dims = [1, 1]\nQ = [[[3.0, 1.0], [1.0, 0.0]], [[0.0, 1.0], "
                                      "[1.0, 7.0]]]\nq = [[0.3, 0.0], [0.0, 0.7]]");
  const CriticalPoints all = critical_points(spec, box(-1, 1), 20);
  REQUIRE(all.simultaneous.size() == 1);
  const std::vector<double>& x = all.simultaneous[0].x;
  for (const double outside : {0.0, 1e-6}) {
    const SearchBox corner{{x[0] + outside, -1}, {1, x[1]}};
    CHECK(critical_points(spec, corner, 20).simultaneous.size() == (outside == 0 ? 1 : 0));
  }
}

// sin has its zeros at 0 and pi exactly; the circle's length is a double, and 2 pi is not.
TEST_CASE("zeros on a circle: boxes contain them after any number of turns") {
  const double pi = std::numbers::pi;
  Shape circle;
  circle.dims = {1};
  circle.offsets = {0, 1};
  circle.domains = {fm_domain{FM_DOMAIN_PERIODIC, 0, -pi, pi}};
  const auto field = [](const Box& at) {
    EnclosedField sine{{sin(at[0])}, IntervalMatrix(1, 1), {}, {}, true};
    sine.jacobian(0, 0) = cos(at[0]);
    return sine;
  };
  for (const double turns : {0.0, 1.0, -40.0, 1000.0}) {
    const ExhaustiveSearch found = search_exhaustively(
        field, circle, {{-1}, {4}}, {{turns * 2 * pi}, {(turns + 0.5) * 2 * pi}}, limits(1000));
    CHECK(found.undecided.empty());
    CHECK(found.unexplored.empty());
    REQUIRE(found.zeros.size() == 2);
    for (std::size_t i = 0; i < 2; ++i) {
      const Interval& tight = found.zeros[i].tight[0];
      CHECK(tight.radius() < 1e-14);
      const double sign = i == 0 ? 1 : -1;  // sin changes its sign between the two ends
      CHECK(sign * std::sin(tight.lower()) < 0);
      CHECK(sign * std::sin(tight.upper()) > 0);
    }
  }
}

TEST_CASE("it is proven that Example 1 has nine critical points, two of them non-Nash attractors") {
  const ExperimentSpec spec = spec_of("exp-poly", "");
  const Certificates found = certificates(spec, box(-20, 20));
  CHECK(found.simultaneous.complete());
  CHECK(found.simultaneous.points.size() == 9);
  CHECK(count(found.simultaneous, "stable_simultaneous") == 4);
  CHECK(count(found.simultaneous, "differential_nash") == 2);
  CHECK(count(found.simultaneous, "non_nash_attractor") == 2);
  CHECK(found.stackelberg.points.size() == 9);
  for (const CertifiedPoint& point : found.simultaneous.points) {
    if (!verdict(point, "non_nash_attractor").holds) continue;
    std::size_t same = 0;
    for (const CertifiedPoint& led : found.stackelberg.points) {
      bool meets = true;
      for (std::size_t c = 0; c < 2; ++c)
        meets = meets && meet(point.zero.tight[c], led.zero.tight[c]);
      if (!meets) continue;
      ++same;
      CHECK(verdict(led, "differential_stackelberg").holds);
      CHECK(verdict(led, "stable_stackelberg").holds);
    }
    CHECK(same == 1);
  }
  // Where the follower's Hessian is singular on its reaction curve omega_S is not defined, and
  // nothing is proven: at four points, found here by Newton's method on D_2 f_2 = D_22 f_2 = 0.
  CHECK_FALSE(found.stackelberg.complete());
  CHECK(found.stackelberg.search.unexplored.empty());
  REQUIRE(found.stackelberg.search.undecided.size() == 4);
  for (const OpenRegion& region : found.stackelberg.search.undecided) {
    CHECK(region.boxes <= 4);
    Eigen::Vector2d x;
    for (Eigen::Index c = 0; c < 2; ++c) {
      const Interval& side = region.box[static_cast<std::size_t>(c)];
      CHECK(side.radius() < 1e-7);
      x[c] = side.middle();
    }
    const auto follower = [&](const Eigen::Vector2d& at) {
      const Probe probed = probe(spec, {at[0], at[1]});
      return Eigen::Vector2d(probed.omega[1], probed.hessians[1](0, 0));
    };
    for (int step = 0; step < 5; ++step) {
      constexpr double h = 1e-5;
      Eigen::Matrix2d slope;
      for (Eigen::Index c = 0; c < 2; ++c) {
        const Eigen::Vector2d to = h * Eigen::Vector2d::Unit(c);
        slope.col(c) = (follower(x + to) - follower(x - to)) / (2 * h);
      }
      x -= slope.inverse() * follower(x);
    }
    CHECK(follower(x).norm() < 1e-10);
    CHECK(holds(region.box, {x[0], x[1]}, 1e-9));
  }
}

TEST_CASE("an empty box is proven empty, a search that reaches its limit is not complete") {
  const ExperimentSpec spec = spec_of("exp-poly", "");
  const Certificates none = certificates(spec, box(5, 8));
  CHECK(none.simultaneous.complete());
  CHECK(none.simultaneous.points.empty());
  CHECK(none.stackelberg.complete());
  const CriticalPoints known = critical_points(spec, box(-20, 20), 100);
  const Certificates cut = certify(spec, box(-20, 20), known, limits(1000));
  CHECK_FALSE(cut.simultaneous.complete());
  CHECK(cut.simultaneous.points.size() == 9);  // each is proven nevertheless
  // Unexplored regions are reported separately from undecided ones, and a longer search leaves
  // fewer.
  CHECK(cut.simultaneous.search.undecided.empty());
  CHECK_FALSE(cut.simultaneous.search.unexplored.empty());
  CHECK(cut.simultaneous.search.unexplored_share < 0.6);
  const Certificates shorter = certify(spec, box(-20, 20), known, limits(50));
  CHECK(shorter.simultaneous.search.unexplored_share > cut.simultaneous.search.unexplored_share);
  // Without starting points, every known point lies in an unexplored region or is proven.
  const Certificates blind = certify(spec, box(-20, 20), {}, limits(1000));
  for (const Probe& point : known.simultaneous) {
    bool accounted = false;
    for (const OpenRegion& open : blind.simultaneous.search.unexplored)
      accounted = accounted || holds(open.box, point.x);
    for (const CertifiedPoint& proven : blind.simultaneous.points)
      accounted = accounted || holds(proven.zero.tight, point.x, 1e-9);
    CHECK(accounted);
  }
  CHECK(certify(spec, box(-20, 20), known, {1000000, 0.0}).simultaneous.search.boxes == 0);
}

TEST_CASE("zeros that are not isolated are not proven") {
  // Tandem: every point of x + y = 1 is critical.
  const ExperimentSpec spec = spec_of("tandem", "");
  const Certificates found = certificates(spec, box(-1, 1.3), 50, 1000);
  CHECK(found.simultaneous.points.empty());
  CHECK_FALSE(found.simultaneous.complete());
  for (double x = -0.3; x < 1.3; x += 0.07) {
    bool open = false;
    for (const OpenRegion& region : found.simultaneous.search.unexplored)
      open = open || holds(region.box, {x, 1 - x}, 1e-9);
    CHECK(open);
  }
  // The regions follow the line and do not fill the box around it.
  for (const OpenRegion& region : found.simultaneous.search.unexplored)
    CHECK_FALSE(holds(region.box, {-0.5, -0.5}));
}

TEST_CASE("regions contain their boxes but not the gaps between clusters") {
  const Box whole = {Interval(0, 1), Interval(0, 1)};
  std::vector<Box> boxes;
  const auto put = [&](double x, double y, double size) {
    boxes.push_back({Interval(x, x + size), Interval(y, y + size)});
  };
  for (int i = 0; i < 4; ++i)
    for (int k = 0; k < 4; ++k) put(0.1 + 1e-6 * i, 0.2 + 1e-6 * k, 1e-6);
  put(0.1, 0.9, 1e-6);
  put(0.5, 0.5, 0.25);
  const auto regions = open_regions(boxes, whole, 10);
  REQUIRE(regions.size() == 3);
  CHECK(regions[0].boxes == 16);
  CHECK(regions[0].box[0].radius() < 3e-6);
  CHECK(regions[1].box[1].lower() == 0.9);
  CHECK(regions[2].box[0].upper() == 0.75);
  CHECK(share_of(boxes, whole) == doctest::Approx(0.0625 + 17e-12));
  for (const std::size_t most : {1u, 2u}) {
    const auto few = open_regions(boxes, whole, most);
    CHECK(few.size() == most);
    for (const Box& one : boxes)
      CHECK(std::any_of(few.begin(), few.end(), [&](const OpenRegion& region) {
        return one[0].within(region.box[0]) && one[1].within(region.box[1]);
      }));
  }
  CHECK(open_regions({}, whole, 3).empty());
}

TEST_CASE("a hierarchy of three players is certified") {
  const ExperimentSpec spec = spec_of("quartic-hierarchy", "");
  const std::size_t d = Game(spec.game.plugin, spec.game.params).shape().coordinates();
  const CriticalPoints known = critical_points(spec, box(-1, 1, d), 100);
  const Certificates found = certify(spec, box(-1, 1, d), known, limits(200));
  REQUIRE_FALSE(known.stackelberg.empty());
  for (const Probe& probe : known.stackelberg) {
    std::size_t around = 0;
    for (const CertifiedPoint& point : found.stackelberg.points)
      if (holds(point.zero.tight, probe.x, 1e-9)) {
        ++around;
        const ProvenVerdict& v = verdict(point, "differential_stackelberg");
        CHECK(v.holds == is(probe, "differential_stackelberg"));
        CHECK((v.holds || v.fails));
      }
    CHECK(around == 1);
  }
}

TEST_CASE("only games that bound their costs are certified") {
  const ExperimentSpec spec = spec_of("covariance-gan", "");
  const std::size_t d = Game(spec.game.plugin, spec.game.params).shape().coordinates();
  CHECK_THROWS_WITH_AS(certify(spec, box(-1, 1, d), {}, limits(10)),
                       doctest::Contains("nothing can be certified"), InputError);
}

// ---- Spectra -----------------------------------------------------------------------------------

MatrixXd random(std::mt19937_64& generator, Eigen::Index n) {
  std::normal_distribution<double> normal;
  return MatrixXd::NullaryExpr(n, n, [&] { return normal(generator); });
}

TEST_CASE("least real parts: planted spectra, real and complex") {
  std::mt19937_64 generator(7);
  std::uniform_real_distribution<double> uniform(-3, 3);
  int tight = 0;
  for (int i = 0; i < 300; ++i) {
    const Eigen::Index n = 2 + i % 5;
    MatrixXd D = MatrixXd::Zero(n, n);
    double least = INFINITY;
    for (Eigen::Index k = 0; k < n; ++k) {
      D(k, k) = uniform(generator);
      if (k + 1 < n && i % 2 == 0) {
        D(k + 1, k + 1) = D(k, k);
        D(k, k + 1) = 1 + std::abs(uniform(generator));
        D(k + 1, k) = -D(k, k + 1);
        ++k;
      }
      least = std::min(least, D(k, k));
    }
    const MatrixXd V = random(generator, n);
    const MatrixXd A = V * D * V.inverse();
    const auto bounds = least_real_part(IntervalMatrix(A));
    REQUIRE(bounds);
    const double error = 1e-12 * A.norm() * V.norm() * V.inverse().norm();  // of the construction
    CHECK(bounds->lower() <= least + error);
    CHECK(bounds->upper() >= least - error);
    tight += bounds->radius() < 1e-8;
  }
  CHECK(tight >= 270);  // some draws have nearly dependent eigenvectors
}

TEST_CASE("matrices with wide bounds: all drawn matrices satisfy the proven bounds") {
  std::mt19937_64 generator(11);
  std::uniform_real_distribution<double> uniform(-1, 1);
  int proven = 0;
  for (int i = 0; i < 200; ++i) {
    const Eigen::Index n = 2 + i % 4;
    const MatrixXd A = random(generator, n);
    const double radius = 0.02;
    IntervalMatrix wide(A);
    for (std::size_t r = 0; r < wide.rows(); ++r)
      for (std::size_t c = 0; c < wide.columns(); ++c) wide(r, c) += Interval(-radius, radius);
    const auto bounds = least_real_part(wide);
    if (!bounds) continue;
    ++proven;
    for (int draw = 0; draw < 20; ++draw) {
      const MatrixXd B =
          A + MatrixXd::NullaryExpr(n, n, [&] { return radius * uniform(generator); });
      CHECK(bounds->holds(B.eigenvalues().real().minCoeff()));
    }
  }
  CHECK(proven > 50);
}

TEST_CASE("an eigenvalue on the imaginary axis is never proven off it, even if defective") {
  for (const MatrixXd& A : {MatrixXd{{0, 1}, {-1, 0}}, MatrixXd{{0, 1}, {0, 0}}}) {
    const auto bounds = least_real_part(IntervalMatrix(A));
    if (bounds) CHECK(bounds->holds(0));
  }
  const auto singular = least_eigenvalue(IntervalMatrix(MatrixXd{{1, 1}, {1, 1}}));
  REQUIRE(singular);
  CHECK(singular->holds(0));
}

TEST_CASE("solve --certify prints proofs and checks its options") {
  const std::string torus = SOURCE_TREE "/experiments/torus.toml";
  const Outcome text = host("solve " + torus + " --certify --starts 50");
  CHECK(text.code == 0);
  CHECK(text.out.find("proven: the box contains no other point") != std::string::npos);
  const auto found =
      nlohmann::json::parse(host("solve " + torus + " --certify --starts 50 --json").out);
  CHECK(found["exhaustive"] == true);
  REQUIRE(found["stackelberg"].size() == 6);
  for (const auto& point : found["stackelberg"]) {
    const auto& certificate = point["certificate"];
    for (std::size_t c = 0; c < 2; ++c) {
      CHECK(certificate["box"][c][0] <= point["x"][c]);
      CHECK(certificate["box"][c][1] >= point["x"][c]);
      CHECK(certificate["unique_in"][c][0] <= certificate["box"][c][0]);
    }
    CHECK(certificate["verdicts"]["stable_stackelberg"]["proven"].is_boolean());
  }
  CHECK(host("solve " + torus + " --boxes 5").code == 2);  // only with --certify
  CHECK(host("solve " + torus + " --certify --seconds 0").code == 2);
}

// The pairs of numbers that a pattern matches, in the order of the text.
std::vector<std::pair<long double, long double>> numbers_after(const std::string& text,
                                                               const std::regex& pattern) {
  std::vector<std::pair<long double, long double>> all;
  for (std::sregex_iterator at(text.begin(), text.end(), pattern), end; at != end; ++at)
    all.emplace_back(std::stold((*at)[1]), std::stold((*at)[2]));
  return all;
}

TEST_CASE("printed decimal bounds contain the proven ones") {
  const std::string command =
      "solve " SOURCE_TREE "/experiments/torus.toml --certify --starts 50 --boxes 100";
  const std::string text = host(command).out;
  const auto found = nlohmann::ordered_json::parse(host(command + " --json").out);
  const auto bounds = numbers_after(text, std::regex(R"( in \[(\S+), (\S+)\])"));
  const auto sides = numbers_after(text, std::regex(R"((-?[0-9.e-]+) \+- ([0-9.e-]+)[,)])"));
  const auto open = numbers_after(text, std::regex(R"(\[(-?[0-9.e-]+), (\S+)\](?= x |, \d+ box))"));
  auto bound = bounds.begin();
  auto side = sides.begin();
  auto left = open.begin();
  for (const char* play : {"simultaneous", "stackelberg"}) {
    for (const auto& point : found[play]) {
      for (const auto& verdict : point["certificate"]["verdicts"]) {
        REQUIRE(bound != bounds.end());
        CHECK(bound->first <= verdict["between"][0].get<double>());
        CHECK(bound->second >= verdict["between"][1].get<double>());
        CHECK(bound->second - bound->first < 2e-7);
        ++bound;
      }
      for (const auto& edge : point["certificate"]["box"]) {
        REQUIRE(side != sides.end());
        CHECK(side->first - side->second <= edge[0].get<double>());
        CHECK(side->first + side->second >= edge[1].get<double>());
        CHECK(side->second < 1e-12);
        ++side;
      }
    }
    CHECK_FALSE(found["search"][play]["unexplored"].empty());
    for (const auto& region : found["search"][play]["unexplored"])
      for (const auto& edge : region["box"]) {
        REQUIRE(left != open.end());
        CHECK(left->first <= edge[0].get<double>());
        CHECK(left->second >= edge[1].get<double>());
        ++left;
      }
  }
  CHECK(bound == bounds.end());
  CHECK(side == sides.end());
  CHECK(left == open.end());
}

}  // namespace
