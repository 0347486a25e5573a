// Costs that are recorded with a symbolic number: which nodes they leave.
#include <doctest/doctest.h>
#include <firstmove/arrays.hpp>

#include <array>
#include <functional>

#include "support/graph_values.hpp"

namespace {

using namespace firstmove;
using namespace firstmove::test;
using recording::Recorder;
using recording::Symbol;

// The graph of costs of n coordinates.
class Recorded {
 public:
  using Costs = std::function<std::vector<Symbol>(const Actions<Symbol>&)>;
  Recorded(std::uint32_t n, const Costs& costs) : offsets_{0, n} {
    const Recorder::Session session(recorder_);
    std::vector<Symbol> x;
    for (std::size_t c = 0; c < n; ++c) x.push_back(Symbol::coordinate(c));
    std::vector<recording::NodeId> nodes;
    for (const Symbol& cost : costs(Actions<Symbol>(x.data(), offsets_)))
      nodes.push_back(cost.node());
    graph_ = recorder_.graph(nodes);
  }
  const fm_graph& graph() const { return *graph_; }
  std::string text(std::size_t cost = 0) const { return text_of(*graph_, graph_->costs[cost]); }
  template <class N>
  N value(std::vector<N> x, std::size_t cost = 0) const {
    return GraphValues<N>(*graph_, std::move(x)).cost(cost);
  }

 private:
  std::array<std::uint32_t, 2> offsets_;
  Recorder recorder_;
  const fm_graph* graph_;
};

std::string mistake(const Recorded::Costs& costs) {
  try {
    Recorded(6, costs);
  } catch (const std::exception& error) {
    return error.what();
  }
  return "";
}

TEST_CASE("equal terms are one node and terms that no cost needs are none") {
  const Recorded made(2, [](const auto& x) {
    static_cast<void>(exp(x[0] / x[1]));
    return std::vector<Symbol>{sin(x[0] * 2.0) + sin(x[0] * 2.0), sin(x[0] * 2.0)};
  });
  // x_0, 2, the product, the sine, the sum.
  CHECK(made.graph().nodes_count == 5);
  CHECK(made.graph().costs[1] + 1 == made.graph().costs[0]);
}

TEST_CASE("nodes are in the order in which the costs name their terms") {
  // The order in which they are evaluated here differs between compilers.
  const Recorded one(
      2, [](const auto& x) { return std::vector<Symbol>{(x[0] + 1.0) * (x[1] - 2.0)}; });
  const Recorded other(2, [](const auto& x) {
    const Symbol right = x[1] - 2.0, left = x[0] + 1.0;
    return std::vector<Symbol>{left * right};
  });
  REQUIRE(one.graph().nodes_count == other.graph().nodes_count);
  for (std::uint32_t id = 0; id < one.graph().nodes_count; ++id)
    CHECK(text_of(one.graph(), id) == text_of(other.graph(), id));
  CHECK(one.graph().nodes[0].operation == FM_NODE_ACTION);
  CHECK(one.graph().nodes[0].attribute[0] == 0);
}

TEST_CASE("zero and minus zero are different constants") {
  const Recorded made(1, [](const auto&) { return std::vector<Symbol>{0.0, -0.0}; });
  CHECK(std::signbit(made.value<double>({1}, 1)));
  CHECK_FALSE(std::signbit(made.value<double>({1}, 0)));
}

TEST_CASE("whole powers are whole powers whatever the type of the exponent") {
  const Recorded made(1, [](const auto& x) {
    return std::vector<Symbol>{pow(x[0], 3), pow(x[0], 3.0), pow(x[0], 0.5), pow(x[0], 2500),
                               pow(x[0], -2001)};
  });
  CHECK(made.text(0) == made.text(1));
  CHECK(made.graph().nodes[made.graph().costs[2]].operation == FM_NODE_POWER);
  const long double x = 1.001L;
  CHECK(made.value<long double>({x}, 3) == doctest::Approx(std::pow(x, 2500)).epsilon(1e-12));
  CHECK(made.value<long double>({x}, 4) == doctest::Approx(std::pow(x, -2001)).epsilon(1e-12));
}

TEST_CASE("comparisons combine as truth values do") {
  const Recorded made(2, [](const auto& x) {
    const auto holds = (x[0] <= x[1] && !(x[0] == x[1])) || x[0] != 0.5 || 3.0 > x[1];
    return std::vector<Symbol>{choose(holds, 1.0, -x[0]), choose(x[0] >= 2.0, x[0], 0.0)};
  });
  for (const auto& [a, b, first, second] :
       {std::array{0.5, 3.5, 1.0, 0.0}, std::array{0.5, 0.5, 1.0, 0.0},
        std::array{0.7, 5.0, 1.0, 0.0}, std::array{0.5, -1.0, 1.0, 0.0},
        std::array{2.0, 9.0, 1.0, 2.0}}) {
    CHECK(made.value<double>({a, b}, 0) == first);
    CHECK(made.value<double>({a, b}, 1) == second);
  }
  const Recorded never(2, [](const auto& x) {
    return std::vector<Symbol>{choose(x[0] < x[1] && x[1] < x[0], 1.0, 2.0)};
  });
  CHECK(never.value<double>({0, 1}) == 2);
}

// ---- Vectors ----

Symbol chain(const Actions<Symbol>& x) {
  const Vector a(x.all());
  const std::size_t n = a.size();
  const Vector bonds = a.slice(1, n - 1) - a.slice(0, n - 1);
  return dot(bonds, bonds) + sum(cos(2.0 * a) / (1.0 + a * a)) - logsumexp(a) +
         sum(each(a, [](const Symbol& y) { return choose(y < 0.0, -y, y); }));
}

TEST_CASE("the graph of a cost in vector notation does not grow with its coordinates") {
  std::uint32_t nodes = 0;
  for (const std::uint32_t n : {9u, 700u, 5000u}) {
    const Recorded made(n, [](const auto& x) { return std::vector<Symbol>{chain(x)}; });
    if (nodes == 0) nodes = made.graph().nodes_count;
    CHECK(made.graph().nodes_count == nodes);
    CHECK(nodes <= 30);
    std::vector<long double> x;
    for (std::uint32_t k = 0; k < n; ++k) x.push_back(std::sin(1 + k * k % 17));
    long double expected = 0, exponentials = 0;
    for (std::uint32_t k = 0; k < n; ++k) {
      if (k > 0) expected += (x[k] - x[k - 1]) * (x[k] - x[k - 1]);
      expected += std::cos(2 * x[k]) / (1 + x[k] * x[k]) + std::fabs(x[k]);
      exponentials += std::exp(x[k]);
    }
    expected -= std::log(exponentials);
    CHECK(std::fabs(made.value(x) - expected) <= 1e-16L * n * std::fabs(expected));
  }
}

TEST_CASE("vectors of lanes are added in the order that graphs have") {
  std::vector<Lane> lanes;
  std::vector<double> terms;
  for (int k = 0; k < 9001; ++k) {
    terms.push_back(std::exp(std::sin(k) * 20));
    lanes.emplace_back(terms.back());
  }
  for (const std::size_t n : {1u, 5u, 8u, 9u, 4095u, 4096u, 4097u, 4100u, 9001u}) {
    const Vector<Lane> some(std::span<const Lane>(lanes.data(), n));
    const std::vector<double> as_many(terms.begin(), terms.begin() + static_cast<long>(n));
    CHECK(first_lane(sum(some)) == sum_in_order(as_many));
  }
}

TEST_CASE("a matrix of lanes and a recorded one agree") {
  const std::vector<double> numbers = {1, -2, 3, 0.5, 4, -1};
  const Matrix M(2, 3, numbers);
  const Recorded made(3, [&M](const auto& x) {
    const Vector a(x.all());
    const Vector image = M * a;
    return std::vector<Symbol>{image[0], image[1], transposed_product(M, image)[2]};
  });
  const std::vector<double> x = {0.3, -0.7, 1.25};
  const std::vector<Lane> lanes(x.begin(), x.end());
  const Vector<Lane> a((std::span<const Lane>(lanes)));
  const Vector<Lane> image = M * a;
  CHECK(made.value(x, 0) == first_lane(image[0]));
  CHECK(made.value(x, 1) == first_lane(image[1]));
  CHECK(made.value(x, 2) == first_lane(transposed_product(M, image)[2]));
  CHECK(M.block(0, 1, 2, 2)(1, 0) == 4);
  CHECK_THROWS_AS(Matrix(2, 2, numbers), std::logic_error);
}

TEST_CASE("a quadratic form is the same in blocks") {
  const Matrix M(3, 3, std::vector<double>{2, 1, -1, 1, 4, 0.5, -1, 0.5, 6});
  const std::array<std::uint32_t, 3> offsets{0, 2, 3};
  const std::vector<Lane> x = {0.3, -0.7, 1.25};
  const double found = first_lane(half_quadratic_form(M, Actions<Lane>(x.data(), offsets)));
  CHECK(found == doctest::Approx(0.09 + 2 * 0.49 + 3 * 1.5625 - 0.21 - 0.375 - 0.4375));
}

TEST_CASE("vectors whose lengths do not fit are refused with both lengths") {
  const auto said = [](const std::string& text, const char* part) {
    CHECK_MESSAGE(text.find(part) != std::string::npos, text);
  };
  using Costs = std::vector<Symbol>;
  const auto part = [](const Actions<Symbol>& x, std::size_t n) {
    return Vector(x.all()).slice(0, n);
  };
  said(mistake([&](const auto& x) { return Costs{sum(part(x, 2) + part(x, 3))}; }),
       "vectors of 2 and 3 numbers");
  said(mistake([&](const auto& x) { return Costs{dot(part(x, 4), part(x, 3))}; }),
       "vectors of 4 and 3 numbers");
  said(mistake([&](const auto& x) { return Costs{part(x, 3).slice(1, 3)[0]}; }),
       "3 elements from element 1 of a vector of 3");
  said(mistake([&](const auto& x) { return Costs{part(x, 7)[0]}; }),
       "7 elements from element 0 of a vector of 6");
  said(mistake([&](const auto& x) {
         return Costs{sum(Matrix(1, 2, std::vector<double>{1, 2}) * part(x, 3))};
       }),
       "takes 2 numbers, by a vector of 3");
  said(mistake([&](const auto&) { return Costs{sum(Vector<Symbol>(std::vector<double>{}))}; }),
       "a vector of 0 numbers");
  said(mistake([&](const auto& x) { return Costs{part(x, 2).array()}; }),
       "a cost is a number, and not an array of 2 x 1");
}

TEST_CASE("a symbol outlives its recording only as an error") {
  Symbol kept;
  Recorded(1, [&kept](const auto& x) {
    kept = x[0] + 1.0;
    return std::vector<Symbol>{kept};
  });
  CHECK_THROWS_AS(sin(kept), std::logic_error);
}

}  // namespace
