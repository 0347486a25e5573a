// Every derivative of every game against central differences of costs written independently here,
// in 50 digits.
#include <boost/multiprecision/cpp_bin_float.hpp>
#include <functional>
#include <set>

#include "support/lent_graph.hpp"
#include "support/support.hpp"

namespace {

using namespace firstmove;
using namespace firstmove::engine;
using namespace firstmove::test;
using Big = boost::multiprecision::cpp_bin_float_50;
using Point = std::vector<Big>;
using Cost = std::function<Big(int, const Point&)>;

struct Case {
  std::string id, params;
  std::vector<std::uint32_t> dims;
  double lower, upper;
  Cost cost;
};

Big torus(int i, const Point& x) {
  const Big alpha[] = {Big(1.0), Big(1.3)}, phi = Big(0.39269908169872414);
  return -alpha[i] * cos(x[i] - phi) + cos(x[i] - x[1 - i]);
}
Big duopoly(int i, const Point& q) {
  const Big c[] = {Big(5.0), Big(2.0), Big(3.5)};
  Big price = 100;
  for (const Big& one : q) price -= one;
  if (price < 0) price = 0;
  return (c[i] - price) * q[i];
}
Big exp_poly(int i, const Point& x) {
  const Big a = Big(0.15), b = Big(0.25);
  const Big u = a * x[0] * x[0] + x[1], v = b * x[1] * x[1] + x[0];
  const Big f = -exp(-Big(0.01) * (x[0] * x[0] + x[1] * x[1])) * (u * u + v * v);
  return i == 0 ? f : Big(-f);
}

// Two players of 2 and 3 coordinates: numbers without a pattern and without symmetry.
double entry(int i, int a, int b) { return std::sin(1.0 + 7 * i + 3 * a + 11 * b) * 2; }
double linear(int i, int a) { return std::cos(2.0 + 5 * i + a); }
Big quadratic(int i, const Point& x) {
  Big sum = 0;
  for (int a = 0; a < 5; ++a) {
    sum += Big(linear(i, a)) * x[a];
    for (int b = 0; b < 5; ++b) sum += Big(entry(i, a, b)) * x[a] * x[b] / 2;
  }
  return sum;
}
std::string quadratic_params() {
  std::ostringstream text;
  text.precision(17);
  text << "dims = [2, 3]\nq = [";
  for (int i = 0; i < 2; ++i) {
    text << "[";
    for (int a = 0; a < 5; ++a) text << linear(i, a) << ",";
    text << "],";
  }
  text << "]\nQ = [";
  for (int i = 0; i < 2; ++i) {
    text << "[";
    for (int a = 0; a < 5; ++a) {
      text << "[";
      for (int b = 0; b < 5; ++b) text << entry(i, a, b) << ",";
      text << "],";
    }
    text << "],";
  }
  text << "]\n";
  return text.str();
}

// V_i = p_0' v with v = r_i + gamma P v, solved by elimination; x is ordered as in memory_one.hpp.
Big iterated(const std::array<Big, 4>& rewards, const Big& discount, const Point& x) {
  const auto outcomes = [&x](int from_1, int from_2) {
    const Big p = 1 / (1 + exp(-x[from_1])), q = 1 / (1 + exp(-x[from_2]));
    return std::array<Big, 4>{p * q, p * (1 - q), (1 - p) * q, (1 - p) * (1 - q)};
  };
  const int seen_by_2[] = {0, 2, 1, 3};
  std::array<std::array<Big, 4>, 4> m;
  std::array<Big, 4> v = rewards;
  for (int s = 0; s < 4; ++s) {
    const auto next = outcomes(1 + s, 6 + seen_by_2[s]);
    for (int t = 0; t < 4; ++t) m[s][t] = (s == t ? 1 : 0) - discount * next[t];
  }
  for (int k = 0; k < 4; ++k) {  // Gauss-Jordan: row k becomes the unit vector
    const Big pivot = m[k][k];
    for (Big& entry : m[k]) entry /= pivot;
    v[k] /= pivot;
    for (int s = 0; s < 4; ++s) {
      const Big factor = m[s][k];
      if (s == k) continue;
      for (int t = 0; t < 4; ++t) m[s][t] -= factor * m[k][t];
      v[s] -= factor * v[k];
    }
  }
  const auto start = outcomes(0, 5);
  return start[0] * v[0] + start[1] * v[1] + start[2] * v[2] + start[3] * v[3];
}
Big prisoners(int i, const Point& x) {
  const std::array<Big, 4> rewards[] = {{-1, -3, 0, -2}, {-1, 0, -3, -2}};
  return -iterated(rewards[i], Big(0.96), x);
}
Big iterated_pennies(int i, const Point& x) {
  const std::array<Big, 4> rewards[] = {{5, -7, 11, Big(0.5)}, {2, 3, -13, 1}};
  return -(1 - Big(0.75)) * iterated(rewards[i], Big(0.75), x);
}

// Minus sum e^(x_a + y_b) M_ab / sum e^(x_a + y_b), where x is the first m coordinates and y the
// others.
Big mixed(const std::vector<std::vector<Big>>& M, const Point& x) {
  Big above = 0, below = 0;
  for (std::size_t a = 0; a < M.size(); ++a)
    for (std::size_t b = 0; b < M[a].size(); ++b) {
      const Big weight = exp(x[a] + x[M.size() + b]);
      above += weight * M[a][b];
      below += weight;
    }
  return -above / below;
}
Big matching_pennies(int i, const Point& x) {
  return mixed({{1, -1}, {-1, 1}}, x) * (i == 0 ? 1 : -1);
}
Big stag_hunt(int i, const Point& x) {
  return i == 0 ? mixed({{4, 1}, {3, 2}}, x) : mixed({{4, 3}, {1, 2}}, x);
}
Big bimatrix(int i, const Point& x) {
  return i == 0 ? mixed({{1, -2, 3}, {Big(0.5), 4, -1}}, x) : mixed({{2, 0, -3}, {7, 1, 5}}, x);
}

Big ultimatum(int i, const Point& x) {
  const Big p = 1 / (1 + exp(-x[0])), q = 1 / (1 + exp(-x[1]));
  return -(5 * p + (i == 0 ? 8 : 2) * (1 - p) * q);
}
Big tandem(int i, const Point& x) { return (x[0] + x[1]) * (x[0] + x[1]) - 2 * x[i]; }
Big hamiltonian(int i, const Point& x) {
  const Big f = x[0] * (x[2] - 2 * x[3] + 3 * x[4]) + x[1] * (x[2] / 2 + 4 * x[3] - x[4]);
  return i == 0 ? f : Big(-f);
}
Big potential(int, const Point& x) {
  return 2 * x[0] * x[0] + Big(2.5) * x[1] * x[1] + 3 * x[2] * x[2] + 2 * x[0] * x[1] +
         x[0] * x[2] - x[1] * x[2] / 2 + x[0] - 2 * x[1] + 3 * x[2];
}
Big oligopoly_chain(int i, const Point& q) {
  const Big c[] = {5, 2, Big(3.5), 0};
  return -(100 - q[0] - q[1] - q[2] - q[3] - c[i]) * q[i];
}
Big minimax(int i, const Point& x) {
  const Big g = -3 * x[0] * x[0] - x[1] * x[1] + 4 * x[0] * x[1];
  return i == 0 ? g : Big(-g);
}
Big spurious(int i, const Point& x) {
  const Big g = 3 * x[0] * x[0] + x[1] * x[1] + 4 * x[0] * x[1];
  return i == 0 ? g : Big(-g);
}

// Sigma = [[2, 1/2], [1/2, 1]], eta = 2 / 5; x lists V, then W, by rows.
Big covariance_gan(int i, const Point& x) {
  const Big sigma[] = {2, Big(0.5), Big(0.5), 1};
  Big f = 0, norm = 0;
  for (std::size_t a = 0; a < 2; ++a)
    for (std::size_t b = 0; b < 2; ++b) {
      const Big& w = x[4 + 2 * a + b];
      f += w * (sigma[2 * a + b] - x[2 * a] * x[2 * b] - x[2 * a + 1] * x[2 * b + 1]);
      norm += w * w;
    }
  return i == 0 ? f : Big(norm / 5 - f);
}

// Four sites, the spikes on the second and the last.
Big chain(int i, const Point& x) {
  const Big a[] = {4, 3}, c[] = {2, Big(-0.5)}, spikes[] = {0, 5, 0, -6};
  Big f = 0;
  for (std::size_t s = 0; s < 4; ++s) {
    const Big& z = x[4 * i + s];
    f += (a[i] + spikes[s]) * z * z / 2 + c[i] * x[s] * x[4 + s];
    if (s == 3) break;
    const Big& next = x[4 * i + s + 1];
    f += Big(1.5) * z * next + Big(0.25) * pow(next - z, 4) / 4;
  }
  return f;
}

// `owner` is the player of each coordinate; all count from 1 in the formula.
Cost quartic_hierarchy(std::vector<int> owner) {
  return [owner](int player, const Point& x) -> Big {
    const int i = player + 1, n = static_cast<int>(owner.size());
    Big f = 0, angle = i;
    for (int c = 1; c <= n; ++c) {
      const Big& xc = x[c - 1];
      const auto mates = std::count(owner.begin(), owner.end(), owner[c - 1]);
      angle += (Big(0.7) + Big(0.35) * cos(Big(i + 2 * c))) / sqrt(Big(mates)) * xc;
      if (owner[c - 1] == i) f += Big(1.5) * xc * xc + xc * xc * xc * xc / 4;
      for (int b = 1; b < c; ++b) {
        if (owner[b - 1] == owner[c - 1]) continue;
        const Big product = x[b - 1] * xc;
        f += cos(Big(i + 2 * b + 3 * c)) / (2 * owner.back()) * product +
             (Big(0.1) + Big(0.05) * sin(Big(i + 3 * b + 2 * c))) * product * product;
      }
    }
    return f + sin(angle) / 2;
  };
}

// 11 coordinates each: sums of more than 8 terms have an order of their own.
constexpr int sites = 11;
double site_weight(int k) { return 1.5 + std::sin(k); }
double site_entry(int k, int m) { return std::cos(3 * k + 2 * m + 1); }
std::string neighbours_params() {
  std::ostringstream text, matrix;
  text.precision(17);
  matrix.precision(17);
  for (int k = 0; k < sites; ++k) {
    text << (k == 0 ? "w = [" : ", ") << site_weight(k);
    for (int m = 0; m < sites; ++m) matrix << (m == 0 ? "[" : ", ") << site_entry(k, m);
    matrix << "], ";
  }
  return text.str() + "]\nM = [" + matrix.str() + "]\n";
}
Big neighbours(int i, const Point& x) {
  const auto a = [&](int k) { return x[sites * i + k]; };
  const auto b = [&](int k) { return x[sites * (1 - i) + k]; };
  Big f = a(0) * x[2], exponentials = 0;
  for (int k = 0; k < sites; ++k) {
    const Big w(site_weight(k));
    f += a(k) * tanh(b(k)) + w * pow(a(k), 4) / 4 - sin(2 * b(k) - 1);
    f += (a(k) < b(k) ? b(k) : a(k)) + log(1 + exp(-a(k))) / w + sqrt(w) / 2;
    if (k + 1 < sites) f += pow(a(k + 1) - a(k), 2);
    exponentials += exp(a(k));
    for (int m = 0; m < sites; ++m)
      f += a(k) * Big(site_entry(k, m)) * b(m) + b(k) * Big(site_entry(m, k)) * a(m) / 2;
  }
  return f + log(exponentials);
}

// The elementary functions of the SDK, each in a game of its own.
std::vector<Case> elementary() {
  using Function = Big (*)(const Big&, const Point&);
  const std::pair<const char*, Function> functions[] = {
      {"sin", [](const Big& u, const Point&) -> Big { return sin(u); }},
      {"cos", [](const Big& u, const Point&) -> Big { return cos(u); }},
      {"exp", [](const Big& u, const Point&) -> Big { return exp(u); }},
      {"log", [](const Big& u, const Point&) -> Big { return log(u); }},
      {"sqrt", [](const Big& u, const Point&) -> Big { return sqrt(u); }},
      {"tanh", [](const Big& u, const Point&) -> Big { return tanh(u); }},
      {"sigmoid", [](const Big& u, const Point&) -> Big { return 1 / (1 + exp(-u)); }},
      {"softplus", [](const Big& u, const Point&) -> Big { return log(1 + exp(u)); }},
      {"logsigmoid", [](const Big& u, const Point&) -> Big { return -log(1 + exp(-u)); }},
      {"log1p", [](const Big& u, const Point&) -> Big { return log(1 + u); }},
      {"expm1", [](const Big& u, const Point&) -> Big { return exp(u) - 1; }},
      {"logsumexp",
       [](const Big& u, const Point& x) -> Big { return log(exp(u) + exp(x[1]) + exp(Big(0.3))); }},
      {"pow5", [](const Big& u, const Point&) -> Big { return u * u * u * u * u; }},
      {"pow-2", [](const Big& u, const Point&) -> Big { return 1 / (u * u); }},
      {"pow1.7", [](const Big& u, const Point&) -> Big { return exp(Big(1.7) * log(u)); }},
      {"divide",
       [](const Big& u, const Point&) -> Big { return (u - 2) / (1 + u * u) + 1 / u - u / 3; }},
      {"minmax", [](const Big& u, const Point& x) -> Big {
         const Big larger = u < x[1] ? x[1] : u, smaller = Big(0.7) < u ? Big(0.7) : u;
         return larger * smaller + (u < Big(0.5) ? Big(0.5) - u : u - Big(0.5));
       }}};
  std::vector<Case> all;
  for (const auto& [name, f] : functions)
    all.push_back({"elementary",
                   "F = '" + std::string(name) + "'",
                   {1, 1},
                   0.1,
                   1.5,
                   [f](int i, const Point& x) -> Big {
                     return f(Big(0.3) * x[0] * x[1] + x[0] + Big(0.2) * i, x);
                   }});
  return all;
}

std::vector<Case> cases() {
  std::vector<Case> all = elementary();
  const std::vector<Case> games = {
      {"torus", "", {1, 1}, -3, 3, torus},
      {"duopoly", "", {1, 1}, 1, 90, duopoly},
      {"duopoly", "c = [5.0, 2.0, 3.5]", {1, 1, 1}, 1, 60, duopoly},
      {"exp-poly", "", {1, 1}, -8, 8, exp_poly},
      {"quadratic", quadratic_params(), {2, 3}, -2, 2, quadratic},
      {"iterated-prisoners-dilemma", "", {5, 5}, -2, 2, prisoners},
      {"iterated-matching-pennies",
       "discount = 0.75\nnormalized = true\n"
       "rewards = [[5, -7, 11, 0.5], [2, 3, -13, 1]]",
       {5, 5},
       -2,
       2,
       iterated_pennies},
      {"matching-pennies", "", {2, 2}, -2, 2, matching_pennies},
      {"stag-hunt", "", {2, 2}, -2, 2, stag_hunt},
      {"bimatrix",
       "A = [[1, -2, 3], [0.5, 4, -1]]\nB = [[2, 0, -3], [7, 1, 5]]",
       {2, 3},
       -2,
       2,
       bimatrix},
      {"ultimatum", "", {1, 1}, -3, 3, ultimatum},
      {"tandem", "", {1, 1}, -3, 3, tandem},
      {"hamiltonian", "A = [[1, -2, 3], [0.5, 4, -1]]", {2, 3}, -3, 3, hamiltonian},
      {"potential",
       "Q = [[4, 1, 0], [3, 5, -1], [2, 0, 6]]\nq = [1, -2, 3]\n"
       "dims = [2, 1]",
       {2, 1},
       -3,
       3,
       potential},
      {"oligopoly-chain", "c = [5.0, 2.0, 3.5, 0.0]", {1, 1, 1, 1}, 1, 60, oligopoly_chain},
      {"follow-the-ridge-saddle", "", {1, 1}, -3, 3, minimax},
      {"follow-the-ridge-saddle", "form = 'spurious'", {1, 1}, -3, 3, spurious},
      {"covariance-gan",
       "m = 2\neta = 0.4\nsigma = [[2.0, 0.5], [0.5, 1.0]]",
       {4, 4},
       -2,
       2,
       covariance_gan},
      {"chain",
       "sites = 4\na = [4.0, 3.0]\nb = 1.5\ncoupling = [2.0, -0.5]\nspikes = [5.0, -6.0]\n"
       "quartic = 0.25",
       {4, 4},
       -2,
       2,
       chain},
      {"neighbours", neighbours_params(), {sites, sites}, -1, 1, neighbours},
      {"quartic-hierarchy", "", {1, 1, 1}, -2, 2, quartic_hierarchy({1, 2, 3})},
      {"quartic-hierarchy",
       "players = 5",
       {1, 1, 1, 1, 1},
       -2,
       2,
       quartic_hierarchy({1, 2, 3, 4, 5})},
      {"quartic-hierarchy",
       "dims = [1, 2, 2]",
       {1, 2, 2},
       -2,
       2,
       quartic_hierarchy({1, 2, 2, 3, 3})}};
  all.insert(all.end(), games.begin(), games.end());
  return all;
}

// The derivative of f along directions, one difference for each.
Big difference(const std::function<Big(const Point&)>& f, const Point& x,
               std::vector<Point> directions, const Big& h) {
  if (directions.empty()) return f(x);
  const Point v = directions.back();
  directions.pop_back();
  Point up = x, down = x;
  for (std::size_t c = 0; c < x.size(); ++c) {
    up[c] += h * v[c];
    down[c] -= h * v[c];
  }
  return (difference(f, up, directions, h) - difference(f, down, directions, h)) / (2 * h);
}

class Reference {
 public:
  explicit Reference(const Case& c) : case_(c) {
    offsets_ = {0};
    for (const std::uint32_t d : c.dims) offsets_.push_back(offsets_.back() + d);
  }
  std::uint32_t dim(std::uint32_t p) const { return case_.dims[p]; }

  // The rows of a request at a point.
  std::vector<double> rows(const fm_request& r, const std::vector<double>& at,
                           const std::vector<std::vector<double>>& vectors) const {
    std::vector<double> values;
    if (r.quantity == FM_COST) return {along(r, at, {})};
    for (std::uint32_t a = 0; a < dim(r.j); ++a) {
      const Point row = unit(r.j, a);
      if (r.quantity == FM_GRADIENT) values.push_back(along(r, at, {row}));
      if (r.quantity == FM_HESSIAN_PRODUCT)
        values.push_back(along(r, at, {row, embed(r.k, vectors[0])}));
      if (r.quantity == FM_THIRD_PRODUCT)
        values.push_back(along(r, at, {row, embed(r.k, vectors[0]), embed(r.l, vectors[1])}));
      if (r.quantity == FM_HESSIAN_BLOCK)
        for (std::uint32_t b = 0; b < dim(r.k); ++b)
          values.push_back(along(r, at, {row, unit(r.k, b)}));
    }
    return values;
  }

 private:
  double along(const fm_request& r, const std::vector<double>& at,
               const std::vector<Point>& directions) const {
    const Point x(at.begin(), at.end());
    const auto f = [&](const Point& y) { return case_.cost(static_cast<int>(r.player), y); };
    return static_cast<double>(difference(f, x, directions, Big(1e-9)));
  }
  Point embed(std::uint32_t p, const std::vector<double>& v) const {
    Point x(offsets_.back(), Big(0));
    for (std::size_t c = 0; c < v.size(); ++c) x[offsets_[p] + c] = v[c];
    return x;
  }
  Point unit(std::uint32_t p, std::uint32_t c) const {
    std::vector<double> v(dim(p), 0.0);
    v[c] = 1;
    return embed(p, v);
  }

  const Case& case_;
  std::vector<std::uint32_t> offsets_;
};

// Every request that a game of n players may receive.
std::vector<fm_request> all_requests(std::uint32_t n) {
  std::vector<fm_request> all;
  for (std::uint32_t i = 0; i < n; ++i) {
    all.push_back(request(FM_COST, i));
    for (std::uint32_t j = 0; j < n; ++j) {
      all.push_back(request(FM_GRADIENT, i, j));
      for (std::uint32_t k = 0; k < n; ++k) {
        all.push_back(request(FM_HESSIAN_PRODUCT, i, j, k));
        all.push_back(request(FM_HESSIAN_BLOCK, i, j, k));
        for (std::uint32_t l = 0; l < n; ++l) all.push_back(request(FM_THIRD_PRODUCT, i, j, k, l));
      }
    }
  }
  return all;
}

std::vector<std::vector<double>> vectors_for(const fm_request& r,
                                             const std::vector<std::uint32_t>& dims) {
  std::vector<std::vector<double>> vectors;
  if (vectors_of(r) >= 1) vectors.push_back(random_points(1, dims[r.k], -1, 1, 7)[0]);
  if (vectors_of(r) >= 2) vectors.push_back(random_points(1, dims[r.l], -1, 1, 8)[0]);
  return vectors;
}

bool close(double value, double reference, double scale) {
  return std::abs(value - reference) <= 1e-7 * std::abs(reference) + 1e-12 * scale;
}

TEST_CASE("every quantity of every game agrees with differences, at every batch size") {
  constexpr std::size_t distinct = 3;
  for (const Case& c : cases()) {
    CAPTURE(c.id);
    CAPTURE(c.params);
    const Reference reference(c);
    const std::size_t n = std::accumulate(c.dims.begin(), c.dims.end(), 0u);
    const auto points = random_points(distinct, n, c.lower, c.upper);
    for (const fm_request& r : all_requests(static_cast<std::uint32_t>(c.dims.size()))) {
      CAPTURE(describe(r));
      const auto vectors = vectors_for(r, c.dims);
      std::vector<std::vector<double>> expected;
      for (const auto& point : points) expected.push_back(reference.rows(r, point, vectors));
      double scale = 1;
      for (const auto& rows : expected)
        for (const double v : rows) scale = std::max(scale, std::abs(v));
      for (const std::size_t batch : {1, 2, 3, 7, 8, 9, 64}) {
        std::vector<std::vector<double>> all;
        for (std::size_t p = 0; p < batch; ++p) all.push_back(points[p % distinct]);
        Scene scene(c.id, c.params, all);
        const BatchArray got = scene.get(r, vectors);
        std::size_t wrong = 0;
        for (std::size_t p = 0; p < batch; ++p)
          for (std::size_t row = 0; row < got.rows(); ++row)
            wrong += !close(got.row(row)[p], expected[p % distinct][row], scale);
        CHECK_MESSAGE(wrong == 0, "batch of " << batch);
      }
    }
  }
}

TEST_CASE("the graph of every game is its cost in 50 digits") {
  std::set<std::string> without;
  for (const Case& c : cases()) {
    CAPTURE(c.id);
    CAPTURE(c.params);
    const std::size_t n = std::accumulate(c.dims.begin(), c.dims.end(), 0u);
    const auto points = random_points(5, n, c.lower, c.upper);
    const LentGraph lent(catalog().find(FM_KIND_GAME, c.id), c.params);
    const fm_graph* const graph = lent.get();
    if (!graph) {
      without.insert(c.id);
      continue;
    }
    for (const auto& point : points) {
      const Point x(point.begin(), point.end());
      const GraphValues<Big> values(*graph, x);
      for (std::size_t i = 0; i < c.dims.size(); ++i) {
        const Big cost = c.cost(static_cast<int>(i), x);
        // Parameters are doubles that the game may have combined.
        CHECK(abs(values.cost(i) - cost) <= 1e-14 * (1 + abs(cost)));
      }
    }
  }
  CHECK(without == std::set<std::string>{"chain", "covariance-gan"});
}

TEST_CASE("quantities requested together equal those requested one by one") {
  for (const Case& c : cases()) {
    CAPTURE(c.id);
    const std::size_t n = std::accumulate(c.dims.begin(), c.dims.end(), 0u);
    Scene scene(c.id, c.params, random_points(9, n, c.lower, c.upper));
    const auto requests = all_requests(static_cast<std::uint32_t>(c.dims.size()));
    std::vector<BatchArray> inputs, results;
    for (const fm_request& r : requests) {
      for (const auto& v : vectors_for(r, c.dims)) {
        inputs.emplace_back(v.size(), scene.x.stride());
        for (std::size_t row = 0; row < v.size(); ++row)
          std::fill_n(inputs.back().row(row), scene.x.stride(), v[row]);
      }
      results.emplace_back(rows_of(r, scene.game.shape()), scene.x.stride());
    }
    std::vector<const double*> in;
    std::vector<double*> out;
    for (const BatchArray& input : inputs) in.push_back(input.data());
    for (BatchArray& result : results) out.push_back(result.data());
    scene.oracle.evaluate(scene.oracle.prepare(requests), 1, scene.x.data(), in.data(), out.data());
    for (std::size_t q = 0; q < requests.size(); ++q) {
      CAPTURE(describe(requests[q]));
      const BatchArray alone = scene.get(requests[q], vectors_for(requests[q], c.dims));
      for (std::size_t row = 0; row < alone.rows(); ++row)
        for (std::size_t r = 0; r < 9; ++r)
          CHECK(results[q].row(row)[r] == doctest::Approx(alone.row(row)[r]).epsilon(1e-12));
    }
  }
}

TEST_CASE("a replica's bits depend neither on its neighbours nor on its place") {
  for (const Case& c : cases()) {
    CAPTURE(c.id);
    const std::size_t n = std::accumulate(c.dims.begin(), c.dims.end(), 0u);
    // Neighbours of every magnitude: the elementary functions use different methods in different
    // ranges.
    auto points = random_points(64, n, c.lower, c.upper, 3);
    for (std::size_t p = 0; p < points.size(); p += 5)
      for (double& x : points[p]) x *= 1e6;
    Scene together(c.id, c.params, points);
    for (const fm_request& r : all_requests(static_cast<std::uint32_t>(c.dims.size()))) {
      const auto vectors = vectors_for(r, c.dims);
      const BatchArray all = together.get(r, vectors);
      for (const std::size_t p : {0, 1, 4, 6, 13, 63}) {
        Scene alone(c.id, c.params, {points[p]});
        const BatchArray one = alone.get(r, vectors);
        for (std::size_t row = 0; row < one.rows(); ++row)
          CHECK(std::bit_cast<std::uint64_t>(one.row(row)[0]) ==
                std::bit_cast<std::uint64_t>(all.row(row)[p]));
      }
    }
  }
}

// D_c f_i by central differences, relative to its own size.
void compare_gradients(const std::string& game, const std::vector<std::uint32_t>& dims,
                       const std::vector<double>& x, const Cost& cost, double least) {
  Scene scene(game, "", {x});
  const Big h("1e-14");
  std::uint32_t coordinate = 0, compared = 0;
  for (std::uint32_t player = 0; player < dims.size(); ++player) {
    const BatchArray own = scene.get(request(FM_GRADIENT, player, player));
    for (std::uint32_t c = 0; c < dims[player]; ++c, ++coordinate) {
      Point up(x.begin(), x.end()), down = up;
      up[coordinate] += h;
      down[coordinate] -= h;
      const Big slope =
          (cost(static_cast<int>(player), up) - cost(static_cast<int>(player), down)) / (2 * h);
      if (abs(slope) < least) continue;
      ++compared;
      CAPTURE(game);
      CAPTURE(coordinate);
      CHECK(abs(Big(own.row(c)[0]) - slope) <= 1e-10 * abs(slope));
    }
  }
  CHECK(compared >= 4);
}

TEST_CASE("gradients keep their digits where policies are almost pure") {
  for (const double logit : {18.0, 38.0}) {
    compare_gradients("iterated-prisoners-dilemma", {5, 5}, std::vector<double>(10, logit),
                      prisoners, 1e-25);
    compare_gradients("stag-hunt", {2, 2}, {logit, -0.5, -logit, 0.25}, stag_hunt, 1e-25);
    compare_gradients("matching-pennies", {2, 2}, {logit, 0, logit, 1}, matching_pennies, 1e-25);
  }
}

}  // namespace
