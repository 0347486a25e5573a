#include "report/layout.hpp"

#include <algorithm>

#include "report/text.hpp"

namespace firstmove::engine {
namespace {

constexpr double widest_name = 190;   // of categories
constexpr double bar_and_space = 30;  // a colour bar and the space around it

std::size_t columns_of(const Figure& figure) {
  const std::size_t panels = std::max<std::size_t>(1, figure.panels.size());
  if (figure.columns > 0) return std::min(figure.columns, panels);
  return panels <= 3 ? panels : panels == 4 ? 2 : 3;
}

double widest(const Ticks& ticks) {
  double width = 0;
  for (const Tick& tick : ticks.major) width = std::max(width, tick_width(tick, tick_size));
  return std::min(width, widest_name);
}

bool is_table(const Panel& panel) { return !panel.y.categories.empty(); }

// Provisional ticks, whose text widths determine the gutters.
struct Draft {
  PanelExtent extent;
  Ticks x, y;
};

double right_of(const Panel& panel, const Draft& draft) {
  double right = 12;
  if (!draft.x.major.empty() && panel.x.categories.empty())
    right = std::max(right, 0.5 * tick_width(draft.x.major.back(), tick_size) + 2);
  if (const mark::HeatMap* map = with_colour_bar(panel))
    right = std::max(right, bar_and_space + widest(colour_range(*map).marks(5)) +
                                (map->label.empty() ? 0 : label_size + 8));
  return right;
}

double wanted_height(const Figure& figure, const Panel& panel, std::size_t columns) {
  if (is_table(panel)) {
    const auto rows = static_cast<double>(panel.y.categories.size());
    return rows * (rows > 24 ? 18 : 24) + 8;
  }
  if (figure.height > 0) return figure.height;
  return columns == 1 ? 380 : columns == 2 ? 270 : 215;
}

// Shrinks the plot, or widens a range, until one unit has the same length on both axes.
void equalise(PanelFrame& frame, PanelExtent& extent, double tallest) {
  constexpr double flattest = 0.25;
  const double x_span = extent.x[1] - extent.x[0], y_span = extent.y[1] - extent.y[0];
  const double ratio = std::max(y_span / x_span, flattest);
  const auto widen = [](std::array<double, 2>& range, double span) {
    const double middle = 0.5 * (range[0] + range[1]);
    range = {middle - 0.5 * span, middle + 0.5 * span};
  };
  if (y_span < ratio * x_span) widen(extent.y, ratio * x_span);
  frame.height = std::min(frame.width * ratio, tallest);
  frame.width = std::min(frame.width, std::max(frame.height / ratio, flattest * frame.width));
  widen(extent.x, std::max(x_span, frame.width / frame.height * (extent.y[1] - extent.y[0])));
}

}  // namespace

const mark::HeatMap* with_colour_bar(const Panel& panel) {
  for (const Mark& mark : panel.marks)
    if (const auto* map = std::get_if<mark::HeatMap>(&mark); map && !map->numbers) return map;
  return nullptr;
}

ColourRange colour_range(const mark::HeatMap& map) {
  double low = INFINITY, high = -INFINITY;
  for (const double value : map.values)
    if (std::abs(value) < 1e300 && (!map.log || value > 0)) {
      low = std::min(low, map.log ? std::log10(value) : value);
      high = std::max(high, map.log ? std::log10(value) : value);
    }
  if (low > high) return {0, 1, map.log};
  if (map.colours == mark::HeatMap::Colours::diverging) {
    high = std::max(std::abs(low), std::abs(high));
    low = -high;
  }
  if (high - low <= 1e-9 * std::max(std::abs(low), std::abs(high))) {
    const double aside = low == 0 ? 1 : 0.1 * std::abs(low);
    low -= aside;
    high += aside;
  }
  return {low, high, map.log};
}

double ColourRange::share(double value) const {
  if (!(std::abs(value) < 1e300) || (log && value <= 0)) return NAN;
  return ((log ? std::log10(value) : value) - low) / (high - low);
}

Ticks ColourRange::marks(int wanted) const {
  if (!log) return ticks({}, low, high, wanted);
  return ticks({.scale = Axis::Scale::log}, std::pow(10, low), std::pow(10, high), wanted);
}

FigureLayout layout_of(const Figure& figure) {
  FigureLayout layout{figure_width, 0, columns_of(figure), {20, 12, 10, 24}, {}};
  const auto columns = static_cast<double>(layout.columns);
  const double cell = (figure_width - (columns - 1) * panel_gap) / columns;
  const int across = std::clamp(static_cast<int>(cell / 85), 3, 8);

  std::vector<Draft> drafts;
  Gutters& gutters = layout.gutters;
  for (const Panel& panel : figure.panels) {
    const PanelExtent extent = extent_of(panel);
    drafts.push_back({extent, ticks(panel.x, extent.x[0], extent.x[1], across),
                      ticks(panel.y, extent.y[0], extent.y[1], 6)});
    const Draft& draft = drafts.back();
    gutters.left = std::max(gutters.left,
                            widest(draft.y) + 10 + (panel.y.label.empty() ? 0 : label_size + 10));
    gutters.right = std::max(gutters.right, right_of(panel, draft));
    if (!panel.title.empty()) gutters.top = 28;
  }
  std::vector<bool> rotated;
  for (std::size_t i = 0; i < drafts.size(); ++i) {
    const Panel& panel = figure.panels[i];
    const auto names = static_cast<double>(panel.x.categories.size());
    const double room = (cell - gutters.left - gutters.right) / std::max(1.0, names);
    rotated.push_back(names > 0 && widest(drafts[i].x) + 6 > room);
    const double texts = rotated.back() ? widest(drafts[i].x) + 10 : tick_size + 11;
    gutters.bottom = std::max(gutters.bottom, texts + (panel.x.label.empty() ? 0 : label_size + 8));
  }

  double row_top = 0, row_height = 0;
  for (std::size_t i = 0; i < drafts.size(); ++i) {
    const Panel& panel = figure.panels[i];
    if (i > 0 && i % layout.columns == 0) {
      row_top += row_height + gutters.top + gutters.bottom + panel_gap;
      row_height = 0;
    }
    PanelFrame frame{};
    frame.left = static_cast<double>(i % layout.columns) * (cell + panel_gap) + gutters.left;
    frame.top = row_top + gutters.top;
    frame.width = cell - gutters.left - gutters.right;
    frame.height = wanted_height(figure, panel, layout.columns);
    PanelExtent extent = drafts[i].extent;
    if (panel.equal) equalise(frame, extent, figure.height > 0 ? figure.height : 480);
    const auto [bottom, top] = is_table(panel) ? std::array{frame.top, frame.top + frame.height}
                                               : std::array{frame.top + frame.height, frame.top};
    frame.x = Scale(panel.x.scale, extent.x, frame.left, frame.left + frame.width);
    frame.y = Scale(panel.y.scale, extent.y, bottom, top);
    frame.x_ticks = ticks(panel.x, extent.x[0], extent.x[1],
                          std::clamp(static_cast<int>(frame.width / 75), 2, 8));
    frame.y_ticks =
        ticks(panel.y, extent.y[0], extent.y[1],
              std::clamp(static_cast<int>(frame.height / (panel.equal ? 75 : 45)), 2, 8));
    frame.rotated = rotated[i];
    frame.empty = drafts[i].extent.empty;
    if (frame.empty) frame.x_ticks = frame.y_ticks = {};
    layout.panels.push_back(frame);
    row_height = std::max(row_height, frame.height);
  }
  if (layout.panels.size() == 1)
    layout.width = layout.panels[0].left + layout.panels[0].width + gutters.right;
  layout.height = drafts.empty() ? 60 : row_top + row_height + gutters.top + gutters.bottom;
  return layout;
}

}  // namespace firstmove::engine
