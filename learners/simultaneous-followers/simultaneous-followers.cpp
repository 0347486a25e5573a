// A leader over followers that play a Nash equilibrium among themselves. The implicit derivative
// uses their joint conditions G = (D_j f_j), j in F, whose Jacobian D_F G is not symmetric.
#include <firstmove/curvature.hpp>
#include <firstmove/learner.hpp>
#include <firstmove/solve.hpp>

namespace {

using namespace firstmove;

struct SimultaneousFollowers {
  static constexpr bool contiguous = true;

  static Info info() {
    return {"simultaneous-followers",
            "1.0.0",
            "leader over the Nash response of all players after it in the order of play",
            "the firstmove authors",
            "MIT",
            "Fiez, Chasnov, Ratliff 2019, Appendix F.2",
            {}};
  }

  static Rule rule() {
    return {"D_1 f_1 - (D_1 G)' (D_F G)'^-1 D_F f_1, G = (D_j f_j), j in F",
            "gradients, dense Hessian blocks",
            "1 solve of the unknowns of all followers + 1 product per follower",
            "a leader and any number of followers after it",
            "Stackelberg equilibria of the leader over the followers' Nash equilibrium (Appendix "
            "F.2)",
            true};
  }

  SimultaneousFollowers(const Values&, const Role& role, Oracle& o)
      : oracle(o), player(role.player), own(o.subscribe(gradient(role.player, role.player))) {
    const std::vector<std::uint32_t> players = role.followers();
    if (players.empty())
      throw Refusal("player " + std::to_string(role.player + 1) +
                    " is last in the order of play and leads nobody; use 'gradient-play' for it");
    for (const std::uint32_t j : players) {
      Follower follower{
          j,
          n,
          role.dims[j],
          o.subscribe(gradient(player, j)),
          o.subscribe(hessian_block(j, j, player)),
          {},
          CurvatureWatch(role.dims[j], role.stride,
                         "a Hessian of the followers of player " + std::to_string(player + 1) +
                             " is not positive definite: their assumed response is not a Nash "
                             "equilibrium")};
      for (const std::uint32_t k : players)
        follower.blocks.push_back(o.subscribe(hessian_block(j, j, k)));
      followers.push_back(std::move(follower));
      n += role.dims[j];
    }
    matrix = RowStore(n * n, role.stride);
    lambda = RowStore(n, role.stride);
  }

  void direction(const Step& step, Rows d) {
    // At a Nash equilibrium every follower's own Hessian is positive definite.
    for (std::size_t j = 0; j < followers.size(); ++j)
      followers[j].curvature.look(oracle, step[followers[j].blocks[j]], 0, step.count());
    gather(step);
    solve(matrix.rows(), lambda.rows());
    for (std::size_t r = 0; r < d.stride(); r += Lane::width)
      for (std::size_t c = 0; c < d.size(); ++c) {
        Lane implicit(0.0);
        for (const Follower& j : followers)
          for (std::size_t a = 0; a < j.size; ++a)
            implicit = multiply_add(step[j.mixed].load(a * d.size() + c, r),
                                    lambda.rows().load(j.first + a, r), implicit);
        d.store(c, r, step[own].load(c, r) - implicit);
      }
  }

  Expanded expand(const Expansion& at) const {
    Expanded d = at.gradient(player, player), system(n * n), solved;
    for (const Follower& j : followers) {
      const Expanded slope = at.gradient(player, j.player);
      solved.insert(solved.end(), slope.begin(), slope.end());
      for (const Follower& k : followers) {
        const Expanded block = at.block(j.player, j.player, k.player);
        for (std::size_t e = 0; e < block.size(); ++e)
          system[(k.first + e % k.size) * n + j.first + e / k.size] = block[e];
      }
    }
    solve(system, solved);
    for (const Follower& j : followers) {
      const auto own_part = solved.begin() + static_cast<std::ptrdiff_t>(j.first);
      const Expanded part(own_part, own_part + static_cast<std::ptrdiff_t>(j.size));
      add_scaled(-1.0, at.product(j.player, player, j.player, part), d);
    }
    return d;
  }

  // (D_F G)' and D_F f_1.
  void gather(const Step& step) {
    for (const Follower& j : followers) {
      copy(step[j.slope], lambda.rows().part(j.first, j.size));
      for (std::size_t k = 0; k < followers.size(); ++k) {
        const ConstRows block = step[j.blocks[k]];
        const std::size_t columns = followers[k].size;
        for (std::size_t a = 0; a < j.size; ++a)
          for (std::size_t b = 0; b < columns; ++b)
            copy(block.part(a * columns + b, 1),
                 matrix.rows().part((followers[k].first + b) * n + j.first + a, 1));
      }
    }
  }

  struct Follower {
    std::uint32_t player;
    std::size_t first, size;       // its block in the followers' coordinates
    Quantity slope, mixed;         // D_j f_1, D_j1 f_j
    std::vector<Quantity> blocks;  // D_jk f_j
    CurvatureWatch curvature;
  };
  Oracle& oracle;
  std::uint32_t player;
  Quantity own;
  std::vector<Follower> followers;
  std::size_t n = 0;
  RowStore matrix, lambda;
};

}  // namespace

FIRSTMOVE_LEARNER(SimultaneousFollowers)
