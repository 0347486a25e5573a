// Two chains of many oscillators, coupled site by site: a large game whose spectra are known in
// closed form.
#include <firstmove/handwritten.hpp>

#include <cmath>

namespace {

using namespace firstmove;

// With M = b P + diag(spikes), P the adjacency matrix of the path, the second derivatives at a
// joint action without strain (all x alike, all y alike, or no quartic term) are
//
//   D_i^2 f_i = a_i I + M,  D_12 f_1 = c_1 I,  D_21 f_2 = c_2 I,
//
// so an eigenvalue mu of M gives the eigenvalue a_i + mu of each own Hessian, the two eigenvalues
// of [[a_1 + mu, c_1], [c_2, a_2 + mu]] of the Jacobian, and a_1 + mu - c_1 c_2 / (a_2 + mu + eta)
// of the Schur complement. Without spikes mu_k = 2 b cos(k pi / (d + 1)), k = 1 .. d, which are
// dense at both ends; a spike s far from other spikes and from the ends of the chain adds the
// isolated eigenvalue sign(s) sqrt(s^2 + 4 b^2).
struct Chain {
  static Info info() {
    return {
        "chain",
        "1.0.0",
        "f_1 = x' (a_1 I + M) x / 2 + E(x) + c_1 x'y, f_2 = y' (a_2 I + M) y / 2 + E(y) + c_2 x'y; "
        "M = b (adjacency of the path) + diag(spikes), E(z) = quartic / 4 sum (z_s+1 - z_s)^4",
        "the firstmove authors",
        "MIT",
        "Fermi, Pasta, Ulam 1955, Studies of Nonlinear Problems I (the chain); Economou, Green's "
        "Functions in Quantum Physics, chapter 6 (its spikes)",
        {integer("sites").at_least(1).at_most(500'000).otherwise("100").doc(
             "coordinates of each player"),
         reals("a").otherwise("[4.0, 4.0]").doc("for each player, the stiffness of every site"),
         real("b").otherwise("1.0").doc("coupling of neighbouring sites"),
         reals("coupling").otherwise("[1.0, -1.0]").doc("c_1, c_2: coupling of the players"),
         reals("spikes").optional().doc(
             "added to the stiffness of single sites, spread evenly over the chain; none if not "
             "given"),
         real("quartic").otherwise("0.0").doc("strength of the quartic term E")}};
  }

  explicit Chain(const Values& values)
      : d(static_cast<std::size_t>(values.integer("sites"))),
        a(pair(values, "a")),
        b(values.real("b")),
        coupling(pair(values, "coupling")),
        quartic(values.real("quartic")),
        spikes(d, 0.0) {
    if (!values.has("spikes")) return;
    const std::vector<double> given = values.reals("spikes");
    if (given.size() > d)
      throw Refusal("'spikes' needs one site for each of its numbers: it has " +
                    std::to_string(given.size()) + ", and 'sites' is " + std::to_string(d));
    for (std::size_t s = 0; s < given.size(); ++s)
      spikes[(2 * s + 1) * d / (2 * given.size())] = given[s];
  }

  Shape shape() const { return Shape::alike(2, real_line(), d).starts(-1, 1); }

  // Products only: a dense block of a large chain does not fit into memory.
  bool offers(const fm_request& r) const {
    const bool known = r.quantity == FM_COST || r.quantity == FM_GRADIENT ||
                       r.quantity == FM_HESSIAN_PRODUCT || r.quantity == FM_THIRD_PRODUCT;
    return known && r.player < 2 && r.j < 2 && r.k < 2 && r.l < 2;
  }

  void meet(const Here& here) {
    x[0] = here.x.part(0, d);
    x[1] = here.x.part(d, d);
  }

  void evaluate(const fm_request& r, std::span<const ConstRows> v, Rows out) const {
    const std::uint32_t i = r.player;
    clear(out);
    switch (r.quantity) {
      case FM_COST:
        return cost(i, out);
      case FM_GRADIENT:
        if (r.j != i) return add(coupling[i], x[i], out);
        add_linear(i, x[i], out);
        add_bonds(out, [&](std::size_t s, std::size_t lane) {
          const Lane strain = step(x[i], s, lane);
          return quartic * strain * strain * strain;
        });
        return add(coupling[i], x[1 - i], out);
      case FM_HESSIAN_PRODUCT:
        if (r.j != r.k) return add(coupling[i], v[0], out);
        if (r.j != i) return;
        add_linear(i, v[0], out);
        return add_bonds(out, [&](std::size_t s, std::size_t lane) {
          const Lane strain = step(x[i], s, lane);
          return 3 * quartic * strain * strain * step(v[0], s, lane);
        });
      default:
        if (r.j != i || r.k != i || r.l != i) return;
        return add_bonds(out, [&](std::size_t s, std::size_t lane) {
          return 6 * quartic * step(x[i], s, lane) * step(v[0], s, lane) * step(v[1], s, lane);
        });
    }
  }

 private:
  static std::array<double, 2> pair(const Values& values, const char* name) {
    const std::vector<double> given = values.reals(name);
    if (given.size() != 2)
      throw Refusal("'" + std::string(name) + "' needs 2 numbers, one for each player, and has " +
                    std::to_string(given.size()));
    return {given[0], given[1]};
  }
  static Lane step(ConstRows z, std::size_t s, std::size_t lane) {
    return z.load(s + 1, lane) - z.load(s, lane);
  }
  static void add(double factor, ConstRows z, Rows out) {
    for (std::size_t s = 0; s < out.size(); ++s)
      for (std::size_t lane = 0; lane < out.stride(); lane += Lane::width)
        out.store(s, lane, out.load(s, lane) + factor * z.load(s, lane));
  }
  // out += (a_i I + M) z
  void add_linear(std::uint32_t i, ConstRows z, Rows out) const {
    for (std::size_t s = 0; s < d; ++s)
      for (std::size_t lane = 0; lane < out.stride(); lane += Lane::width) {
        Lane sum = (a[i] + spikes[s]) * z.load(s, lane);
        if (s > 0) sum += b * z.load(s - 1, lane);
        if (s + 1 < d) sum += b * z.load(s + 1, lane);
        out.store(s, lane, out.load(s, lane) + sum);
      }
  }
  // The force of each bond pulls its two sites together.
  template <class Force>
  void add_bonds(Rows out, Force force) const {
    if (quartic == 0) return;
    for (std::size_t s = 0; s + 1 < d; ++s)
      for (std::size_t lane = 0; lane < out.stride(); lane += Lane::width) {
        const Lane f = force(s, lane);
        out.store(s, lane, out.load(s, lane) - f);
        out.store(s + 1, lane, out.load(s + 1, lane) + f);
      }
  }
  void cost(std::uint32_t i, Rows out) const {
    const ConstRows z = x[i], other = x[1 - i];
    for (std::size_t lane = 0; lane < out.stride(); lane += Lane::width) {
      Lane sum(0.0);
      for (std::size_t s = 0; s < d; ++s) {
        const Lane zs = z.load(s, lane);
        sum += zs * (0.5 * (a[i] + spikes[s]) * zs + coupling[i] * other.load(s, lane));
        if (s + 1 == d) break;
        const Lane strain = step(z, s, lane), square = strain * strain;
        sum += b * zs * z.load(s + 1, lane) + 0.25 * quartic * square * square;
      }
      out.store(0, lane, sum);
    }
  }

  std::size_t d;
  std::array<double, 2> a;
  double b;
  std::array<double, 2> coupling;
  double quartic;
  std::vector<double> spikes;
  std::array<ConstRows, 2> x;
};

}  // namespace

FIRSTMOVE_HANDWRITTEN_GAME(Chain)
