// The paper's statements on zero-sum games, checked at one joint action.
#pragma once

#include <string>
#include <vector>

#include "point/probe.hpp"
#include "point/second_order.hpp"

namespace firstmove::engine {

// What the hypotheses promise at this point. `violated` says that they hold and a conclusion does
// not, `undecided` that no conclusion fails by more than rounding.
enum class Status { hypotheses_fail, holds, undecided, violated };
const char* to_string(Status status);

struct PaperStatement {
  std::string name;
  std::string note;  // how it differs from what the paper prints, or from what can be proven; or ""
  std::vector<Verdict> hypotheses, conclusions;
  Status status() const;
};

struct Statements {
  std::string without;           // why none applies; "" if they do
  SecondOrder numbers;           // if they do
  std::vector<EigenPair> pairs;  // if B pairs the eigenvectors of A and C
  std::vector<PaperStatement> list;
};

// Propositions 1 to 6 and Corollary 1, player 1 being the first in the order of play. Propositions
// 3 and 4 are checked as they are printed and as they can be proven:
//
//   3  necessary: mu_i + kappa^2 lambda_i > 0. The proof has lambda_i of C^-1, not of C, so that
//      what is necessary is mu_i + kappa^2 / lambda_{n-i+1} > 0; the printed one is not.
//   4  sufficient: the pairs of Sigma need mu_i + sigma_i^2 / lambda_i > 0, each its own sigma.
//      The printed condition does not imply that, but attraction, which is assumed too, does.
//
// The paper counts mu_r as the last negative one, and its proof as the last that is not positive;
// each version takes its own r. kappa is |D_12 f|, the least that is allowed. "Attracting" is the
// spectrum in the open right half-plane, zero is zero to rounding, verdict.hpp. Throws InputError
// if the game's quantities can't be had. Source: Fiez, Chasnov, Ratliff 2019, 2.2.1 and A.1.
Statements statements(const ExperimentSpec& spec, const std::vector<double>& x);

}  // namespace firstmove::engine
