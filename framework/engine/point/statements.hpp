// The paper's statements on zero-sum games, checked at one joint action.
#pragma once

#include <string>
#include <vector>

#include "point/probe.hpp"
#include "point/second_order.hpp"

namespace firstmove::engine {

// A statement's status at this point. `violated`: the hypotheses hold and a conclusion fails by
// more than rounding. `undecided`: a hypothesis is open and none fails; or they hold, and a
// conclusion is open or fails only by rounding.
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
//   3  necessary: mu_i + kappa^2 lambda_i > 0. The proof uses lambda_i of C^-1, not of C, so that
//      mu_i + kappa^2 / lambda_{n-i+1} > 0 is necessary; the printed condition is not.
//   4  sufficient: each pair of Sigma needs mu_i + sigma_i^2 / lambda_i > 0 with its own sigma.
//      The printed condition does not imply that; attraction, which is also assumed, does.
//
// In the paper mu_r is the last negative one, in its proof the last that is not positive; each
// version uses its own r. kappa is |D_12 f|, the least allowed value. "Attracting" means a spectrum
// in the open right half-plane; zero means zero up to rounding (verdict.hpp). Throws InputError if
// the game lacks a quantity. Source: Fiez, Chasnov, Ratliff 2019, 2.2.1 and A.1.
Statements statements(const ExperimentSpec& spec, const std::vector<double>& x);

}  // namespace firstmove::engine
