// Games in C++: a struct with one cost template becomes a game plugin with every derivative.
//
//   #include <firstmove/game.hpp>
//
//   struct Bilinear {
//     static firstmove::Info info() {
//       return {"bilinear", "1.0.0", "f_1 = a x y, f_2 = -f_1", "you", "MIT", "",
//               {firstmove::real("a").otherwise("1.0").doc("strength of the coupling")}};
//     }
//     explicit Bilinear(const firstmove::Values& v) : a(v.real("a")) {}
//     firstmove::Shape shape() const { return firstmove::Shape::alike(2, firstmove::real_line()); }
//
//     template <class T>
//     T cost(int player, firstmove::Actions<T> x) const {
//       return (player == 0 ? a : -a) * x[0] * x[1];
//     }
//     double a;
//   };
//   FIRSTMOVE_GAME(Bilinear)
//
// Inside cost, T is a number that is not known yet: use +, -, *, /, sin, cos, exp, expm1, log,
// log1p, sqrt, tanh, sigmoid, softplus, logsigmoid, pow, abs, min, max as usual (softmax and
// logsumexp are in policies.hpp), and choose(a < b, then, else) for a branch. If the costs share
// work, define one function for all of them instead of cost:
//
//     template <class T>
//     std::array<T, 2> costs(firstmove::Actions<T> x) const {
//       const T f = a * x[0] * x[1];
//       return {f, -f};
//     }
//
// A game may also have metrics besides its costs: their names, and their values at one joint
// action.
//
//     static std::vector<const char*> metrics() { return {"distance"}; }
//     std::vector<double> measure(std::span<const double> x, const firstmove::MeasuredAt& at)
//     const;
//
// The cost is called once, when the game is created. Its operations are recorded as a graph, from
// which the host computes every quantity of abi.h except FM_METRIC, exact to rounding. A loop is
// recorded turn by turn; for costs of many coordinates use the vectors of arrays.hpp, and for
// networks, minibatches and other random inputs the matrices of networks.hpp.
//
// A cost that accesses the parts of T, uses Lane directly, or tests values with `if`, cannot be
// recorded: such a struct declares `static constexpr bool encloses = false`. Then T is a number
// over several replicas (Lane), also with derivatives, and the cost is called at each step, several
// times for its derivatives. No bounds over boxes are known of such a game, so that nothing is
// proven about it. If it also declares `static constexpr int coordinates = 2`, loops over
// coordinates are unrolled.
#pragma once

#include "actions.hpp"
#include "functions.hpp"
#include "internal/direct_game.hpp"
#include "internal/recorded_game.hpp"
#include "plugin.hpp"

namespace firstmove {

template <class G>
constexpr bool is_recorded() {
  if constexpr (requires { G::encloses; })
    return G::encloses;
  else
    return true;
}

template <class G>
using GamePlugin = std::conditional_t<is_recorded<G>(), RecordedGame<G>, DirectGame<G>>;

}  // namespace firstmove

// Makes this library the game plugin of struct G.
#define FIRSTMOVE_GAME(G) FIRSTMOVE_LIBRARY(firstmove::GamePlugin<G>)
