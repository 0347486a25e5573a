// A follower that plays its best response outright, to a stated tolerance: x_2 = r(x_1) of
// equation (7).
#include <firstmove/learner.hpp>
#include <firstmove/solve.hpp>

#include <array>

namespace {

using namespace firstmove;

// Levenberg's method from the current action, each replica with a damping of its own: solve
// (D_22 f_2 + mu I) s = -D_2 f_2, project onto the box, keep what lowers the cost (Nocedal, Wright,
// "Numerical Optimization", 2nd edition, chapters 3 and 16.7). It finds the local minimum that the
// current action belongs to, which is the branch r that the implicit function theorem follows.
// Coordinates at a bound that the gradient pushes against are held there.
struct BestResponse {
  static Info info() {
    return {"best-response",
            "1.0.0",
            "plays argmin of its own cost over its own action, from where it stands",
            "the firstmove authors",
            "MIT",
            "Fiez, Chasnov, Ratliff 2019, equation (7)",
            {real("tolerance")
                 .above(0)
                 .otherwise("1e-10")
                 .doc("largest entry of the projected gradient D_i f_i at the answer"),
             integer("iterations")
                 .at_least(1)
                 .otherwise("200")
                 .doc("trials before the replica fails")}};
  }

  static Rule rule() {
    return {"none: plays argmin over x_i of f_i outright", "costs, gradients, dense Hessian blocks",
            "1 dense block and 1 solve of d_i unknowns a trial", "any",
            "the local minimum of its own cost that belongs to where it stands (equation (7))"};
  }

  BestResponse(const Values& values, const Role& r, Oracle& o)
      : oracle(o),
        tolerance(values.real("tolerance")),
        iterations(values.integer("iterations")),
        role(r),
        n(r.dim()),
        here(r.offsets.back(), r.stride),
        trial(r.offsets.back(), r.stride),
        now(n, r.stride),
        next(n, r.stride),
        system(n * n, r.stride),
        update(n, r.stride),
        damping(1, r.stride),
        unmet(1, r.stride) {
    const std::uint32_t i = r.player;
    plan = o.prepare({cost(i), gradient(i, i), hessian_block(i, i, i)});
  }

  void respond(const Step& step, Rows out) {
    const ConstRows x(step.x(), here.rows().size(), step.stride());
    copy(x, here.rows());
    copy(x, trial.rows());
    for (std::size_t r = 0; r < step.stride(); r += Lane::width)
      damping.rows().store(0, r, Lane(0.0));
    evaluate(here, now);

    for (std::int64_t i = 0; i < iterations && find_unmet(step.count()); ++i) {
      propose();
      evaluate(trial, next);
      accept();
    }
    if (find_unmet(step.count()))
      for (std::size_t r = 0; r < step.count(); ++r)
        if (unmet.rows()[0][r] != 0)
          oracle.fail(r, "the best response of player " + std::to_string(role.player + 1) +
                             " was not found to the tolerance " + std::to_string(tolerance) +
                             " in " + std::to_string(iterations) + " iterations");
    copy(here.rows().part(role.offsets[role.player], n), out);
  }

 private:
  // The cost and its derivatives at one joint action.
  struct Point {
    Point(std::size_t n, std::size_t stride) : f(1, stride), g(n, stride), H(n * n, stride) {}
    RowStore f, g, H;
  };

  void evaluate(RowStore& x, Point& at) {
    const std::array out{at.f.rows().data(), at.g.rows().data(), at.H.rows().data()};
    oracle.evaluate(plan, x.rows().data(), {}, out);
  }

  const fm_domain& domain(std::size_t c) const {
    return role.domains[role.offsets[role.player] + c];
  }

  // Where the bound of coordinate c holds it against its gradient.
  Mask held(std::size_t c, std::size_t r) {
    const Lane x = here.rows().load(role.offsets[role.player] + c, r), g = now.g.rows().load(c, r);
    if (domain(c).kind != FM_DOMAIN_BOX) return Lane(1.0) < Lane(0.0);
    return (x <= Lane(domain(c).lower) && g > Lane(0.0)) ||
           (x >= Lane(domain(c).upper) && g < Lane(0.0));
  }

  bool find_unmet(std::size_t count) {
    const Rows flags = unmet.rows();
    bool any_left = false;
    for (std::size_t r = 0; r < flags.stride(); r += Lane::width) {
      Lane flag(0.0);
      for (std::size_t c = 0; c < n; ++c) {
        const Lane g = abs(now.g.rows().load(c, r));
        flag = choose(!held(c, r) && !(g <= Lane(tolerance)), Lane(1.0), flag);
      }
      flags.store(0, r, flag);
    }
    for (std::size_t r = 0; r < count; ++r) any_left = any_left || flags[0][r] != 0;
    return any_left;
  }

  void propose() {
    const Rows A = system.rows(), s = update.rows(), H = now.H.rows(), g = now.g.rows();
    const std::size_t first = role.offsets[role.player];
    for (std::size_t r = 0; r < s.stride(); r += Lane::width) {
      const Lane mu = damping.rows().load(0, r);
      for (std::size_t a = 0; a < n; ++a) {
        const Mask fixed = held(a, r);
        s.store(a, r, choose(fixed, Lane(0.0), -g.load(a, r)));
        for (std::size_t b = 0; b < n; ++b) {
          const Lane h = H.load(a * n + b, r);
          const Lane identity(a == b ? 1.0 : 0.0);
          A.store(a * n + b, r, choose(fixed || held(b, r), identity, a == b ? h + mu : h));
        }
      }
    }
    solve(A, s);
    for (std::size_t c = 0; c < n; ++c)
      for (std::size_t r = 0; r < s.stride(); r += Lane::width) {
        Lane y = here.rows().load(first + c, r) + s.load(c, r);
        if (domain(c).kind == FM_DOMAIN_BOX)
          y = min(max(y, Lane(domain(c).lower)), Lane(domain(c).upper));
        trial.rows().store(first + c, r, y);
      }
  }

  // Keeps the trial where it lowers the cost as its model promised; elsewhere damps more.
  void accept() {
    const std::size_t first = role.offsets[role.player];
    for (std::size_t r = 0; r < here.rows().stride(); r += Lane::width) {
      Lane slope(0.0), curvature(0.0);
      for (std::size_t c = 0; c < n; ++c) {
        const Lane moved = trial.rows().load(first + c, r) - here.rows().load(first + c, r);
        slope = multiply_add(now.g.rows().load(c, r), moved, slope);
        curvature = max(curvature, abs(now.H.rows().load(c * n + c, r)));
      }
      const Lane f = now.f.rows().load(0, r), y = next.f.rows().load(0, r);
      // Close to the answer the decrease drowns in rounding; there a smaller gradient must do.
      const Lane rounding = 1e-14 * abs(f);
      const Mask better = slope < Lane(0.0) && y <= f + 1e-4 * slope + rounding;
      const Mask wanted = unmet.rows().load(0, r) > Lane(0.0);
      const Mask take = better && wanted;
      const Lane mu = damping.rows().load(0, r);
      const Lane less = choose(mu < 1e-8 * curvature, Lane(0.0), 0.125 * mu);
      const Lane more = max(4.0 * mu, max(1e-3 * curvature, Lane(1e-6)));
      damping.rows().store(0, r, choose(better, less, more));
      const auto keep = [&](RowStore& to, RowStore& from, std::size_t row) {
        to.rows().store(row, r, choose(take, from.rows().load(row, r), to.rows().load(row, r)));
      };
      for (std::size_t c = 0; c < n; ++c) keep(here, trial, first + c);
      keep(now.f, next.f, 0);
      for (std::size_t c = 0; c < n; ++c) keep(now.g, next.g, c);
      for (std::size_t c = 0; c < n * n; ++c) keep(now.H, next.H, c);
    }
  }

  Oracle& oracle;
  double tolerance;
  std::int64_t iterations;
  Role role;
  std::size_t n;
  Plan plan;
  RowStore here, trial;  // joint actions: the best so far, and one to try
  Point now, next;       // derivatives at these
  RowStore system, update;
  RowStore damping;  // mu
  RowStore unmet;    // 1 where the tolerance is not reached
};

}  // namespace

FIRSTMOVE_LEARNER(BestResponse)
