// Extragradient: every player's gradient not at the current joint action, but at the one after a
// step of simultaneous play.
#include <firstmove/learner.hpp>

#include <array>

namespace {

using namespace firstmove;

struct Extragradient {
  static constexpr bool contiguous = true;

  static Info info() {
    return {
        "extragradient",
        "1.0.0",
        "D_i f_i at x - gamma xi(x), the point after a step of simultaneous play",
        "the firstmove authors",
        "MIT",
        "Korpelevich 1976, The extragradient method for finding saddle points and other problems",
        {}};
  }

  static Rule rule() {
    return {
        "D_i f_i(P(x - gamma xi(x))), P onto the game's boxes", "gradients",
        "none; gradients at 2 points", "any",
        "solutions of monotone games, the bilinear one included, with steps below 1 / Lipschitz "
        "constant (Korpelevich 1976)"};
  }

  Extragradient(const Values&, const Role& r, Oracle& o)
      : oracle(o), role(r), middle(r.offsets.back(), r.stride) {
    for (std::uint32_t j = 0; j < r.players; ++j) xi.push_back(o.subscribe(gradient(j, j)));
    there = o.prepare({gradient(r.player, r.player)});
  }

  void direction(const Step& step, Rows d) {
    const ConstRows x(step.x(), middle.rows().size(), step.stride());
    for (std::uint32_t j = 0; j < role.players; ++j)
      for (std::uint32_t c = role.offsets[j]; c < role.offsets[j + 1]; ++c) {
        const fm_domain& domain = role.domains[c];
        for (std::size_t r = 0; r < step.stride(); r += Lane::width) {
          Lane y = x.load(c, r) - step.step_size(j) * step[xi[j]].load(c - role.offsets[j], r);
          // A circle needs no wrapping: the costs are periodic.
          if (domain.kind == FM_DOMAIN_BOX) y = min(max(y, Lane(domain.lower)), Lane(domain.upper));
          middle.rows().store(c, r, y);
        }
      }
    const std::array out{d.data()};
    oracle.evaluate(there, middle.rows().data(), {}, out);
  }

  Oracle& oracle;
  Role role;
  RowStore middle;
  std::vector<Quantity> xi;
  Plan there;
};

}  // namespace

FIRSTMOVE_LEARNER(Extragradient)
