// A player's best response, for many replicas at once: the local minimum of its own cost over its
// own action that descent from its current action reaches, x_2 = r(x_1) of equation (7).
#pragma once

#include <algorithm>
#include <array>
#include <limits>

#include "oracle.hpp"
#include "rows.hpp"
#include "solve.hpp"

namespace firstmove {

// Levenberg's method from the current action, with a separate damping for each replica: solve
// (D_22 f_2 + mu I) s = -D_2 f_2, project onto the box, accept the step if it lowers the cost
// (Nocedal, Wright, "Numerical Optimization", 2nd edition, chapters 3 and 16.7). It finds the local
// minimum near the current action, which is the branch r of the implicit function theorem.
// Coordinates at a bound that the gradient points out of are held there. Maxima, saddles and
// inflections, where the gradient also vanishes, are not accepted. No unit of costs or actions
// matters: every threshold is in proportion to the curvature and to the size of the coordinates.
class Reaction {
 public:
  // For one player; prepares its quantities. `tolerance`: the largest allowed entry of the
  // projected gradient D_i f_i at the answer, in proportion to what D_ii f_i changes it by when the
  // action moves by its own size. `iterations`: the number of trials after which a replica is
  // abandoned.
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
    copy(x, start_.rows());
    for (RowStore* kept : {&damping_, &curved_, &marched_, &last_}) clear(kept->rows());
    std::fill_n(drift_.rows()[0], drift_.rows().stride(), unknown);
    std::fill_n(leaving_.rows()[0], leaving_.rows().stride(), first_share);
    std::fill_n(state_.rows()[0], state_.rows().stride(), searching);
    evaluate(here_, now_);
    for (std::int64_t i = 0; i < iterations_ && judge(count); ++i) {
      propose();
      evaluate(trial_, next_);
      accept();
      if (doubts(count)) look_beside();
    }
    judge(count);
    copy(here_.rows().part(first_, n_), answer);
  }
  // Whether the last call met the tolerance for a replica.
  bool found(std::size_t replica) { return state_.rows()[0][replica] == met; }
  // What the last call left of the equation D_i f_i = 0 for a replica: the largest entry of the
  // projected gradient, in proportion to what D_ii f_i changes it by when the action moves by its
  // own size. Where the last step was Newton's, it left at most the share by which the curvature
  // changed over the step; where the answer is close to 0 this share is the smaller of the two,
  // since the gradient is then a rounding error of terms that have nothing to do with the action's
  // size. NaN where all derivatives have underflowed.
  double left(std::size_t replica) { return left_.rows()[0][replica]; }
  // Whether it did not, and the last steps of the replica lowered its cost without growing shorter:
  // then the cost falls for as far as was looked, and has no minimum there.
  bool ran_away(std::size_t replica) {
    return !found(replica) && marched_.rows()[0][replica] >= long_march;
  }

 private:
  // The states of a replica. Where it is stuck, the gradient vanishes and the curvature is
  // negative; where the answer is doubted, the curvature may be about to vanish, as at an
  // inflection.
  static constexpr double met = 0, searching = 1, stuck = 2, doubted = 3;
  static constexpr double first_share = 1e-3;  // of its reach, by which a replica leaves a maximum
  static constexpr double long_march = 20;     // steps of Newton's method that do not grow shorter
  static constexpr double unknown = std::numeric_limits<double>::infinity();

  // The cost and its derivatives at one joint action.
  struct Point {
    Point() = default;
    Point(std::size_t n, std::size_t stride) : f(1, stride), g(n, stride), H(n * n, stride) {}
    RowStore f, g, H;
  };

  void evaluate(RowStore& x, Point& at) { evaluate(x, at, state_.rows()[0]); }
  void evaluate(RowStore& x, Point& at, const double* needed) {
    const std::array out{at.f.rows().data(), at.g.rows().data(), at.H.rows().data()};
    oracle_.evaluate_for(needed, plan_, x.rows().data(), {}, out);
  }

  const fm_domain& domain(std::size_t c) const { return domains_[first_ + c]; }
  Lane position(std::size_t c, std::size_t r) { return here_.rows().load(first_ + c, r); }
  Lane slope(std::size_t c, std::size_t r) { return now_.g.rows().load(c, r); }
  Lane curvature(std::size_t a, std::size_t b, std::size_t r) {
    return now_.H.rows().load(a * n_ + b, r);
  }

  // Where coordinate c is at a bound and its gradient points out of the box.
  Mask held(std::size_t c, std::size_t r) {
    const Lane x = position(c, r), g = slope(c, r);
    if (domain(c).kind != FM_DOMAIN_BOX) return Lane(1.0) < Lane(0.0);
    return (x <= Lane(domain(c).lower) && g > Lane(0.0)) ||
           (x >= Lane(domain(c).upper) && g < Lane(0.0));
  }

  // The size of coordinate c: of itself, and of its way to here.
  Lane extent(std::size_t c, std::size_t r) {
    const Lane x = position(c, r);
    return max(abs(x), abs(x - start_.rows().load(first_ + c, r)));
  }
  // The same for first steps, which need one: if it is 0, the size of the whole joint action; if
  // that is 0, too, the domain's; else 1.
  Lane reach(std::size_t c, std::size_t r) {
    Lane whole(0.0);
    for (std::size_t k = 0; k < here_.rows().size(); ++k)
      whole = max(whole, abs(here_.rows().load(k, r)));
    const double width = domain(c).upper - domain(c).lower;
    const bool bounded = domain(c).kind != FM_DOMAIN_REAL && width > 0 &&
                         width < std::numeric_limits<double>::infinity();
    const Lane own = extent(c, r);
    whole = choose(whole > Lane(0.0), whole, Lane(bounded ? width : 1.0));
    return choose(own > Lane(0.0), own, whole);
  }

  // Sets each replica's state; returns whether any is left to work on.
  bool judge(std::size_t count) {
    const Rows states = state_.rows();
    for (std::size_t r = 0; r < states.stride(); r += Lane::width) {
      const Lane drift = drift_.rows().load(0, r);
      const Mask done = drift <= Lane(tolerance_);
      Mask flat = Lane(0.0) <= Lane(0.0), small = flat, bound = flat;
      Lane left(0.0);
      for (std::size_t c = 0; c < n_; ++c) {
        Lane change(0.0);
        for (std::size_t k = 0; k < n_; ++k)
          change = multiply_add(abs(curvature(c, k, r)), extent(k, r), change);
        const Lane g = abs(slope(c, r));
        small = small && (held(c, r) || done || g <= tolerance_ * change);
        left = choose(held(c, r), left, max(left, quotient(g, change)));
        flat = flat && g <= Lane(0.0) && change <= Lane(0.0);
        bound = bound && held(c, r);
      }
      // Derivatives that have underflowed along a cost that falls for ever are no answer.
      const Mask underflowed = flat && marched_.rows().load(0, r) >= Lane(long_march);
      small = small && !underflowed;
      left_.rows().store(
          0, r,
          choose(underflowed, Lane(std::numeric_limits<double>::quiet_NaN()), min(left, drift)));
      // An answer that Newton's method came to while the curvature stayed is a minimum.
      const Mask sure = curved_.rows().load(0, r) > Lane(0.0) || bound;
      const Lane at_rest =
          choose(bends_down(r), Lane(stuck),
                 choose(sure || states.load(0, r) == Lane(met), Lane(met), Lane(doubted)));
      states.store(0, r, choose(small, at_rest, Lane(searching)));
    }
    return std::any_of(states[0], states[0] + count, [](double s) { return s != met; });
  }

  // Where the Hessian of the free coordinates has an eigenvalue below 0 by more than rounding.
  Mask bends_down(std::size_t r) {
    set_system(r, slack(r));
    return !positive_definite(system_.rows(), n_, r);
  }
  // What counts as a curvature of 0. The last term keeps the pivots of a zero Hessian away from 0.
  Lane slack(std::size_t r) {
    Lane largest(0.0);
    for (std::size_t c = 0; c < n_ * n_; ++c) largest = max(largest, abs(now_.H.rows().load(c, r)));
    return 1e-9 * largest + std::numeric_limits<double>::min();
  }
  // D_22 f_2 + shift I of the free coordinates; the identity in the rows of those that are held.
  void set_system(std::size_t r, Lane shift) {
    const Rows A = system_.rows();
    for (std::size_t a = 0; a < n_; ++a)
      for (std::size_t b = 0; b < n_; ++b) {
        const Lane h = curvature(a, b, r), identity(a == b ? 1.0 : 0.0);
        A.store(a * n_ + b, r, choose(held(a, r) || held(b, r), identity, a == b ? h + shift : h));
      }
  }

  void propose() {
    const Rows s = update_.rows();
    for (std::size_t r = 0; r < s.stride(); r += Lane::width) {
      set_system(r, damping_.rows().load(0, r));
      for (std::size_t c = 0; c < n_; ++c)
        s.store(c, r, choose(held(c, r), Lane(0.0), -slope(c, r)));
    }
    firstmove::solve(system_.rows(), s);
    leave_maxima();
    for (std::size_t r = 0; r < s.stride(); r += Lane::width)
      for (std::size_t c = 0; c < n_; ++c)
        trial_.rows().store(first_ + c, r, inside(c, position(c, r) + s.load(c, r)));
  }
  Lane inside(std::size_t c, Lane y) const {
    if (domain(c).kind != FM_DOMAIN_BOX) return y;
    return min(max(y, Lane(domain(c).lower)), Lane(domain(c).upper));
  }

  // The free coordinate with the least curvature, and whether coordinate c is it.
  Mask least_curved(std::size_t c, std::size_t r) {
    Lane least(std::numeric_limits<double>::infinity());
    for (std::size_t k = 0; k < n_; ++k)
      least = choose(held(k, r), least, min(least, curvature(k, k, r)));
    return !held(c, r) && curvature(c, c, r) <= least;
  }

  // Where the gradient vanishes and the curvature is negative, as just after the end of a branch of
  // responses, no gradient leads away: take a step of a thousandth, less after each failure, along
  // the coordinate with the most negative curvature.
  void leave_maxima() {
    const Rows s = update_.rows();
    for (std::size_t r = 0; r < s.stride(); r += Lane::width) {
      const Mask leaves = state_.rows().load(0, r) == Lane(stuck);
      if (!any(leaves)) continue;
      const Lane share = leaving_.rows().load(0, r);
      for (std::size_t c = 0; c < n_; ++c) {
        const Lane length = share * reach(c, r);
        const Lane step = choose(slope(c, r) > Lane(0.0), -length, length);
        s.store(c, r, choose(leaves, choose(least_curved(c, r), step, Lane(0.0)), s.load(c, r)));
      }
    }
  }

  // Accepts trial_ where it lowers the cost as the model predicts; increases the damping elsewhere.
  void accept() {
    for (std::size_t r = 0; r < here_.rows().stride(); r += Lane::width) {
      Lane predicted(0.0), there(0.0), bent(0.0), curved(0.0), steepest(0.0);
      Mask whole = Lane(0.0) <= Lane(0.0), shorter = whole;
      for (std::size_t c = 0; c < n_; ++c) {
        const Lane y = trial_.rows().load(first_ + c, r), moved = y - position(c, r);
        predicted = multiply_add(slope(c, r), moved, predicted);
        there = multiply_add(next_.g.rows().load(c, r), moved, there);
        for (std::size_t k = 0; k < n_; ++k)
          bent = multiply_add(
              curvature(c, k, r) * (trial_.rows().load(first_ + k, r) - position(k, r)), moved,
              bent);
        curved = max(curved, abs(curvature(c, c, r)));
        steepest = max(steepest, abs(slope(c, r)) / reach(c, r));
        const Mask stays = !held(c, r) || slope(c, r) * next_.g.rows().load(c, r) > Lane(0.0);
        whole = whole && stays && y == position(c, r) + update_.rows().load(c, r);
        shorter = shorter && abs(moved) <= 0.99 * last_.rows().load(c, r);
      }
      const Lane f = now_.f.rows().load(0, r), y = next_.f.rows().load(0, r);
      const Lane mu = damping_.rows().load(0, r), change = change_of_curvature(r);
      const Mask leaves = state_.rows().load(0, r) == Lane(stuck);
      const Mask down = predicted < Lane(0.0) || (leaves && predicted <= Lane(0.0));
      // Close to the answer the decrease is below the rounding error of the cost. There the
      // gradients decide, which see it: Hager, Zhang 2005, "A new conjugate gradient method with
      // guaranteed descent and an efficient line search", equation (4.1).
      // A step that lowers the cost by less than a tenth of what the quadratic model predicts is
      // too long: it may lead into the basin of another minimum, or to where the cost has died out.
      const Lane enough = min(0.1 * (predicted + 0.5 * bent), 1e-4 * predicted);
      const Mask lower = y <= f + enough + 1e-14 * abs(f);
      const Mask level = change <= Lane(0.1) && there <= -(1 - 2e-4) * predicted;
      const Mask better = down && (lower || level);
      const Mask take = better && state_.rows().load(0, r) > Lane(met);
      const Mask newton = take && whole && !leaves && mu == Lane(0.0);
      // A whole step of Newton's method over which the curvature did not change ends at the answer.
      const auto flag = [&](RowStore& to, Mask yes) {
        to.rows().store(0, r,
                        choose(take, choose(yes, Lane(1.0), Lane(0.0)), to.rows().load(0, r)));
      };
      const Mask stays = newton && change <= Lane(0.1) && stays_in_each_direction(r);
      drift_.rows().store(
          0, r, choose(take, choose(stays, change, Lane(unknown)), drift_.rows().load(0, r)));
      flag(curved_, stays);
      const Lane marched = marched_.rows().load(0, r);
      marched_.rows().store(
          0, r, choose(take, choose(newton && !shorter, marched + 1.0, Lane(0.0)), marched));
      const Lane less = choose(mu < 1e-8 * curved, Lane(0.0), 0.125 * mu);
      const Lane more = max(4.0 * mu, 1e-3 * choose(curved > Lane(0.0), curved, steepest));
      damping_.rows().store(0, r, choose(better, less, more));
      const Lane share = leaving_.rows().load(0, r);
      leaving_.rows().store(0, r, choose(leaves && !better, 0.125 * share, Lane(first_share)));
      for (std::size_t c = 0; c < n_; ++c) {
        const Lane moved = abs(trial_.rows().load(first_ + c, r) - position(c, r));
        last_.rows().store(c, r, choose(take, moved, last_.rows().load(c, r)));
      }
      move(take, r);
    }
  }
  // Takes trial_ where the mask says so.
  void move(Mask take, std::size_t r) {
    const auto keep = [&](RowStore& to, RowStore& from, std::size_t row) {
      to.rows().store(row, r, choose(take, from.rows().load(row, r), to.rows().load(row, r)));
    };
    for (std::size_t c = 0; c < n_; ++c) keep(here_, trial_, first_ + c);
    keep(now_.f, next_.f, 0);
    for (std::size_t c = 0; c < n_; ++c) keep(now_.g, next_.g, c);
    for (std::size_t c = 0; c < n_ * n_; ++c) keep(now_.H, next_.H, c);
  }
  // Of each entry from here to the trial, in proportion to the diagonal.
  Lane change_of_curvature(std::size_t r) {
    Lane largest(0.0);
    const Rows H = next_.H.rows();
    for (std::size_t a = 0; a < n_; ++a)
      for (std::size_t b = 0; b < n_; ++b) {
        const Lane change = abs(H.load(a * n_ + b, r) - curvature(a, b, r));
        const Lane size = sqrt(abs(curvature(a, a, r))) * sqrt(abs(curvature(b, b, r)));
        largest = max(largest, quotient(change, size));
      }
    return largest;
  }

  // Whether the curvature changes by at most a tenth of itself in every direction: entries alone
  // do not show it where the curvature vanishes in some direction.
  Mask stays_in_each_direction(std::size_t r) {
    Mask stays = Lane(0.0) <= Lane(0.0);
    const Rows A = system_.rows(), H = next_.H.rows();
    for (const double sign : {1.0, -1.0}) {
      if (n_ == 1) break;
      for (std::size_t a = 0; a < n_; ++a)
        for (std::size_t b = 0; b < n_; ++b) {
          const Lane h = curvature(a, b, r), identity(a == b ? 1.0 : 0.0);
          const Lane entry = 0.1 * h + sign * (H.load(a * n_ + b, r) - h);
          A.store(a * n_ + b, r, choose(held(a, r) || held(b, r), identity, entry));
        }
      stays = stays && positive_definite(A, n_, r);
    }
    return stays;
  }

  // Whether the answer of any replica is doubted still, after a step of Newton's method.
  bool doubts(std::size_t count) {
    const Rows doubt = doubt_.rows();
    for (std::size_t r = 0; r < doubt.stride(); r += Lane::width) {
      const Mask open =
          state_.rows().load(0, r) == Lane(doubted) && !(curved_.rows().load(0, r) > Lane(0.0));
      doubt.store(0, r, choose(open, Lane(1.0), Lane(0.0)));
    }
    return std::any_of(doubt[0], doubt[0] + count, [](double d) { return d != 0; });
  }

  // Looks a ten-thousandth of its reach to both sides of a doubted answer, along the direction with
  // the least curvature. If the cost falls there, the search goes on from there, else it is met.
  void look_beside() {
    const Rows doubt = doubt_.rows(), states = state_.rows();
    find_direction();
    for (std::size_t r = 0; r < doubt.stride(); r += Lane::width)
      states.store(0, r, choose(doubt.load(0, r) > Lane(0.0), Lane(met), states.load(0, r)));
    for (const double side : {1e-4, -1e-4}) {
      for (std::size_t r = 0; r < doubt.stride(); r += Lane::width)
        for (std::size_t c = 0; c < n_; ++c)
          trial_.rows().store(first_ + c, r,
                              inside(c, position(c, r) + side * update_.rows().load(c, r)));
      evaluate(trial_, next_, doubt[0]);
      for (std::size_t r = 0; r < doubt.stride(); r += Lane::width) {
        const Mask falls = doubt.load(0, r) > Lane(0.0) && falls_outwards(r);
        const auto set = [&](RowStore& to, double value) {
          to.rows().store(0, r, choose(falls, Lane(value), to.rows().load(0, r)));
        };
        move(falls, r);
        set(state_, searching);
        set(drift_, unknown);
        set(damping_, 0);
        set(doubt_, 0);
      }
    }
  }
  // One step of the inverse power method, as long as the coordinates' reaches on average.
  void find_direction() {
    const Rows v = update_.rows();
    for (std::size_t r = 0; r < v.stride(); r += Lane::width) {
      set_system(r, slack(r));
      for (std::size_t a = 0; a < n_; ++a)
        v.store(a, r, choose(least_curved(a, r), Lane(1.0), Lane(0.0)));
    }
    firstmove::solve(system_.rows(), v);
    for (std::size_t r = 0; r < v.stride(); r += Lane::width) {
      Lane length(0.0), square(0.0);
      for (std::size_t c = 0; c < n_; ++c) {
        length = multiply_add(abs(v.load(c, r)), reach(c, r), length);
        square = multiply_add(v.load(c, r), v.load(c, r), square);
      }
      const Lane share = length / square;
      const Mask usable =
          share > Lane(0.0) && share < Lane(std::numeric_limits<double>::infinity());
      for (std::size_t c = 0; c < n_; ++c)
        v.store(c, r,
                choose(usable, share * v.load(c, r),
                       choose(least_curved(c, r), reach(c, r), Lane(0.0))));
    }
  }
  // Whether the cost falls at trial_ further away from here, by more than rounding.
  Mask falls_outwards(std::size_t r) {
    Lane outwards(0.0), size(0.0);
    for (std::size_t c = 0; c < n_; ++c) {
      const Lane moved = trial_.rows().load(first_ + c, r) - position(c, r);
      outwards = multiply_add(next_.g.rows().load(c, r), moved, outwards);
      Lane change(0.0);
      for (std::size_t k = 0; k < n_; ++k)
        change = multiply_add(abs(next_.H.rows().load(c * n_ + k, r)), extent(k, r), change);
      size = multiply_add(abs(moved), change, size);
    }
    return outwards < -tolerance_ * size;
  }

  void make_room(std::size_t coordinates, std::size_t stride) {
    here_ = trial_ = start_ = RowStore(coordinates, stride);
    now_ = next_ = Point(n_, stride);
    system_ = RowStore(n_ * n_, stride);
    update_ = last_ = RowStore(n_, stride);
    for (RowStore* row :
         {&damping_, &state_, &drift_, &curved_, &marched_, &leaving_, &doubt_, &left_})
      *row = RowStore(1, stride);
  }

  Oracle& oracle_;
  Plan plan_;
  std::span<const fm_domain> domains_;
  std::size_t first_ = 0, n_;  // the player's block of the joint action
  double tolerance_;
  std::int64_t iterations_;
  RowStore here_, trial_, start_;    // joint actions: the best so far, one to try, the first
  Point now_, next_;                 // derivatives at the first two
  RowStore system_, update_, last_;  // a matrix, a step, the lengths of the step before
  RowStore damping_;                 // mu
  RowStore state_;                   // met, searching, stuck or doubted
  RowStore curved_;   // 1: the last step was Newton's, and the curvature stayed roughly
  RowStore drift_;    // the share by which it changed then, else unknown
  RowStore marched_;  // Newton steps in a row that have not grown shorter
  RowStore leaving_;  // the share of its reach by which a replica leaves a maximum
  RowStore doubt_;    // 1: the answer is doubted
  RowStore left_;     // of the gradient
};

}  // namespace firstmove
