// The paper's statements as checks: their conclusions hold where their hypotheses do, each
// hypothesis can fail, and one statement is false as printed.
#include <map>
#include <nlohmann/json.hpp>

#include "analysis/leaders_advantage.hpp"
#include "point/regularized.hpp"
#include "point/statements.hpp"
#include "support/analysis_support.hpp"

namespace {

using namespace firstmove;
using namespace firstmove::engine;
using namespace firstmove::test;
using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

// f_1 = x' [A B; B' -C] x / 2, f_2 = -f_1 + x_2' extra x_2 / 2, at 0.
ExperimentSpec game(const MatrixXd& A, const MatrixXd& B, const MatrixXd& C, double extra = 0) {
  const Index m = A.rows(), n = C.rows();
  MatrixXd Q(m + n, m + n);
  Q << A, B, B.transpose(), -C;
  std::ostringstream text;
  text.precision(17);
  text << "dims = [" << m << ", " << n << "]\nQ = [";
  for (int i = 0; i < 2; ++i) {
    text << "[";
    for (Index r = 0; r < m + n; ++r) {
      text << "[";
      for (Index c = 0; c < m + n; ++c)
        text << (i == 0 ? Q(r, c) : -Q(r, c) + (r == c && r >= m ? extra : 0)) << ",";
      text << "],";
    }
    text << "],";
  }
  text << "]\n";
  return spec_of("quadratic", text.str());
}
std::map<std::string, PaperStatement> by_name(const Statements& all) {
  REQUIRE_MESSAGE(all.without.empty(), all.without);
  std::map<std::string, PaperStatement> named;
  for (const PaperStatement& s : all.list) named[s.name] = s;
  return named;
}
std::map<std::string, PaperStatement> at_zero(const ExperimentSpec& spec) {
  const std::size_t d = Game(spec.game.plugin, spec.game.params).shape().coordinates();
  return by_name(statements(spec, std::vector<double>(d, 0.0)));
}
bool hypothesis(const PaperStatement& statement, const std::string& text) {
  for (const Verdict& v : statement.hypotheses)
    if (v.name.find(text) == 0) return v.holds;
  FAIL(statement.name << " has no hypothesis " << text);
  return false;
}

class Draw {
 public:
  double normal() { return normal_(generator_); }
  double positive() { return 0.2 + std::abs(normal()); }
  MatrixXd matrix(Index rows, Index columns) {
    return MatrixXd::NullaryExpr(rows, columns, [&] { return normal(); });
  }
  MatrixXd symmetric(Index n) {
    const MatrixXd m = matrix(n, n);
    return 0.5 * (m + m.transpose());
  }
  MatrixXd definite(Index n) {
    const MatrixXd m = matrix(n, n);
    return m * m.transpose() + 0.2 * MatrixXd::Identity(n, n);
  }
  MatrixXd orthogonal(Index n) {
    return Eigen::HouseholderQR<MatrixXd>(matrix(n, n)).householderQ();
  }

 private:
  std::mt19937_64 generator_{1905};
  std::normal_distribution<double> normal_;
};

TEST_CASE("Example 1's non-Nash attractor: which statements apply to it") {
  const auto all =
      by_name(statements(spec_of("exp-poly", ""), {-13.33918039568395, -9.991698385593091}));
  for (const char* name :
       {"Proposition 1", "Proposition 3, as proven", "Proposition 4, by pairs", "Corollary 1"})
    CHECK(all.at(name).status() == Status::holds);
  CHECK(all.at("Proposition 2").status() == Status::hypotheses_fail);
  CHECK_FALSE(hypothesis(all.at("Proposition 2"), "differential Nash"));
  CHECK_FALSE(hypothesis(all.at("Proposition 5"), "D_11 f = 0"));
}

// With x_1 in a unit u and x_2 in a unit v, D_11 f is divided by u^2, D_12 f by u v. Without a box
// that tells the units, D_11 f is known to within a few units in the last place of D_12 f.
TEST_CASE("whether D_11 f vanishes depends on no unit of the actions") {
  for (const double u : {1.0, 1e6, 1e-6})
    for (const double v : {1.0, 1e6, 1e-6}) {
      CAPTURE(u);
      CAPTURE(v);
      for (const double own : {0.0, 1e-2, 1.0}) {
        const auto all =
            at_zero(game(MatrixXd{{own / u / u}}, MatrixXd{{1 / u / v}}, MatrixXd{{1 / v / v}}));
        for (const char* name : {"Proposition 5", "Proposition 6"})
          CHECK(hypothesis(all.at(name), "D_11 f = 0") == (own == 0));
      }
    }
}

// Corollary 1 applies: trace 0.05, determinant 0.095, Schur complement 0.95 > 0. Yet
// kappa^2 lambda + mu = 0.1 * 0.1 - 0.05 < 0.
TEST_CASE("Proposition 3 is false as printed, and true as proven") {
  const MatrixXd A{{-0.05}}, B{{std::sqrt(0.1)}}, C{{0.1}};
  const auto all = at_zero(game(A, B, C));
  CHECK(all.at("Corollary 1").status() == Status::holds);
  CHECK(all.at("Proposition 3, as printed").status() == Status::violated);
  CHECK(all.at("Proposition 3, as proven").status() == Status::holds);
}

TEST_CASE("no statement is violated in random zero-sum games, and each applies in some") {
  Draw draw;
  std::map<std::string, int> held;
  for (int i = 0; i < 1500; ++i) {
    const Index m = 1 + i % 3, n = 1 + (i / 3) % 3;
    MatrixXd A = draw.symmetric(m), B = draw.matrix(m, n), C = draw.definite(n);
    if (i % 4 == 1 && m <= n) {  // D_12 f = W_1 Sigma W_2'
      const MatrixXd W1 = draw.orthogonal(m), W2 = draw.orthogonal(n);
      MatrixXd sigma = MatrixXd::Zero(m, n);
      VectorXd mu(m), lambda(n);
      for (Index k = 0; k < m; ++k) {
        sigma(k, k) = draw.positive();
        mu[k] = 0.5 * draw.normal();
      }
      for (Index k = 0; k < n; ++k) lambda[k] = draw.positive();
      A = W1 * mu.asDiagonal() * W1.transpose();
      B = W1 * sigma * W2.transpose();
      C = W2 * lambda.asDiagonal() * W2.transpose();
    }
    if (i % 4 == 2) A.setZero();  // realizable
    if (i % 4 == 3 && m <= n) {   // and D_12 f = Sigma W
      A.setZero();
      const MatrixXd W2 = draw.orthogonal(n);
      VectorXd sigma(m), lambda(n);
      for (Index k = 0; k < m; ++k) sigma[k] = draw.positive();
      for (Index k = 0; k < n; ++k) lambda[k] = draw.positive();
      B = sigma.asDiagonal() * W2.transpose().topRows(m);
      C = W2 * lambda.asDiagonal() * W2.transpose();
    }
    A = 0.5 * (A + A.transpose()).eval();
    C = 0.5 * (C + C.transpose()).eval();
    for (const auto& [name, statement] : at_zero(game(A, B, C))) {
      held[name] += statement.status() == Status::holds;
      if (name == "Proposition 3, as printed") continue;
      std::string failed;
      for (const Verdict& v : statement.conclusions)
        if (v.fails()) failed += fmt::format(" {} {:.3g} {:.3g};", v.name, v.value, v.bound);
      CHECK_MESSAGE(statement.status() != Status::violated, name << failed);
    }
  }
  for (const auto& [name, times] : held) {
    CAPTURE(name);
    CHECK(times >= 20);
  }
}

TEST_CASE("each hypothesis can fail by itself") {
  const MatrixXd A{{-1.0}}, B{{3.0}}, C{{2.0}};
  REQUIRE(at_zero(game(A, B, C)).at("Corollary 1").status() == Status::holds);
  const auto fails = [](const std::map<std::string, PaperStatement>& all,
                        const std::string& statement, const std::string& text) {
    CHECK(all.at(statement).status() == Status::hypotheses_fail);
    CHECK_FALSE(hypothesis(all.at(statement), text));
  };
  fails(at_zero(game(A, B, C, 0.5)), "Corollary 1", "f_1 + f_2 = 0");
  fails(at_zero(game(-A, B, C)), "Corollary 1", "no differential Nash");
  fails(at_zero(game(A, 0.1 * B, C)), "Corollary 1", "attracts simultaneous play");
  fails(at_zero(game(2 * C, B, -C)), "Corollary 1", "D_22 f_2 > 0");
  fails(by_name(statements(game(A, B, C), {0.1, 0.0})), "Corollary 1", "omega = 0");
  const MatrixXd A2{{-1, 0.3}, {0.3, 2}}, B2{{3, 1}, {0, 2}}, C2{{2, 0.1}, {0.1, 4}};
  fails(at_zero(game(A2, B2, C2)), "Corollary 1", "one coordinate each");
  fails(at_zero(game(A2, B2, C2)), "Proposition 4, by pairs", "D_12 f = W_1 Sigma W_2'");
  fails(at_zero(game(MatrixXd::Zero(2, 2), B2, C2)), "Proposition 6", "D_12 f = Sigma W");
  const MatrixXd apart{{3, 0}, {0, 0}}, diagonal{{2, 0}, {0, 4}};
  fails(at_zero(game(diagonal, apart, diagonal)), "Proposition 4, as printed",
        "no entry of Sigma is 0");
}

TEST_CASE("the statements are for two players") {
  const Statements all = statements(spec_of("quartic-hierarchy", ""), {0.1, 0.1, 0.1});
  CHECK(all.without.find("two players, and this game has 3") != std::string::npos);
}

// ---- Appendix C --------------------------------------------------------------------------------

TEST_CASE("the regularized field's Jacobian against differences of the field") {
  const ExperimentSpec two = spec_of("exp-poly", ""), switched = spec_of("torus", "", {1, 0});
  for (const auto& [spec, x] :
       {std::pair{two, std::vector{-2.0, 1.5}}, std::pair{switched, std::vector{0.4, -1.1}}})
    for (const double eta : {0.0, 0.7, 50.0}) {
      const RegularizedProbe at = probe_regularized(spec, x, eta);
      for (Index c = 0; c < 2; ++c) {
        const double h = 1e-5;
        std::vector<double> up = x, down = x;
        up[static_cast<std::size_t>(c)] += h;
        down[static_cast<std::size_t>(c)] -= h;
        const VectorXd slope =
            (probe_regularized(spec, up, eta).omega - probe_regularized(spec, down, eta).omega) /
            (2 * h);
        CHECK((at.J.col(c) - slope).norm() < 1e-7 * (1 + at.J.norm()));
      }
    }
}

TEST_CASE(
    "the regularized field is the Stackelberg field for eta 0, and tends to simultaneous play") {
  const ExperimentSpec spec = spec_of("exp-poly", "");
  const std::vector<double> x = {-2.0, 1.5};
  const Probe plain = probe(spec, x);
  const RegularizedProbe none = probe_regularized(spec, x, 0);
  CHECK(none.omega == *plain.omega_s);
  CHECK(none.J == *plain.J_S);
  CHECK((none.schur - *plain.schur).norm() == 0);
  CHECK((probe_regularized(spec, x, 1e12).omega - plain.omega).norm() < 1e-9);
  CHECK_THROWS_AS(probe_regularized(spec, x, -1), InputError);
  CHECK_THROWS_AS(probe_regularized(spec_of("quartic-hierarchy", ""), {0, 0, 0}, 1), InputError);
}

// Propositions 10 and 11, by hand: D_1 of the leader's part is A + B (C + eta)^-1 B' here.
TEST_CASE("sufficient and necessary conditions of the regularized game") {
  const auto class_of = [](double a, double b, double c, double eta) {
    const RegularizedProbe at =
        probe_regularized(game(MatrixXd{{a}}, MatrixXd{{b}}, MatrixXd{{c}}), {0, 0}, eta);
    std::map<std::string, bool> verdicts;
    for (const Verdict& v : at.verdicts) verdicts[v.name] = v.holds;
    CHECK(at.J(0, 0) == doctest::Approx(a + b * b / (c + eta)));
    return verdicts;
  };
  CHECK(class_of(-1, 2, 1, 1)["regularized_stackelberg_sufficient"]);       // -1 + 4 / 2
  CHECK_FALSE(class_of(-1, 2, 1, 5)["regularized_stackelberg_necessary"]);  // -1 + 4 / 6
  CHECK(class_of(-1, 2, 1, 3)["regularized_stackelberg_necessary"]);        // -1 + 4 / 4 = 0
  CHECK_FALSE(class_of(-1, 2, 1, 3)["regularized_stackelberg_sufficient"]);
  CHECK_FALSE(class_of(1, 2, -0.5, 5)["regularized_stackelberg_necessary"]);  // D_22 f_2 < 0
}

// ---- Proposition 7 -----------------------------------------------------------------------------

TEST_CASE("leading pays on the torus, by the costs of the paper") {
  const ExperimentSpec spec = spec_of("torus", "");
  const SearchBox box = default_box(Game(spec.game.plugin, spec.game.params).shape());
  const LeadersAdvantage found = leaders_advantage(critical_points(spec, box, 200), spec.place);
  REQUIRE(found.nash_cost);
  CHECK(*found.nash_cost == doctest::Approx(-1 / 1.3));
  REQUIRE(found.stackelberg.size() == 2);
  for (const auto& led : found.stackelberg) {
    CHECK(led.holds);
    CHECK(*led.over_nash == doctest::Approx(led.cost + 1 / 1.3));
    CHECK(std::abs(led.cost + 0.81) < 0.005);
  }
  const ExperimentSpec three = spec_of("quartic-hierarchy", "");
  CHECK(leaders_advantage({}, three.place).without.find("two players") != std::string::npos);
}

TEST_CASE("the commands for statements and regularization") {
  const std::string torus = SOURCE_TREE "/experiments/torus.toml";
  const std::string at = "probe " + torus + " --at=\"-0.5,1.2\" --statements --eta 0.5";
  const auto found = nlohmann::json::parse(host(at + " --json").out);
  CHECK(found["statements"]["applies"] == true);
  CHECK(found["statements"]["list"].size() == 9);
  CHECK(found["statements"]["list"][0]["status"] == "hypotheses fail");
  CHECK(found["regularized"]["eta"] == 0.5);
  CHECK(found["regularized"]["class"]["critical_regularized"] == false);
  const Outcome text = host(at);
  CHECK(text.code == 0);
  CHECK(text.out.find("Proposition 6: hypotheses fail") != std::string::npos);
  CHECK(text.out.find("regularized_stackelberg_necessary") != std::string::npos);
  CHECK(host("probe " + torus + " --at 0,0 --eta -1").code == 2);
  const auto solved = nlohmann::json::parse(host("solve " + torus + " --starts 100 --json").out);
  CHECK(solved["proposition_7"]["stackelberg"][0]["holds"] == true);
  CHECK(host("solve " + torus + " --starts 100").out.find("Proposition 7, player 1 leading") !=
        std::string::npos);
}

}  // namespace
