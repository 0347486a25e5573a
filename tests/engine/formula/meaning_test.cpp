// The graphs that formulas stand for: their values against the formulas' definition, and their
// size.
#include "formula/meaning.hpp"

#include <doctest/doctest.h>
#include <spdlog/fmt/fmt.h>

#include <optional>
#include <random>

#include "engine/formula/written_out.hpp"
#include "graph/evaluate.hpp"
#include "graph/export.hpp"
#include "graph/import.hpp"

namespace {

using namespace firstmove::test;
using namespace firstmove::engine;

// Players x (a number), z (3), v (n) and w (n); parameters p, q (n), A (n x n), B (n x 3) and c.
struct Names : FormulaNames {
  explicit Names(std::size_t n) {
    players = {{"x", 1}, {"z", 3}, {"v", n}, {"w", n}};
    std::mt19937 random(7);
    std::uniform_real_distribution<double> draw(0.3, 1.2);
    const auto numbers = [&](std::size_t count) {
      std::vector<double> values(count);
      for (double& value : values) value = draw(random);
      return values;
    };
    parameters = {{"p", {}, {1.5}},
                  {"q", {n}, numbers(n)},
                  {"A", {n, n}, numbers(n * n)},
                  {"B", {n, 3}, numbers(3 * n)},
                  {"c", {4}, {2, 0.5, -1, 0}}};
    x = numbers(4 + 2 * n);
    for (std::size_t i = 0; i < x.size(); i += 3) x[i] = -x[i];
  }
  std::vector<double> x;
};

struct Built {
  Built(const FormulaNames& names, const std::vector<std::string>& costs) {
    Graph graph;
    Meaning meaning(names, graph, true);
    for (const std::string& cost : costs) nodes.push_back(meaning.cost(parse_formula(cost)));
    table.emplace(graph, nodes);
  }
  // Of the graph as it is lent.
  std::vector<double> values(const std::vector<double>& x) const {
    const CostGraph lent = import_graph(table->get(), static_cast<std::uint32_t>(nodes.size()),
                                        static_cast<std::uint32_t>(x.size()));
    Evaluator<double> evaluator(lent.graph, lent.costs);
    std::vector<double> costs;
    for (const std::vector<double>& cost : evaluator.run(x)) costs.push_back(cost[0]);
    return costs;
  }
  std::vector<NodeId> nodes;
  std::optional<GraphTable> table;
};

constexpr const char* formulas[] = {
    "x^2 + sum(z)",
    "sum(i = 1..len(v), v[i] * tanh(w[i]))",
    "sum(i = 1..len(v) - 1, (v[i + 1] - v[i])^2)",
    "sum(i = 2..len(v), v[len(v) + 1 - i] * w[i - 1])",
    "sum(i = 1..len(v), i * v[i] + sin(i) * x)",
    "sum(i = 1..2, v[3*i - 2] * w[2*i])",
    "sum(i = 1..2, sum(j = 1..3, v[3*(i - 1) + j] * z[j] + v[i + j]))",
    "sum(i = 1..len(v), sum(j = 1..len(v), A[i, j] * v[j]) * w[i])",
    "sum(i = 1..len(v), sum(j = 1..len(v), A[j, i] * v[j]) * w[i])",
    "sum(i = 1..len(v), sum(j = 1..len(v), v[j] * A[i, j]) * sin(w[i]))",
    "sum(i = 1..len(v), sum(j = 1..len(v), v[i] * A[i, j] * w[j]))",
    "sum(j = 1..3, sum(i = 1..len(v), B[i, j] * v[i])^2)",
    "sum(j = 2..3, sum(i = 2..len(v), B[i, j] * v[i] * z[j])^2)",
    "sum(i = 1..len(v), A[i, i] * v[i]) + sum(i = 1..len(v) - 1, A[i, i + 1] + A[i + 1, i])",
    "sum(i = 1..len(v), sum(j = 1..len(v), exp(-(v[i] - w[j])^2)))",
    "sum(i = 1..len(v), sum(j = i..len(v), A[i, j] * v[j]))",
    "sum(i = 1..len(v), sum(j = 1..i, cos(v[i] - v[j]) * w[j]) * v[i])",
    "sum(i = 1..len(v), sum(j = i..i, v[j]) + sum(j = i + 1..i, v[j]))",
    "sum(i = 1..len(v) - 2, sum(j = i..i + 2, v[j] * w[i])^2)",
    "sum(i = 1..3, sum(k = 1..4, c[k] * sum(j = i..3, z[j] * v[k] * w[i])^2))",
    "sum(i = 1..3, sum(j = i..3, sum(k = j..3, z[i] * z[j] * z[k] * (i + 2*j - k))))",
    "sum(i = 1..3, sum(j = i..3, z[j] * sum(k = i..3, z[k] * v[j])))",
    "sum(i = 1..3, sum(j = 1..2, sum(k = 1..4, z[i] * v[j] * w[k] * c[k])))",
    "sum(i = 1..3, sum(j = 1..2, sum(k = 1..4, z[i] * v[k] + w[j])))",
    "sum(i = 1..3, sum(j = 1..i*i - i, v[1 + (i - 1)*1] * x))",
    "sum(i = 1..20, x / i) + sum(i = 5..4, v[1])",
    "sum(i = 1..9, x)",
    "sum(i = 1..3, dot(z * i, z + x)) + sum(i = 1..3, sum(z * z[i]))",
    "dot(v, A @ w) + sum((A @ B) @ z) + dot(A @ v, A @ v)",
    "sum(i = 1..3, dot(v, (A * i) @ (w + i)))",
    "sum(i = 1..len(v), (A @ v)[i] * (w - v)[i])",
    "sum(i = 1..3, (B @ (z * i))[i + 1] * z[i])",
    "sum(i = 1..3, logsumexp(z * i) + logsumexp(z[i], x, 2))",
    "logsumexp(v) + logsumexp(x, p, z[2])",
    "sum(i = 1..len(v), sum(j = i..len(v), logsumexp(z * v[i] + w[j]) * x))",
    "sum(i = 1..3, sum(j = 1..2, logsumexp((A * j) @ v - z[i]) - logsumexp(v[i + j], z[j])))",
    "sum(i = 0..3, c[i + 1] * x^i) + sum(z^2) + sum(i = 1..3, z[i]^i)",
    "sum(abs(v)^p) + sum(abs(z)^c[2]) + (1 + x^2)^x + sum((1 + x^2)^c)",
    "sum(i = 1..3, (1 + z[i]^2)^(i / 2)) + x^(2 - 4) + x^0",
    "sum(i = 1..3, if(z[i] < x, z[i]^2, sum(j = 1..2, w[j] * z[i])))",
    "sum(i = 1..3, sum(j = 1..3, if(i <= j, max(z[i], z[j]), min(z[i], x))))",
    "sum(i = 1..len(v), sigmoid(v[i]) - log(sigmoid(w[i])) + tan(v[i] / 4))",
    "d * sum(i = 1..3, d * z[i]) + sum(m)",
};

FormulaNames with_definitions(Names names) {
  names.definitions = {{"d", parse_formula("sum(i = 1..len(q), q[i] * v[i])")},
                       {"m", parse_formula("(z - sum(z))^2")}};
  return names;
}

TEST_CASE("sums over arrays have the values of loops over numbers") {
  for (const std::size_t n : {6u, 7u, 40u}) {
    const Names plain(n);
    const FormulaNames names = with_definitions(plain);
    const Built built(names, {std::begin(formulas), std::end(formulas)});
    const std::vector<double> values = built.values(plain.x);
    WrittenOut loops(names, plain.x);
    for (std::size_t i = 0; i < std::size(formulas); ++i) {
      CAPTURE(formulas[i]);
      CAPTURE(n);
      CHECK(values[i] ==
            doctest::Approx(loops.cost(parse_formula(formulas[i]))).epsilon(1e-13).scale(n));
    }
  }
}

// Random formulas of nested sums, whose indices are from 1 to 3 and all places from 1 to 9.
class RandomFormula {
 public:
  explicit RandomFormula(std::uint64_t seed) : random_(seed) {}
  std::string number(int depth) {
    const std::size_t kind = below(depth > 0 ? 12 : 6);
    switch (kind) {
      case 0:
        return "x";
      case 1:
        return "p";
      case 2:
        return fmt::format("v[{}]", place());
      case 3:
        return fmt::format("A[{}, {}]", place(), place());
      case 4:
        return open_.empty() ? "2" : any_index();
      case 5:
        return fmt::format("z[{}]", near_place());
      case 6:
        return fmt::format("sin({})", number(depth - 1));
      case 7:
        return fmt::format("if({} < {}, {}, {})", number(0), number(0), number(depth - 1),
                           number(depth - 1));
      case 8:
      case 9:
        return fmt::format("({} {} {})", number(depth - 1), below(2) ? "+" : "*",
                           number(depth - 1));
      default:
        return sum(depth);
    }
  }

 private:
  std::size_t below(std::size_t n) {
    return std::uniform_int_distribution<std::size_t>(0, n - 1)(random_);
  }
  std::string any_index() { return open_[below(open_.size())]; }
  std::string near_place() {
    if (open_.empty()) return "2";
    return below(2) ? any_index() : fmt::format("4 - {}", any_index());
  }
  std::string place() {
    if (open_.empty()) return fmt::format("{}", 1 + below(9));
    const std::string i = any_index(), j = any_index();
    switch (below(6)) {
      case 0:
        return fmt::format("{} + {}", i, j);
      case 1:
        return fmt::format("{} * {}", i, j);
      case 2:
        return fmt::format("3*({} - 1) + {}", i, j);
      case 3:
        return fmt::format("10 - 2*{} - {}", i, j);
      default:
        return near_place();
    }
  }
  std::string sum(int depth) {
    const std::string name = fmt::format("i{}", next_++);
    std::string first = "1", last = "3";
    if (!open_.empty() && below(3) == 0) first = any_index() + (below(3) == 0 ? " + 1" : "");
    if (!open_.empty() && below(3) == 0) last = any_index();
    open_.push_back(name);
    const std::string body = number(depth - 1);
    open_.pop_back();
    return fmt::format("sum({} = {}..{}, {})", name, first, last, body);
  }

  std::mt19937_64 random_;
  std::vector<std::string> open_;
  int next_ = 1;
};

TEST_CASE("random sums in sums have the values of loops over numbers") {
  const Names names(9);
  WrittenOut loops(names, names.x);
  for (std::uint64_t seed = 0; seed < 400; ++seed) {
    const std::string formula = RandomFormula(seed).number(7);
    CAPTURE(formula);
    const double written_out = loops.cost(parse_formula(formula));
    CHECK(Built(names, {formula}).values(names.x)[0] ==
          doctest::Approx(written_out).epsilon(1e-10));
  }
}

TEST_CASE("sums of up to eight terms are written-out sums bit for bit") {
  const Names names(8);
  const Built built(names, {"sum(i = 1..8, v[i] * sin(w[i]))", "sum(v / w)", "dot(v, w)",
                            "sum(i = 1..3, sum(j = i..3, z[i] / z[j]))"});
  const std::vector<double> values = built.values(names.x);
  const auto v = [&](std::size_t i) { return names.x[4 + i]; };
  const auto w = [&](std::size_t i) { return names.x[12 + i]; };
  const auto z = [&](std::size_t i) { return names.x[1 + i]; };
  double sines = 0, quotients = 0, products = 0;
  for (std::size_t i = 0; i < 8; ++i) {
    sines += v(i) * std::sin(w(i));
    quotients += v(i) / w(i);
    products += v(i) * w(i);
  }
  CHECK(values[0] == sines);
  CHECK(values[1] == quotients);
  CHECK(values[2] == products);
  CHECK(values[3] ==
        ((z(0) / z(0) + z(0) / z(1) + z(0) / z(2)) + (z(1) / z(1) + z(1) / z(2))) + z(2) / z(2));
}

std::uint32_t nodes_of(const std::string& formula, std::size_t n) {
  return Built(Names(n), {formula}).table->get().nodes_count;
}

TEST_CASE("the size of a graph does not depend on the range of sums") {
  for (const char* formula :
       {"sum(i = 1..len(v), v[i] * tanh(w[i]))", "sum(i = 1..len(v) - 1, (v[i + 1] - v[i])^2)",
        "sum(i = 1..len(v), sum(j = 1..len(v), A[i, j] * v[j]) * w[i])",
        "sum(i = 1..len(v), sum(j = i..len(v), A[i, j] * v[j]))",
        "sum(i = 1..len(v), logsumexp(z * v[i]) + logsumexp(x, v[i]))",
        "sum(i = 1..len(v), sum(j = 1..len(v), exp(z[1] * v[j] - logsumexp(v * w[i]))))"}) {
    CAPTURE(formula);
    CHECK(nodes_of(formula, 40) == nodes_of(formula, 5));
    CHECK(nodes_of(formula, 40) < 20);
  }
}

// Whether two formulas are the same nodes.
bool same(const std::string& a, const std::string& b) {
  const Built both(Names(12), {a, b});
  return both.nodes[0] == both.nodes[1];
}

TEST_CASE("one meaning said in two ways is one graph") {
  CHECK(same("sum(i = 1..len(v), v[i]^2)", "sum(v^2)"));
  CHECK(same("sum(i = 1..len(v), v[i] * w[i])", "dot(v, w)"));
  CHECK(same("sum(i = 1..len(v), v[i] * w[i])", "sum(w * v)"));
  CHECK(same("sum(i = 1..len(v), sum(j = 1..len(v), A[i, j] * v[j])^2)", "sum((A @ v)^2)"));
  CHECK(same("sum(i = 1..len(v), w[i] * sum(j = 1..len(v), v[j] * A[i, j]))", "dot(w, A @ v)"));
  CHECK(same("x^2", "x * x"));
  CHECK(same("log(sigmoid(x))", "logsigmoid(x)"));
  CHECK_FALSE(same("sum(i = 1..len(v), v[i]^2)", "sum(w^2)"));
}

}  // namespace
