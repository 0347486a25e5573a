// A player's best response, for many replicas at once: the local minimum of its own cost over its
// own action that descent from its current action reaches, x_2 = r(x_1) of equation (7).
#pragma once

#include <algorithm>
#include <array>

#include "oracle.hpp"
#include "rows.hpp"
#include "solve.hpp"

namespace firstmove {

// Levenberg's method from the current action, with a separate damping for each replica: solve
// (D_22 f_2 + mu I) s = -D_2 f_2, project onto the box, accept the step if it lowers the cost
// (Nocedal, Wright, "Numerical Optimization", 2nd edition, chapters 3 and 16.7). It finds the local
// minimum near the current action, which is the branch r of the implicit function theorem.
// Coordinates at a bound that the gradient points out of are held there. Maxima and saddles, where
// the gradient also vanishes, are not accepted.
class Reaction {
 public:
  // For one player; prepares its quantities. `tolerance`: the largest allowed entry of the
  // projected gradient D_i f_i at the answer, or its rounding error if larger, as with large costs.
  // `iterations`: the number of trials after which a replica is abandoned.
  Reaction(Oracle& oracle, std::uint32_t player, std::span<const std::uint32_t> dims,
           std::span<const fm_domain> domains, double tolerance, std::int64_t iterations)
      : oracle_(oracle),
        plan_(oracle.prepare(
            {cost(player), gradient(player, player), hessian_block(player, player, player)})),
        domains_(domains),
        n_(dims[player]),
        tolerance_(tolerance),
        iterations_(iterations) {
    for (std::uint32_t p = 0; p < player; ++p) first_ += dims[p];
  }

  // Writes the player's best response to the rest of the joint action x, for `count` replicas.
  void solve(ConstRows x, std::size_t count, Rows answer) {
    if (here_.rows().size() == 0) make_room(x.size(), x.stride());
    copy(x, here_.rows());
    copy(x, trial_.rows());
    clear(damping_.rows());
    std::fill_n(unmet_.rows()[0], unmet_.rows().stride(), 1.0);
    evaluate(here_, now_);
    for (std::int64_t i = 0; i < iterations_ && find_unmet(count); ++i) {
      propose();
      evaluate(trial_, next_);
      accept();
    }
    find_unmet(count);
    copy(here_.rows().part(first_, n_), answer);
  }
  // Whether the last call met the tolerance for a replica.
  bool found(std::size_t replica) { return unmet_.rows()[0][replica] == 0; }

 private:
  // The cost and its derivatives at one joint action.
  struct Point {
    Point() = default;
    Point(std::size_t n, std::size_t stride) : f(1, stride), g(n, stride), H(n * n, stride) {}
    RowStore f, g, H;
  };

  void evaluate(RowStore& x, Point& at) {
    const std::array out{at.f.rows().data(), at.g.rows().data(), at.H.rows().data()};
    oracle_.evaluate_for(unmet_.rows()[0], plan_, x.rows().data(), {}, out);
  }

  const fm_domain& domain(std::size_t c) const { return domains_[first_ + c]; }

  // Where coordinate c is at a bound and its gradient points out of the box.
  Mask held(std::size_t c, std::size_t r) {
    const Lane x = here_.rows().load(first_ + c, r), g = now_.g.rows().load(c, r);
    if (domain(c).kind != FM_DOMAIN_BOX) return Lane(1.0) < Lane(0.0);
    return (x <= Lane(domain(c).lower) && g > Lane(0.0)) ||
           (x >= Lane(domain(c).upper) && g < Lane(0.0));
  }

  bool find_unmet(std::size_t count) {
    const Rows flags = unmet_.rows();
    bool any_left = false;
    for (std::size_t r = 0; r < flags.stride(); r += Lane::width) {
      const Lane enough = max(Lane(tolerance_), rounding(r));
      Lane flag = choose(bends_down(r), Lane(2.0), Lane(0.0));
      for (std::size_t c = 0; c < n_; ++c) {
        const Lane g = abs(now_.g.rows().load(c, r));
        flag = choose(!held(c, r) && !(g <= enough), Lane(1.0), flag);
      }
      flags.store(0, r, flag);
    }
    for (std::size_t r = 0; r < count; ++r) any_left = any_left || flags[0][r] != 0;
    return any_left;
  }

  Lane largest_curvature(std::size_t r) {
    Lane largest(0.0);
    for (std::size_t c = 0; c < n_ * n_; ++c) largest = max(largest, abs(now_.H.rows().load(c, r)));
    return largest;
  }
  // The rounding error of the gradient: about 50 ulps of its change when x moves by its own size.
  Lane rounding(std::size_t r) {
    Lane reach(0.0);
    for (std::size_t c = 0; c < here_.rows().size(); ++c)
      reach = max(reach, abs(here_.rows().load(c, r)));
    return 1e-14 * (largest_curvature(r) * reach);
  }
  // Where the Hessian of the free coordinates has an eigenvalue below 0, by more than rounding and
  // the tolerance allow: where costs flatten, as along logits, the curvature vanishes together with
  // the gradient and can have either sign.
  Mask bends_down(std::size_t r) {
    const Rows A = system_.rows(), H = now_.H.rows();
    // The last term keeps the pivots of a zero Hessian away from 0.
    const Lane slack = 1e-9 * largest_curvature(r) + 10 * tolerance_ + 1e-300;
    for (std::size_t a = 0; a < n_; ++a)
      for (std::size_t b = 0; b < n_; ++b) {
        const Mask fixed = held(a, r) || held(b, r);
        const Lane h = H.load(a * n_ + b, r);
        A.store(a * n_ + b, r, choose(fixed, Lane(a == b ? 1.0 : 0.0), a == b ? h + slack : h));
      }
    return !positive_definite(A, n_, r);
  }

  void propose() {
    const Rows A = system_.rows(), s = update_.rows(), H = now_.H.rows(), g = now_.g.rows();
    for (std::size_t r = 0; r < s.stride(); r += Lane::width) {
      const Lane mu = damping_.rows().load(0, r);
      for (std::size_t a = 0; a < n_; ++a) {
        const Mask fixed = held(a, r);
        s.store(a, r, choose(fixed, Lane(0.0), -g.load(a, r)));
        for (std::size_t b = 0; b < n_; ++b) {
          const Lane h = H.load(a * n_ + b, r);
          const Lane identity(a == b ? 1.0 : 0.0);
          A.store(a * n_ + b, r, choose(fixed || held(b, r), identity, a == b ? h + mu : h));
        }
      }
    }
    firstmove::solve(A, s);
    leave_maxima();
    for (std::size_t c = 0; c < n_; ++c)
      for (std::size_t r = 0; r < s.stride(); r += Lane::width) {
        Lane y = here_.rows().load(first_ + c, r) + s.load(c, r);
        if (domain(c).kind == FM_DOMAIN_BOX)
          y = min(max(y, Lane(domain(c).lower)), Lane(domain(c).upper));
        trial_.rows().store(first_ + c, r, y);
      }
  }

  // Where the gradient vanishes and the curvature is negative, as just after the end of a branch of
  // responses, no gradient leads away: take a step of a thousandth along the coordinate with the
  // most negative curvature.
  void leave_maxima() {
    const Rows s = update_.rows(), H = now_.H.rows(), g = now_.g.rows();
    for (std::size_t r = 0; r < s.stride(); r += Lane::width) {
      const Mask stuck = unmet_.rows().load(0, r) > Lane(1.0);
      if (!any(stuck)) continue;
      Lane least(0.0);
      for (std::size_t c = 0; c < n_; ++c)
        least = choose(held(c, r), least, min(least, H.load(c * n_ + c, r)));
      for (std::size_t c = 0; c < n_; ++c) {
        const Lane length = 1e-3 * (Lane(1.0) + abs(here_.rows().load(first_ + c, r)));
        const Lane step = choose(g.load(c, r) > Lane(0.0), -length, length);
        const Mask most = stuck && !held(c, r) && H.load(c * n_ + c, r) <= least;
        s.store(c, r, choose(most, step, s.load(c, r)));
      }
    }
  }

  // Accepts trial_ where it lowers the cost as the model predicts; increases the damping elsewhere.
  void accept() {
    for (std::size_t r = 0; r < here_.rows().stride(); r += Lane::width) {
      Lane slope(0.0), curvature(0.0);
      for (std::size_t c = 0; c < n_; ++c) {
        const Lane moved = trial_.rows().load(first_ + c, r) - here_.rows().load(first_ + c, r);
        slope = multiply_add(now_.g.rows().load(c, r), moved, slope);
        curvature = max(curvature, abs(now_.H.rows().load(c * n_ + c, r)));
      }
      const Lane f = now_.f.rows().load(0, r), y = next_.f.rows().load(0, r);
      // Close to the answer the decrease is below the rounding error, which is therefore allowed.
      const Lane rounding = 1e-14 * abs(f);
      const Mask stuck = unmet_.rows().load(0, r) > Lane(1.0);
      const Mask better =
          (slope < Lane(0.0) || (stuck && slope <= Lane(0.0))) && y <= f + 1e-4 * slope + rounding;
      const Mask wanted = unmet_.rows().load(0, r) > Lane(0.0);
      const Mask take = better && wanted;
      const Lane mu = damping_.rows().load(0, r);
      const Lane less = choose(mu < 1e-8 * curvature, Lane(0.0), 0.125 * mu);
      const Lane more = max(4.0 * mu, max(1e-3 * curvature, Lane(1e-6)));
      damping_.rows().store(0, r, choose(better, less, more));
      const auto keep = [&](RowStore& to, RowStore& from, std::size_t row) {
        to.rows().store(row, r, choose(take, from.rows().load(row, r), to.rows().load(row, r)));
      };
      for (std::size_t c = 0; c < n_; ++c) keep(here_, trial_, first_ + c);
      keep(now_.f, next_.f, 0);
      for (std::size_t c = 0; c < n_; ++c) keep(now_.g, next_.g, c);
      for (std::size_t c = 0; c < n_ * n_; ++c) keep(now_.H, next_.H, c);
    }
  }

  void make_room(std::size_t coordinates, std::size_t stride) {
    here_ = trial_ = RowStore(coordinates, stride);
    now_ = next_ = Point(n_, stride);
    system_ = RowStore(n_ * n_, stride);
    update_ = RowStore(n_, stride);
    damping_ = unmet_ = RowStore(1, stride);
  }

  Oracle& oracle_;
  Plan plan_;
  std::span<const fm_domain> domains_;
  std::size_t first_ = 0, n_;  // the player's block of the joint action
  double tolerance_;
  std::int64_t iterations_;
  RowStore here_, trial_;  // joint actions: the best so far, and one to try
  Point now_, next_;       // derivatives at these
  RowStore system_, update_;
  RowStore damping_;  // mu
  RowStore unmet_;    // 1: tolerance not reached; 2: reached, but the curvature is negative
};

}  // namespace firstmove
