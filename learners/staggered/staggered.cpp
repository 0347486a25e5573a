// Staggered play: each player leads all that come after it in the order of play, and descends its
// total derivative through all their reaction curves. A reaction curve depends on those of later
// players, so player 1 of three needs third derivatives of f_3, and so on: Taylor series give them.
#include <firstmove/learner.hpp>
#include <firstmove/staggered.hpp>

namespace {

using namespace firstmove;

struct Staggered {
  static constexpr bool contiguous = true;

  static Info info() {
    return {"staggered",
            "1.0.0",
            "player j descends D f_j through the reactions of all players after it",
            "the firstmove authors",
            "MIT",
            "Fiez, Chasnov, Ratliff 2019, Appendix F.1",
            {}};
  }

  static Rule rule() {
    return {
        "G_n = D_n f_n; G_j = D_j f_j - (D_j E)' (D_y E)'^-1 D_y f_j, y = (x_j+1 .. x_n), "
        "E = (G_j+1 .. G_n)",
        "all derivatives of f_k to order k - j + 1, for each player k from j on",
        "none; one Taylor expansion of each cost from f_j on",
        "any number, in sequence",
        "the Stackelberg equilibria of the hierarchy, if each player is slower than those after it "
        "(Appendix F.1, Proposition 12)",
        true};
  }

  Staggered(const Values&, const Role& role, Oracle& o)
      : oracle(o),
        player(role.player),
        warning("a reaction below player " + std::to_string(role.player + 1) +
                " is not a minimum: its total second derivative is not positive definite") {
    std::vector<std::uint32_t> players(role.players);
    for (std::uint32_t p = 0; p < role.players; ++p) players[role.place[p]] = p;
    players.erase(players.begin(), players.begin() + role.place[role.player]);
    if (players.size() == 1) own = oracle.subscribe(gradient(role.player, role.player));
    order = static_cast<std::uint32_t>(players.size()) + 1;
    if (players.size() == 1) return;
    below = players;
    for (std::uint32_t place = 0; place < players.size(); ++place) {
      const std::uint32_t p = players[place];
      expansions.push_back(oracle.subscribe(taylor(p, place + 1)));
      coordinates.emplace_back();
      for (std::uint32_t c = role.offsets[p]; c < role.offsets[p + 1]; ++c)
        coordinates.back().push_back(c);
    }
    space = std::make_unique<SeriesSpace>(role.offsets.back(), players.size());
  }

  void direction(const Step& step, Rows d) {
    if (!space) return copy(step[own], d);
    std::vector<Series> costs(expansions.size());
    for (std::size_t r = 0; r < step.stride(); r += Lane::width) {
      for (std::size_t j = 0; j < costs.size(); ++j) {
        costs[j] = Series(*space, j + 1);
        for (std::size_t c = 0; c < costs[j].size(); ++c)
          costs[j][c] = step[expansions[j]].load(c, r) / space->factorial(c);
      }
      const StaggeredField field(costs, coordinates);
      for (std::size_t c = 0; c < d.size(); ++c) d.store(c, r, value(field.G1[c]));
      if (oracle.warns()) warn(r, step.count(), field.reactions_are_minima());
    }
  }

  std::uint32_t expansion_order() const { return order; }
  Expanded expand(const Expansion& at) const {
    if (!space) return at.gradient(player, player);
    std::vector<Series> costs;
    for (std::size_t j = 0; j < below.size(); ++j)
      costs.push_back(at.cost(below[j]).truncated(j + 2));
    return StaggeredField(costs, coordinates).G1;
  }

  void warn(std::size_t r, std::size_t count, Mask fine) {
    alignas(64) double flags[Lane::width];
    choose(fine, Lane(1.0), Lane(0.0)).store(flags);
    for (std::size_t lane = 0; lane < Lane::width && r + lane < count; ++lane)
      if (flags[lane] == 0) oracle.warn(r + lane, warning);
  }

  Oracle& oracle;
  std::uint32_t player, order = 2;
  std::string warning;
  std::vector<std::uint32_t> below;  // this player and all after it, in the order of play
  Quantity own;                      // of the last player, which leads nobody
  std::vector<Quantity> expansions;
  std::vector<std::vector<std::uint32_t>> coordinates;
  std::unique_ptr<SeriesSpace> space;
};

}  // namespace

FIRSTMOVE_LEARNER(Staggered)
