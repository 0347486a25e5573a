// All quantities of a game at one joint action, and the verdicts on it.
#pragma once

#include <Eigen/Dense>

#include <complex>
#include <optional>
#include <string>
#include <vector>

#include "point/classify.hpp"
#include "point/translations.hpp"
#include "spec/experiment_spec.hpp"

namespace firstmove::engine {

// Matrices are over the whole joint action, players in order. Everything is evaluated at the point
// itself, critical or not. Where translations change no cost, J is singular along them, and the
// verdicts and Schur complements are those of the game across them (Point::reduce()).
struct Probe {
  std::vector<double> x;
  std::vector<double> cost;                // f_i
  Eigen::VectorXd omega;                   // (D_1 f_1, .., D_n f_n), section 2.1
  Eigen::MatrixXd J;                       // Jacobian of omega
  std::vector<Eigen::MatrixXd> hessians;   // D_i^2 f_i
  std::optional<Eigen::VectorXd> omega_s;  // the Stackelberg field, stackelberg_field.hpp
  std::optional<Eigen::MatrixXd> J_S;      // its Jacobian, exact
  std::optional<Eigen::MatrixXd> schur;    // of J_S: the leader's block over all below it
  // The Schur complement in J of the leader's block over all others, as in Appendix E and
  // matrix_free.hpp. In zero-sum games the two agree at critical points; in others only that of J_S
  // is the leader's second derivative through its followers' reactions (Definition 4).
  std::optional<Eigen::MatrixXd> schur_of_J;
  // With three or more players: the leader over all others at once, simultaneous_followers.hpp.
  std::optional<StackelbergField> over_simultaneous;
  std::vector<Verdict> verdicts;  // classify.hpp, simultaneous_followers.hpp
  Translations across;            // the translations that change no cost, if J is singular
  // Of the lengths (game/lengths.hpp): how far the point may be from the critical point of
  // simultaneous play that it is near, at least rounding.
  double share = 0;
  std::string without;  // why the optional fields are empty; "" if they are set
};

// Looks once for the translations that change no cost, and keeps them: in the given box, or in the
// game's box for starts, or else within a length of the point. Leaves the point where it is.
void look_for_translations(Point& at, const std::vector<double>& lower,
                           const std::vector<double>& upper);
void look_for_translations(Point& at);

// Probes the point under an order of play. Throws InputError if the game lacks a quantity.
Probe probe(Point& at, const std::vector<std::uint32_t>& place);
Probe probe(const ExperimentSpec& spec, const std::vector<double>& x);

}  // namespace firstmove::engine
