// A rectangle of joint actions: two coordinates vary on a grid, the others are fixed.
#pragma once

#include <cstdint>
#include <vector>

namespace firstmove::engine {

struct Slice {
  struct Axis {
    std::uint32_t coordinate;
    double lower, upper;
    std::uint32_t points;  // at least 2; both ends are among them
    double at(std::uint32_t i) const { return lower + (upper - lower) * i / (points - 1); }
  };
  std::vector<double> base;  // the joint action; the axes' coordinates are not used
  Axis x, y;

  std::size_t size() const { return std::size_t{x.points} * y.points; }
  // The joint action of point i of the grid, x fastest.
  std::vector<double> point(std::size_t i) const {
    return at(x.at(static_cast<std::uint32_t>(i % x.points)),
              y.at(static_cast<std::uint32_t>(i / x.points)));
  }
  std::vector<double> at(double along_x, double along_y) const {
    std::vector<double> joint = base;
    joint[x.coordinate] = along_x;
    joint[y.coordinate] = along_y;
    return joint;
  }
};

}  // namespace firstmove::engine
