// The legend of a figure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "report/figure.hpp"

namespace firstmove::engine {

struct LegendEntry {
  std::string name;
  Owner of;
  bool line = false, dashed = false, thick = false, thin = false;
  bool band = false, arrow = false, interval = false;
  std::optional<Marker> marker{};
  bool filled = true;
  std::string colour{};  // of the box of a region or bar
  std::string letter{};  // in the box
};

// One entry for each owner and name, in the order of the marks, and one for the quantiles of bands.
std::vector<LegendEntry> legend_of(const Figure& figure);

inline constexpr double swatch_width = 30, swatch_height = 14;
// An entry's key as an SVG fragment, its upper left corner at (0, 0).
std::string swatch(const LegendEntry& entry);
// The key of a learner, for tables and switches.
std::string learner_swatch(std::size_t learner);

}  // namespace firstmove::engine
