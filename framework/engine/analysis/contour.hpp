// Curves on which a function of two variables vanishes.
#pragma once

#include <array>
#include <functional>
#include <vector>

#include "analysis/landscape.hpp"

namespace firstmove::engine {

// Marching squares over the values on the slice's grid, whose crossings are then refined by
// bisection of the function itself to 1e-12 of a cell. The function must have no poles: its sign
// changes there, too. Curves that the grid does not resolve, such as ones that return between two
// of its points, are missed. Lorensen, Cline 1987, in two dimensions.
std::vector<Curve> zero_curves(const Slice& slice, const std::vector<double>& values,
                               const std::function<double(double x, double y)>& function);

}  // namespace firstmove::engine
