// The interval Newton method in Krawczyk's form: proofs that a box contains no zero of a field, or
// exactly one. Krawczyk 1969; Neumaier, "Interval Methods for Systems of Equations", 1990, section
// 5.1.
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "proof/enclosed_field.hpp"

namespace firstmove::engine {

using FieldOverBox = std::function<EnclosedField(const Box&)>;

// The result of one step for a box.
struct KrawczykStep {
  enum class Finding { no_zero, one_zero, open } finding = Finding::open;
  Box narrowed;  // contains every zero of the box; empty if there is none
};
KrawczykStep krawczyk(const FieldOverBox& field, const Box& box);

// A zero that is proven to exist.
struct EnclosedZero {
  Box tight;   // contains the zero
  Box unique;  // contains no other
};
// Encloses a zero close to x; empty if no proof is found, for example where the Jacobian is
// singular. The boxes that are tried have sides in proportion to `sizes`, one for each coordinate.
std::optional<EnclosedZero> enclose_zero(const FieldOverBox& field, const std::vector<double>& x,
                                         const std::vector<double>& sizes);

}  // namespace firstmove::engine
