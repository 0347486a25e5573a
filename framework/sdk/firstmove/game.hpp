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
// Inside cost, T is a number over several replicas: use +, -, *, /, sin, cos, exp, expm1, log,
// log1p, sqrt, tanh, sigmoid, softplus, logsigmoid, pow, abs, min, max as usual (softmax and
// logsumexp are in policies.hpp), and choose(a < b, then, else) for a branch. If the struct also
// declares `static constexpr int coordinates = 2`, loops over coordinates are unrolled. If the
// costs share work, define one function for all of them instead of cost:
//
//     template <class T>
//     std::array<T, 2> costs(firstmove::Actions<T> x) const {
//       const T f = a * x[0] * x[1];
//       return {f, -f};
//     }
//
// A cost that accesses the parts of T, or uses Lane directly, cannot be bounded over boxes for
// proofs: such a struct declares `static constexpr bool encloses = false`.
//
// The plugin offers every quantity of abi.h except FM_METRIC, exact to rounding.
#pragma once

#include "actions.hpp"
#include "functions.hpp"
#include "internal/direct_game.hpp"
#include "plugin.hpp"

namespace firstmove {

template <class G>
using GamePlugin = DirectGame<G>;

}  // namespace firstmove

// Makes this library the game plugin of struct G.
#define FIRSTMOVE_GAME(G) FIRSTMOVE_LIBRARY(firstmove::GamePlugin<G>)
