// The ends of spectra of large games, from products alone: Appendix E.
#pragma once

#include <complex>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "manifest.hpp"

namespace firstmove {

struct SpectrumOptions {
  int count = 3;            // eigenvalues at each end
  double tolerance = 1e-8;  // of each eigenvalue's residual, relative to the largest eigenvalue
  int restarts = 300;       // of the Lanczos and Arnoldi methods, at the most
  double inner_tolerance = 1e-12;  // of the systems within the Schur complement
  double eta = 0;                  // D_22 f_2 + eta I in its place there (Appendix C)
};

// Both ends of one spectrum by real parts, the outermost first. Fewer where not all were found.
struct SpectrumEnds {
  std::vector<std::complex<double>> smallest, largest;
  bool converged = false;      // all that were asked for, to the tolerance
  double residual = 0;         // the largest |A v - lambda v|, by a product of its own, over the
                               // largest |lambda| found
  std::uint64_t products = 0;  // evaluations of the game that it took
};

struct GameSpectra {
  std::vector<SpectrumEnds> own;  // of each player's D_i^2 f_i
  SpectrumEnds J;
  std::optional<SpectrumEnds> schur;  // matrix_free.hpp
  std::string without_schur;          // why it is missing
  double inner_residual = 0;          // the largest of the Schur complement's inner systems
};

// A multiple eigenvalue may be told fewer times than it has: Krylov methods from one start see each
// once, up to rounding. Ends that are crowded converge slowly or not at all, and are then left out.
//
// Lanczos' method with implicit restarts for the own Hessians, Arnoldi's for the others (Spectra);
// small matrices whole, from products with unit vectors. The same bits every time. Throws
// InputError where the game gives no products.
GameSpectra game_spectra(const ExperimentSpec& spec, const std::vector<double>& x,
                         const SpectrumOptions& options);

}  // namespace firstmove
