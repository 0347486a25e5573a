// Whether a field vanishes near a point, found without derivatives.
#pragma once

#include <firstmove/abi.h>

#include <vector>

namespace firstmove::engine {

enum class NearbyZero {
  found,
  none,
  open,     // the field falls, but not to 0, in as many steps as are taken
  unknown,  // the field cannot be evaluated here
};

// One search for a zero of F within a distance of a point: Anderson's acceleration of
// x+ = x - F(x) (Anderson 1965; Walker, Ni, SIAM J. Numer. Anal. 49, 2011), in one dimension the
// secant method. Many searches are advanced together: next() gives the point at which each wants F.
//
// F counts as zero where it has fallen to a millionth of its length at the point, where it is
// exactly zero, where the step to its zero is a billionth of `within` or the rounding of the
// coordinates, or where it is no more than what it changes by over such a step. At a bound of
// its domain a coordinate of F that leads out of it counts as zero (Karush, Kuhn, Tucker). The
// coordinates of F are divided by `units`, so that the players' costs may have any.
class ZeroSearch {
 public:
  ZeroSearch(const std::vector<fm_domain>& domains, std::vector<double> x,
             std::vector<double> units, double within);

  bool over() const { return over_; }
  NearbyZero result() const { return result_; }
  // F at the point itself, in units.
  const std::vector<double>& at_first() const { return at_first_; }
  const std::vector<double>& next() const { return x_; }
  void take(std::vector<double> F);

 private:
  void end(NearbyZero result);
  bool is_zero_to_rounding(const std::vector<double>& change) const;
  void go(std::vector<double> step);

  const std::vector<fm_domain>& domains_;
  std::vector<double> start_, units_, x_, f_, at_first_;
  double within_, rounding_;
  double first_ = 0, least_ = 0, mixing_ = 0;
  int taken_ = 0, left_ball_ = 0;
  std::vector<std::vector<double>> moves_, changes_;  // of x and of F, the latest last
  bool over_ = false;
  NearbyZero result_ = NearbyZero::unknown;
};

}  // namespace firstmove::engine
