// The interval Newton method in Krawczyk's form: proofs that a box holds no zero of a field, or
// just one. Krawczyk 1969; Neumaier, "Interval Methods for Systems of Equations", 1990, section
// 5.1.
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "proof/enclosed_field.hpp"

namespace firstmove::engine {

using FieldOverBox = std::function<EnclosedField(const Box&)>;

// What one step says of a box.
struct KrawczykStep {
  enum class Finding { no_zero, one_zero, open } finding = Finding::open;
  Box narrowed;  // holds every zero that the box does; unless there is none
};
KrawczykStep krawczyk(const FieldOverBox& field, const Box& box);

// A zero that is proven to be there.
struct EnclosedZero {
  Box tight;   // it lies in here
  Box unique;  // and there is no other in here
};
// Around a point that is close to a zero: nothing if no proof is found, as where the Jacobian is
// singular.
std::optional<EnclosedZero> enclose_zero(const FieldOverBox& field, const std::vector<double>& x);

}  // namespace firstmove::engine
