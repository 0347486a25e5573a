// The positions and texts of the ticks of an axis.
#pragma once

#include <string>
#include <vector>

#include "report/figure.hpp"

namespace firstmove::engine {

struct Tick {
  double at;
  std::string text;
  std::string power{};  // a superscript after the text
};

struct Ticks {
  std::vector<Tick> major;
  std::vector<double> minor;  // without text, between powers of ten
};

// About `wanted` ticks for an axis from `low` to `high`; one tick for each category.
// Heckbert, Nice numbers for graph labels, Graphics Gems 1990, with the steps 1, 2, 5.
Ticks ticks(const Axis& axis, double low, double high, int wanted);

double tick_width(const Tick& tick, double size);

}  // namespace firstmove::engine
