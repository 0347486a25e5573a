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
  static constexpr bool contiguous = true;

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
        if (r.j != i) return add_scaled(coupling[i], x[i], out);
        add_linear(i, x[i], out);
        add_bonds(out, [&](auto at) {
          const Lane strain = step(x[i], at);
          return quartic * strain * strain * strain;
        });
        return add_scaled(coupling[i], x[1 - i], out);
      case FM_HESSIAN_PRODUCT:
        if (r.j != r.k) return add_scaled(coupling[i], v[0], out);
        if (r.j != i) return;
        add_linear(i, v[0], out);
        return add_bonds(out, [&](auto at) {
          const Lane strain = step(x[i], at);
          return 3 * quartic * strain * strain * step(v[0], at);
        });
      default:
        if (r.j != i || r.k != i || r.l != i) return;
        return add_bonds(out, [&](auto at) {
          return 6 * quartic * step(x[i], at) * step(v[0], at) * step(v[1], at);
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
  // A site of the replicas in a register, or a register of sites of the only replica.
  struct Site {
    std::size_t s, lane;
    Lane load(ConstRows z) const { return z.load(s, lane); }
    Lane load(const std::vector<double>& of_sites) const { return of_sites[s]; }
    void store(Rows z, Lane value) const { z.store(s, lane, value); }
    Site next() const { return {s + 1, lane}; }
    Site last() const { return {s - 1, lane}; }
  };
  struct Sites {
    std::size_t s;
    Lane load(ConstRows z) const { return z.load(SeveralRows{s}); }
    Lane load(const std::vector<double>& of_sites) const {
      return Lane::load_anywhere(of_sites.data() + s);
    }
    void store(Rows z, Lane value) const { z.store(SeveralRows{s}, value); }
    Sites next() const { return {s + 1}; }
    Sites last() const { return {s - 1}; }
  };
  // Calls body(at) for the sites first .. end - 1, all of which it treats alike.
  template <class Body>
  static void for_sites(std::size_t first, std::size_t end, std::size_t stride, const Body& body) {
    std::size_t s = first;
    for (; stride == 1 && s + Lane::width <= end; s += Lane::width) body(Sites{s});
    for (; s < end; ++s)
      for (std::size_t lane = 0; lane < stride; lane += Lane::width) body(Site{s, lane});
  }

  template <class At>
  static Lane step(ConstRows z, At at) {
    return at.next().load(z) - at.load(z);
  }
  // out += (a_i I + M) z
  void add_linear(std::uint32_t i, ConstRows z, Rows out) const {
    const auto add = [&](auto at, bool before, bool after) FIRSTMOVE_INLINE_LAMBDA {
      Lane sum = (a[i] + at.load(spikes)) * at.load(z);
      if (before) sum += b * at.last().load(z);
      if (after) sum += b * at.next().load(z);
      at.store(out, at.load(ConstRows(out)) + sum);
    };
    for_sites(0, 1, out.stride(), [&](auto at) { add(at, false, d > 1); });
    if (d == 1) return;
    for_sites(1, d - 1, out.stride(), [&](auto at) { add(at, true, true); });
    for_sites(d - 1, d, out.stride(), [&](auto at) { add(at, true, false); });
  }
  // The force of each bond, between a site and the next one, pulls its two sites together.
  template <class Force>
  void add_bonds(Rows out, Force force) const {
    if (quartic == 0 || d == 1) return;
    const auto add = [&](auto at, bool before, bool after) FIRSTMOVE_INLINE_LAMBDA {
      Lane sum = at.load(ConstRows(out));
      if (before) sum += force(at.last());
      if (after) sum -= force(at);
      at.store(out, sum);
    };
    for_sites(0, 1, out.stride(), [&](auto at) { add(at, false, true); });
    for_sites(1, d - 1, out.stride(), [&](auto at) { add(at, true, true); });
    for_sites(d - 1, d, out.stride(), [&](auto at) { add(at, true, false); });
  }
  void cost(std::uint32_t i, Rows out) const {
    const ConstRows z = x[i], other = x[1 - i];
    for (std::size_t lane = 0; lane < out.stride(); lane += Lane::width) {
      Lane sum(0.0);
      for (std::size_t s = 0; s < d; ++s) {
        const Lane zs = z.load(s, lane);
        sum += zs * (0.5 * (a[i] + spikes[s]) * zs + coupling[i] * other.load(s, lane));
        if (s + 1 == d) break;
        const Lane strain = step(z, Site{s, lane}), square = strain * strain;
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
