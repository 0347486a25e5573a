// The outermost eigenvalues of large games, computed from products only: Appendix E.
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
  int count = 3;  // eigenvalues at each end
  // Of each eigenvalue's residual, relative to the largest eigenvalue; for the Schur complement to
  // the largest size of the terms of its products.
  double tolerance = 1e-8;
  // Approximate limits for one spectrum: evaluations of the game, and wall-clock time.
  std::uint64_t products = 1000;
  double seconds = 5;
  int whole = 200;                 // coordinates up to which a matrix is formed in full
  double inner_tolerance = 1e-12;  // of the inner systems of the Schur complement
  double eta = 0;                  // its D_22 f_2 is replaced by D_22 f_2 + eta I (Appendix C)
};

// A Ritz value: an eigenvalue if it has converged. The residual |A v - value v|, |v| = 1, is
// measured with an extra product. A symmetric A has an eigenvalue within the residual of the value
// (Parlett, "The Symmetric Eigenvalue Problem", theorem 4.5.1); for another A, only some matrix
// within that distance of A in the 2-norm has it. Ritz values of symmetric matrices lie between the
// ends of the spectrum.
struct RitzValue {
  std::complex<double> value;
  double residual = 0;
  bool converged = false;  // the residual is within the tolerance
};

// Both ends of one spectrum, by real part, outermost first.
struct SpectrumEnds {
  std::vector<RitzValue> smallest, largest;
  bool symmetric = false;
  double inner_residual = 0;   // largest relative one of the inner systems; matrix_free.hpp
  std::uint64_t products = 0;  // evaluations of the game
  bool converged() const;      // all of them
};

struct GameSpectra {
  std::vector<SpectrumEnds> own;  // of each player's D_i^2 f_i
  SpectrumEnds J;
  std::optional<SpectrumEnds> schur;  // matrix_free.hpp
  std::string without_schur;          // why it is missing
};

// A multiple eigenvalue may be listed fewer times than its multiplicity: Krylov methods with one
// starting vector find each once, up to rounding. Clustered eigenvalues converge slowly or not at
// all; then the values at the time when a limit is reached are returned.
//
// Lanczos' method with implicit restarts for the own Hessians, Arnoldi's for the others (Spectra);
// small matrices are formed in full from products with unit vectors. Repeated calls return the same
// bits unless the time limit ends them. Throws InputError if the game gives no products.
GameSpectra game_spectra(const ExperimentSpec& spec, const std::vector<double>& x,
                         const SpectrumOptions& options, const Tell& tell = {});

}  // namespace firstmove::engine
