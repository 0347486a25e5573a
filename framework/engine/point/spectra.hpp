// The ends of spectra of large games, from products alone: Appendix E.
#pragma once

#include <complex>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/pulse.hpp"
#include "spec/experiment_spec.hpp"

namespace firstmove::engine {

struct SpectrumOptions {
  int count = 3;            // eigenvalues at each end
  double tolerance = 1e-8;  // of each eigenvalue's residual, relative to the largest eigenvalue
  // What one spectrum may take: evaluations of the game, and wall-clock time, about.
  std::uint64_t products = 1000;
  double seconds = 5;
  int whole = 200;                 // coordinates up to which a matrix is formed whole
  double inner_tolerance = 1e-12;  // of the systems within the Schur complement
  double eta = 0;                  // D_22 f_2 + eta I in its place there (Appendix C)
};

// A Ritz value: an eigenvalue if it has converged. The residual |A v - value v|, |v| = 1, is
// measured by a product of its own. An eigenvalue of a symmetric A lies within it of the value
// (Parlett, "The Symmetric Eigenvalue Problem", theorem 4.5.1); of another A only one of a matrix
// that is within it of A in the 2-norm. Values of symmetric matrices lie between the spectrum's
// ends.
struct RitzValue {
  std::complex<double> value;
  double residual = 0;
  bool converged = false;  // the residual is within the tolerance
};

// Both ends of one spectrum by real parts, the outermost first.
struct SpectrumEnds {
  std::vector<RitzValue> smallest, largest;
  bool symmetric = false;
  double inner_residual = 0;   // the largest of the systems within, relative; matrix_free.hpp
  std::uint64_t products = 0;  // evaluations of the game that it took
  bool converged() const;      // all of them
};

struct GameSpectra {
  std::vector<SpectrumEnds> own;  // of each player's D_i^2 f_i
  SpectrumEnds J;
  std::optional<SpectrumEnds> schur;  // matrix_free.hpp
  std::string without_schur;          // why it is missing
};

// A multiple eigenvalue may be told fewer times than it has: Krylov methods from one start see each
// once, up to rounding. Ends that are crowded converge slowly or not at all, and what is told of
// them is where the values stand when the limits are reached.
//
// Lanczos' method with implicit restarts for the own Hessians, Arnoldi's for the others (Spectra);
// small matrices whole, from products with unit vectors. The same bits every time, unless it is the
// time that ends it. Throws InputError where the game gives no products.
GameSpectra game_spectra(const ExperimentSpec& spec, const std::vector<double>& x,
                         const SpectrumOptions& options, const Tell& tell = {});

}  // namespace firstmove::engine
