// Proofs about the critical points of a game in a box: where they are, that there are no others,
// and what kind they are.
#pragma once

#include <string>
#include <vector>

#include "proof/exhaustive_search.hpp"

namespace firstmove::engine {

// A verdict of classify.hpp, proven: an eigenvalue's bounds exclude 0. `holds` and `fails` are both
// false if they do not, or if no bounds were found.
struct ProvenVerdict {
  std::string name;
  bool holds = false, fails = false;
  std::string number;  // what the bounds enclose
  Interval bounds = Interval::whole();
};

struct CertifiedPoint {
  EnclosedZero zero;
  std::vector<ProvenVerdict> verdicts;
};

struct CertifiedSearch {
  std::vector<CertifiedPoint> points;
  ExhaustiveSearch search;
  bool complete() const { return search.undecided.empty() && search.unexplored.empty(); }
};

struct Certificates {
  CertifiedSearch simultaneous;  // omega = 0
  CertifiedSearch stackelberg;   // omega_S = 0
};

// The proofs are about the game as its code computes it, with its parameters taken as exact
// doubles. `known` are points found without proof, used as starts; the limits apply to each of the
// two searches. Where `known` names translations that change no cost, the proofs are about the game
// over the free coordinates; that the costs don't change is not part of them. Throws InputError if
// the game gives no bounds.
Certificates certify(const ExperimentSpec& spec, const SearchBox& within,
                     const CriticalPoints& known, const SearchLimits& limits,
                     const Tell& tell = {});

}  // namespace firstmove::engine
