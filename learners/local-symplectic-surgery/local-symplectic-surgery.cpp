// Local symplectic surgery, for zero-sum games: simultaneous play without its rotational part near
// critical points, so that only differential Nash equilibria attract. The joint direction is
//   (omega + exp(-xi_2 |v|^2) v) / 2,  v = J' (J' J + lambda I)^-1 J' omega,
//   lambda = xi_1 (1 - exp(-|omega|^2)).
#include <firstmove/functions.hpp>
#include <firstmove/products.hpp>
#include <firstmove/solve.hpp>

namespace {

using namespace firstmove;

struct LocalSymplecticSurgery {
  static constexpr bool contiguous = true;

  static Info info() {
    return {"local-symplectic-surgery",
            "1.0.0",
            "(omega + exp(-xi2 |v|^2) v) / 2, v = J' (J' J + lambda I)^-1 J' omega",
            "the firstmove authors",
            "MIT",
            "Mazumdar, Jordan, Sastry 2019, On Finding Local Nash Equilibria (and Only Local Nash "
            "Equilibria) in Zero-Sum Games",
            {real("xi1").above(0).otherwise("1e-4").doc("regularization away from critical points"),
             real("xi2").above(0).otherwise("1e-4").doc(
                 "how fast the correction decreases with its length")}};
  }

  static Rule rule() {
    return {"half of omega + exp(-xi2 |v|^2) v, v = J' (J' J + lambda I)^-1 J' omega",
            "gradients, dense Hessian blocks of both players",
            "1 solve of d_1 + d_2 unknowns with J' J, and the product J' J", "2, zero-sum",
            "differential Nash equilibria and only these (Mazumdar et al. 2019)"};
  }

  LocalSymplecticSurgery(const Values& values, const Role& r, Oracle& o)
      : oracle(o), role(r), xi1(values.real("xi1")), xi2(values.real("xi2")), d(r.offsets.back()) {
    if (r.players != 2)
      throw Refusal("the rule is defined for two players in a zero-sum game, and the game has " +
                    std::to_string(r.players) + " players");
    for (std::uint32_t i = 0; i < 2; ++i) {
      for (std::uint32_t j = 0; j < 2; ++j) {
        slopes.push_back(o.subscribe(gradient(i, j)));
        blocks.push_back(o.subscribe(hessian_block(i, i, j)));
      }
    }
    J = RowStore(d * d, r.stride);
    square = RowStore(d * d, r.stride);
    v = RowStore(d, r.stride);
    omega = RowStore(d, r.stride);
    faults = RowStore(1, r.stride);
    terms = RowStore(d, r.stride);
  }

  void direction(const Step& step, Rows out) {
    gather(step);
    require_zero_sum(step);
    for (std::size_t r = 0; r < step.stride(); r += Lane::width) make_system(r);
    solve(square.rows(), v.rows());
    for (std::size_t r = 0; r < step.stride(); r += Lane::width) finish(r, out);
  }

  Expanded expand(const Expansion& at) const {
    Expanded Jt(d * d), w;
    for (std::uint32_t i = 0; i < 2; ++i) {
      const Expanded own = at.gradient(i, i);
      w.insert(w.end(), own.begin(), own.end());
    }
    for (std::size_t a = 0; a < d; ++a)
      for (std::uint32_t c = 0; c < d; ++c) Jt[c * d + a] = w[a].slope(c);
    const auto times = [this](const Expanded& A, const Expanded& z) {
      Expanded result(d);
      for (std::size_t e = 0; e < d * d; ++e) result[e / d] = result[e / d] + A[e] * z[e % d];
      return result;
    };
    Expanded system(d * d), solution = times(Jt, w);
    const Series lambda = -xi1 * expm1(-add_inner(w, w, Series(0.0)));
    for (std::size_t a = 0; a < d; ++a)
      for (std::size_t b = 0; b < d; ++b) {
        Series& sum = system[a * d + b] = a == b ? lambda : Series(0.0);
        for (std::size_t e = 0; e < d; ++e) sum = sum + Jt[a * d + e] * Jt[b * d + e];
      }
    solve(system, solution);
    const Expanded whole = times(Jt, solution);
    const Series weight = exp(-xi2 * add_inner(whole, whole, Series(0.0)));
    Expanded result;
    for (std::size_t c = role.offsets[role.player]; c < role.offsets[role.player + 1]; ++c)
      result.push_back(0.5 * (w[c] + weight * whole[c]));
    return result;
  }

  // Whether a game is zero-sum can only be checked while it is played. Close to critical points the
  // gradients vanish, and their rounding errors do not: the sum is compared with the largest terms
  // that the run has met, those of the gradients or their change when x moves by its own size. An
  // instance that begins later in a run has not met them; the run was checked from its start.
  void require_zero_sum(const Step& step) {
    if (!begun) from_start = step.k() <= 1;
    begun = true;
    if (!from_start) return;
    const Rows fault = faults.rows(), met = terms.rows();
    const ConstRows x(step.x(), d, step.stride());
    for (std::size_t r = 0; r < step.stride(); r += Lane::width) {
      Mask differs = Lane(1.0) < Lane(0.0);
      for (std::uint32_t i = 0; i < 2; ++i)
        for (std::size_t c = 0; c < role.dims[i]; ++c) {
          const std::size_t row = role.offsets[i] + c;
          const Lane a = step[slopes[i]].load(c, r), b = step[slopes[2 + i]].load(c, r);
          Lane size = abs(a) + abs(b);
          for (std::size_t k = 0; k < d; ++k)
            size = multiply_add(abs(J.rows().load(row * d + k, r)), abs(x.load(k, r)), size);
          size = max(size, met.load(row, r));
          met.store(row, r, size);
          differs = differs || abs(a + b) > 1e-9 * size;
        }
      fault.store(0, r, choose(differs, Lane(1.0), Lane(0.0)));
    }
    for (std::size_t r = 0; r < step.count(); ++r)
      if (fault[0][r] != 0)
        oracle.fail(r, "the rule is defined for zero-sum games, and D f_1 + D f_2 is not 0");
  }

  void gather(const Step& step) {
    for (std::uint32_t i = 0; i < 2; ++i) {
      copy(step[slopes[3 * i]], omega.rows().part(role.offsets[i], role.dims[i]));
      for (std::uint32_t j = 0; j < 2; ++j)
        for (std::size_t a = 0; a < role.dims[i]; ++a)
          copy(step[blocks[2 * i + j]].part(a * role.dims[j], role.dims[j]),
               J.rows().part((role.offsets[i] + a) * d + role.offsets[j], role.dims[j]));
    }
  }

  // J' J + lambda I, and J' omega as its right-hand side.
  void make_system(std::size_t r) {
    const Rows Jr = J.rows(), w = omega.rows();
    const Lane lambda = -xi1 * expm1(-inner(w, w, r));  // not 0 where the gradients are small
    for (std::size_t a = 0; a < d; ++a) {
      Lane right(0.0);
      for (std::size_t e = 0; e < d; ++e)
        right = multiply_add(Jr.load(e * d + a, r), w.load(e, r), right);
      v.rows().store(a, r, right);
      for (std::size_t b = 0; b < d; ++b) {
        Lane sum = a == b ? lambda : Lane(0.0);
        for (std::size_t e = 0; e < d; ++e)
          sum = multiply_add(Jr.load(e * d + a, r), Jr.load(e * d + b, r), sum);
        square.rows().store(a * d + b, r, sum);
      }
    }
  }

  // v = J' times the solution, and its part of the player's direction.
  void finish(std::size_t r, Rows out) {
    const Rows Jr = J.rows(), solution = v.rows();
    std::vector<Lane> whole(d);
    Lane length(0.0);
    for (std::size_t a = 0; a < d; ++a) {
      for (std::size_t e = 0; e < d; ++e)
        whole[a] = multiply_add(Jr.load(e * d + a, r), solution.load(e, r), whole[a]);
      length = multiply_add(whole[a], whole[a], length);
    }
    const Lane weight = exp(-xi2 * length);
    const std::size_t first = role.offsets[role.player];
    for (std::size_t c = 0; c < out.size(); ++c)
      out.store(c, r, 0.5 * (omega.rows().load(first + c, r) + weight * whole[first + c]));
  }

  Oracle& oracle;
  Role role;
  double xi1, xi2;
  std::size_t d;                         // coordinates of both players
  std::vector<Quantity> slopes, blocks;  // D_j f_i and D_ij f_i at index 2 i + j
  RowStore J, square, v, omega, faults;
  RowStore terms;  // of the gradients, the largest so far
  bool begun = false, from_start = false;
};

}  // namespace

FIRSTMOVE_LEARNER(LocalSymplecticSurgery)
