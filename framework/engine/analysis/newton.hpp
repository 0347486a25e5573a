// Newton's method for the zeros of a field, in units that do not matter: multiplying a row of the
// field, a player's cost or a coordinate by a power of two changes no decision and no rounding.
#pragma once

#include <Eigen/Dense>

#include <functional>
#include <optional>
#include <vector>

#include "game/game.hpp"

namespace firstmove::engine {

// A field and its Jacobian at a joint action.
struct Field {
  Eigen::VectorXd value;
  Eigen::MatrixXd jacobian;
  bool finite() const { return value.allFinite() && jacobian.allFinite(); }
};
// Empty where the field is not defined.
using FieldAt = std::function<std::optional<Field>(const std::vector<double>&)>;

// Where Newton's method from one start came to.
struct NewtonEnd {
  enum class Kind {
    zero,       // converged
    singular,   // the Jacobian is singular to rounding
    undefined,  // the field is not defined or not finite
    stuck       // no step lowers the field, or too many steps
  } kind = Kind::stuck;
  std::vector<double> x;  // the last point
  // The field's size there over its largest before, largest over its rows; at a zero, the same of
  // its Jacobian's rows, the least.
  double fell = 1;
};

// `units` are powers of two close to the coordinates' lengths, game/lengths.hpp. Steps are halved
// until the step that Newton's method would take next, with the old Jacobian, is shorter than the
// last: Deuflhard, "Newton Methods for Nonlinear Problems", 2004, section 3.3. A point counts once
// the last step has the size of rounding errors: a small field alone may just decay towards
// infinity.
NewtonEnd newton(const Shape& shape, const std::vector<double>& units, const FieldAt& field,
                 std::vector<double> x);

// Whether two ends are the same zero: between two zeros the mean Jacobian is singular, so that they
// are one if it hardly changes from one to the other, or if they differ by rounding alone.
bool same_zero(const Shape& shape, const std::vector<double>& units, const FieldAt& field,
               const std::vector<double>& a, const std::vector<double>& b);

}  // namespace firstmove::engine
