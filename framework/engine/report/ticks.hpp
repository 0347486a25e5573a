// Where an axis has its ticks, and what stands at them.
#pragma once

#include <string>
#include <vector>

#include "report/figure.hpp"

namespace firstmove::engine {

struct Tick {
  double at;
  std::string text;
  std::string power{};  // raised behind the text
};

struct Ticks {
  std::vector<Tick> major;
  std::vector<double> minor;  // without text: between the powers of ten
};

// For an axis from `low` to `high`, about `wanted` of them; categories have one each.
// Heckbert, Nice numbers for graph labels, Graphics Gems 1990, with the steps 1, 2, 5.
Ticks ticks(const Axis& axis, double low, double high, int wanted);

double tick_width(const Tick& tick, double size);

}  // namespace firstmove::engine
