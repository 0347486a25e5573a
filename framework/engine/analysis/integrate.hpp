// Integrates an ordinary differential equation that need not be defined everywhere.
#pragma once

#include <functional>
#include <string>
#include <vector>

namespace firstmove::engine {

// x' at x; returns why it is not defined there, "" if it is. Entries that are not finite count as
// not defined.
using VelocityAt =
    std::function<std::string(const std::vector<double>& x, std::vector<double>& velocity)>;

struct Integral {
  std::vector<std::vector<double>> x;  // at the times that were asked for
  double end = 0;                      // the time that was reached
  std::string why;                     // why not more; "" if all
};

// From x over [0, time], with the values at `times`, ascending and within it. Dormand and Prince's
// method of order 5: the error of each step is at most `tolerance` of each coordinate's unit plus
// its size. The steps do not depend on `times`: values between them are the method's own
// interpolation. A step whose trial stages leave the domain of the velocity is repeated with a
// shorter one; the first follows from the velocity and its change. Hairer, Norsett, Wanner,
// "Solving Ordinary Differential Equations I", 2nd edition, sections II.4 to II.6.
Integral integrate(const VelocityAt& velocity, std::vector<double> x,
                   const std::vector<double>& units, double time, double tolerance,
                   const std::vector<double>& times);

}  // namespace firstmove::engine
