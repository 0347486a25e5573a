// Proofs about the critical points of a game in a box: where they are, that there are no others,
// and what they are.
#pragma once

#include <string>
#include <vector>

#include "proof/exhaustive_search.hpp"

namespace firstmove::engine {

// A verdict of classify.hpp, proven: an eigenvalue's bounds exclude 0. `holds` and `fails` are both
// false where they don't, or where no bounds were found.
struct ProvenVerdict {
  std::string name;
  bool holds = false, fails = false;
  std::string number;  // what lies between the bounds
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

// The game is the one that its code computes, its numbers taken as the doubles that they are.
// `known` are points found without proof, to start from; each of the two searches has its limits to
// itself. Throws InputError where the game gives no bounds.
Certificates certify(const ExperimentSpec& spec, const SearchBox& within,
                     const CriticalPoints& known, const SearchLimits& limits,
                     const Tell& tell = {});

}  // namespace firstmove::engine
