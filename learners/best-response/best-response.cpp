// A follower that plays its best response x_2 = r(x_1) of equation (7), to a given tolerance.
#include <firstmove/learner.hpp>
#include <firstmove/reaction.hpp>

#include <array>
#include <cstdio>

namespace {

using namespace firstmove;

struct BestResponse {
  static constexpr bool contiguous = true;

  static Info info() {
    return {
        "best-response",
        "1.0.0",
        "plays its best response, the local minimum of its own cost near its current action",
        "the firstmove authors",
        "MIT",
        "Fiez, Chasnov, Ratliff 2019, equation (7)",
        {real("tolerance")
             .above(0)
             .otherwise("1e-10")
             .doc("largest entry of the projected gradient D_i f_i at the answer, in proportion to "
                  "its change by D_ii f_i when the action moves by its own size"),
         integer("iterations")
             .at_least(1)
             .otherwise("200")
             .doc("trials after which the replica fails")}};
  }

  static Rule rule() {
    return {"none: plays argmin over x_i of f_i", "costs, gradients, dense Hessian blocks",
            "1 dense block and 1 solve of d_i unknowns per trial", "any",
            "the local minimum of its own cost near its current action (equation (7))"};
  }

  BestResponse(const Values& values, const Role& r, Oracle& o)
      : oracle(o),
        role(r),
        tolerance(values.real("tolerance")),
        iterations(values.integer("iterations")),
        reaction(o, r.player, r.dims, r.domains, tolerance, iterations) {}

  void respond(const Step& step, Rows out) {
    const ConstRows x(step.x(), role.offsets.back(), step.stride());
    reaction.solve(x, step.count(), out);
    for (std::size_t r = 0; r < step.count(); ++r) {
      oracle.left(r, reaction.left(r));
      if (!reaction.found(r)) oracle.fail(r, reason(r));
    }
  }

  std::string reason(std::size_t r) {
    const std::string who = std::to_string(role.player + 1), most = std::to_string(iterations);
    if (reaction.ran_away(r))
      return "player " + who + " has no best response in reach: after " + most +
             " steps its cost still falls, and the steps do not grow shorter";
    std::array<char, 32> number{};
    std::snprintf(number.data(), number.size(), "%g", tolerance);
    return "the best response of player " + who + " was not found to the tolerance " +
           number.data() + " in " + most + " iterations";
  }

  Oracle& oracle;
  Role role;
  double tolerance;
  std::int64_t iterations;
  Reaction reaction;
};

}  // namespace

FIRSTMOVE_LEARNER(BestResponse)
