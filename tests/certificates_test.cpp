// Proofs: the critical points of known games, complete; spectra with planted eigenvalues; and what
// must not be proven.
#include <nlohmann/json.hpp>

#include "analysis_support.hpp"
#include "certificates.hpp"

namespace {

using namespace firstmove;
using namespace firstmove::test;
using Eigen::MatrixXd;

constexpr std::uint64_t most_boxes = 200000;

Certificates certificates(const ExperimentSpec& spec, const SearchBox& box,
                          std::uint32_t starts = 300, std::uint64_t boxes = most_boxes) {
  return certify(spec, box, critical_points(spec, box, starts), boxes);
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
bool holds(const Box& box, const std::vector<double>& x, double slack = 0) {
  for (std::size_t c = 0; c < x.size(); ++c)
    if (x[c] < box[c].lower() - slack || x[c] > box[c].upper() + slack) return false;
  return true;
}

// Section 4.2: at the Nash equilibria the costs are (-10/13, -1.3), f_1 = -1/1.3 by hand.
TEST_CASE("the torus has two Nash and two Stackelberg equilibria, and no more: proven") {
  const ExperimentSpec spec = spec_of("torus", "");
  // Without starts, the proof finds all of them by itself.
  for (const std::uint32_t starts : {300u, 0u}) {
    const Certificates found =
        certificates(spec, default_box(Game(spec.game.plugin, spec.game.params).shape()), starts);
    for (const CertifiedSearch* search : {&found.simultaneous, &found.stackelberg}) {
      CHECK(search->complete());
      CHECK(search->points.size() == 6);
      for (const CertifiedPoint& point : search->points)
        for (const Interval& side : point.zero.tight) CHECK(side.radius() < 1e-12);
    }
    CHECK(count(found.simultaneous, "differential_nash") == 2);
    CHECK(count(found.simultaneous, "non_nash_attractor") == 0);
    CHECK(count(found.stackelberg, "differential_stackelberg") == 2);
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

// phi = pi for both: by symmetry a critical point sits at (pi, pi), the cut of the circle.
TEST_CASE("a zero at the cut of a circle is told once") {
  const ExperimentSpec spec = spec_of("torus", "phi = [3.141592653589793, 3.141592653589793]");
  const Certificates found =
      certificates(spec, default_box(Game(spec.game.plugin, spec.game.params).shape()));
  CHECK(found.simultaneous.complete());
  CHECK(found.simultaneous.points.size() == 6);
  CHECK(found.stackelberg.points.size() == 6);
}

TEST_CASE("Example 1: nine critical points and no more, two non-Nash attractors: proven") {
  const ExperimentSpec spec = spec_of("exp-poly", "");
  const CriticalPoints known = critical_points(spec, box(-20, 20), 300);
  const Certificates found = certify(spec, box(-20, 20), known, 20000);
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
  // nothing is claimed.
  CHECK_FALSE(found.stackelberg.complete());
}

TEST_CASE("a box without critical points is proven empty, one that is too much for it is not") {
  const ExperimentSpec spec = spec_of("exp-poly", "");
  const Certificates none = certificates(spec, box(5, 8));
  CHECK(none.simultaneous.complete());
  CHECK(none.simultaneous.points.empty());
  CHECK(none.stackelberg.complete());
  const Certificates cut = certificates(spec, box(-20, 20), 300, 50);
  CHECK_FALSE(cut.simultaneous.complete());
  CHECK(cut.simultaneous.points.size() == 9);  // each by itself is proven all the same
}

TEST_CASE("zeros that are not isolated are not proven") {
  // Tandem: every point of x + y = 1 is critical.
  const ExperimentSpec spec = spec_of("tandem", "");
  const Certificates found = certificates(spec, box(-1, 1.3), 50, 5000);
  CHECK(found.simultaneous.points.empty());
  CHECK_FALSE(found.simultaneous.complete());
  bool near = false;
  for (const Box& open : found.simultaneous.open) near = near || holds(open, {0.4, 0.6}, 1e-9);
  CHECK(near);
}

TEST_CASE("a hierarchy of three players is certified") {
  const ExperimentSpec spec = spec_of("quartic-hierarchy", "");
  const std::size_t d = Game(spec.game.plugin, spec.game.params).shape().coordinates();
  const CriticalPoints known = critical_points(spec, box(-1, 1, d), 100);
  const Certificates found = certify(spec, box(-1, 1, d), known, 2000);
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
  CHECK_THROWS_WITH_AS(certify(spec, box(-1, 1, d), {}, 10),
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
    const double error = 1e-12 * A.norm() * V.norm() * V.inverse().norm();  // of planting
    CHECK(bounds->lower() <= least + error);
    CHECK(bounds->upper() >= least - error);
    tight += bounds->radius() < 1e-8;
  }
  CHECK(tight >= 270);  // eigenvectors of some draws are close to dependent
}

TEST_CASE("matrices within wide bounds: all that are drawn obey what is proven") {
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

TEST_CASE("an eigenvalue on the axis is not proven off it, with eigenvectors or without") {
  for (const MatrixXd& A : {MatrixXd{{0, 1}, {-1, 0}}, MatrixXd{{0, 1}, {0, 0}}}) {
    const auto bounds = least_real_part(IntervalMatrix(A));
    if (bounds) CHECK(bounds->holds(0));
  }
  const auto singular = least_eigenvalue(IntervalMatrix(MatrixXd{{1, 1}, {1, 1}}));
  REQUIRE(singular);
  CHECK(singular->holds(0));
}

TEST_CASE("solve --certify prints proofs, and says what it needs") {
  const std::string torus = SOURCE_TREE "/experiments/torus.toml";
  const Outcome text = host("solve " + torus + " --certify --starts 50");
  CHECK(text.code == 0);
  CHECK(text.out.find("proven: the box holds no other") != std::string::npos);
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
}

}  // namespace
