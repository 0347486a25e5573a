// The position of each panel of a figure, in pixels.
#pragma once

#include <array>
#include <cmath>
#include <vector>

#include "report/extent.hpp"
#include "report/figure.hpp"
#include "report/ticks.hpp"

namespace firstmove::engine {

inline constexpr double figure_width = 800;                                    // at most
inline constexpr double panel_gap = 14;                                        // between panels
inline constexpr double tick_size = 12.5, label_size = 13.5, title_size = 14;  // font sizes

// From values on an axis to pixels and back.
class Scale {
 public:
  Scale() = default;
  Scale(Axis::Scale kind, std::array<double, 2> values, double from, double to)
      : log_(kind == Axis::Scale::log),
        low_(along(values[0])),
        high_(along(values[1])),
        from_(from),
        to_(to) {}
  // NaN if the axis cannot show the value.
  double operator()(double value) const {
    return from_ + (along(value) - low_) / (high_ - low_) * (to_ - from_);
  }
  double value(double pixel) const {
    const double at = low_ + (pixel - from_) / (to_ - from_) * (high_ - low_);
    return log_ ? std::pow(10, at) : at;
  }
  double low() const { return log_ ? std::pow(10, low_) : low_; }
  double high() const { return log_ ? std::pow(10, high_) : high_; }

 private:
  double along(double value) const {
    if (!(std::abs(value) < 1e300) || (log_ && value <= 0)) return NAN;
    return log_ ? std::log10(value) : value;
  }
  bool log_ = false;
  double low_ = 0, high_ = 1, from_ = 0, to_ = 1;
};

struct PanelFrame {
  double left, top, width, height;  // of the plot area, without the texts of the axes
  Scale x, y;
  Ticks x_ticks, y_ticks;
  bool rotated;  // the texts of the x axis are vertical
  bool empty;
};

// The space around each plot for texts and colour bars.
struct Gutters {
  double left, right, top, bottom;
};

struct FigureLayout {
  double width, height;  // of the figure; the width is at most figure_width
  std::size_t columns;
  Gutters gutters;
  std::vector<PanelFrame> panels;
};

FigureLayout layout_of(const Figure& figure);

// The heat map in the panel that has a colour bar, or null.
const mark::HeatMap* with_colour_bar(const Panel& panel);

// The colour scale of a heat map: the ends of the ramp, as values or, if `log`, as logarithms.
struct ColourRange {
  double low, high;
  bool log;
  double share(double value) const;  // NaN: no colour
  Ticks marks(int wanted) const;
};
ColourRange colour_range(const mark::HeatMap& map);

}  // namespace firstmove::engine
