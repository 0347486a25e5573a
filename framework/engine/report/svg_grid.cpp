#include "report/svg_grid.hpp"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <map>

#include "report/palette.hpp"
#include "report/strokes.hpp"
#include "report/svg_axes.hpp"
#include "report/svg_marks.hpp"
#include "report/text.hpp"

namespace firstmove::engine {
namespace {

// Draws all cells of one colour as one path, with one rectangle for adjacent cells along x, in
// units of cells. `colour` maps the index of a cell to its colour; "" leaves the cell blank.
template <class Colour>
std::string cells(const mark::Cells& x, const mark::Cells& y, const Panel& panel,
                  const PanelFrame& frame, const Colour& colour) {
  std::map<std::string, std::string> paths;
  for (std::size_t j = 0; j < y.count; ++j)
    for (std::size_t i = 0; i < x.count;) {
      const std::string here = colour(j * x.count + i);
      std::size_t end = i + 1;
      while (end < x.count && colour(j * x.count + end) == here) ++end;
      if (!here.empty()) paths[here] += fmt::format("M{} {}h{}v1h-{}z", i, j, end - i, end - i);
      i = end;
    }
  if (paths.empty()) return "";
  const auto x_edges = edges(x, panel.x.scale), y_edges = edges(y, panel.y.scale);
  const double left = frame.x(x_edges[0]), bottom = frame.y(y_edges[0]);
  std::string svg = fmt::format(
      "<g transform=\"translate({} {}) scale({:.7g} {:.7g})\" shape-rendering=\"crispEdges\">",
      pixels(left), pixels(bottom), (frame.x(x_edges[1]) - left) / static_cast<double>(x.count),
      (frame.y(y_edges[1]) - bottom) / static_cast<double>(y.count));
  for (const auto& [fill, path] : paths) svg += "<path fill=\"" + fill + "\" d=\"" + path + "\"/>";
  return svg + "</g>\n";
}

}  // namespace

CellTexts cell_texts(const mark::HeatMap& map, const PanelFrame& frame) {
  CellTexts result;
  const double room = frame.width / static_cast<double>(std::max<std::size_t>(1, map.x.count)) - 7;
  double largest = 0;
  for (const double value : map.values)
    if (std::isfinite(value)) largest = std::max(largest, std::abs(value));
  for (const int digits : {3, 2}) {
    result.texts.clear();
    double widest = 1;
    for (const double value : map.values) {
      result.texts.push_back(aligned_number(value, largest, digits));
      widest = std::max(widest, text_width(result.texts.back(), 1));
    }
    result.size = std::min(12.0, room / widest);
    if (result.size >= 8) break;
  }
  return result;
}

std::string svg_heat_map(const mark::HeatMap& map, const Panel& panel, const PanelFrame& frame) {
  const ColourRange range = colour_range(map);
  const Ramp ramp = ramp_of(map);
  const auto colour = [&](std::size_t i) {
    const double share = range.share(map.values[i]);
    constexpr double levels = 64;  // more could not be distinguished, and would enlarge the file
    return std::isnan(share) ? "" : ramp_colour(ramp, std::round(share * levels) / levels);
  };
  std::string svg = cells(map.x, map.y, panel, frame, colour);
  if (!map.numbers) return svg;
  std::string lines;  // between the cells
  for (std::size_t i = 1; i < map.x.count; ++i)
    lines += fmt::format("M{} {}v{}", pixels(frame.x(static_cast<double>(i) - 0.5)),
                         pixels(frame.top), pixels(frame.height));
  for (std::size_t j = 1; j < map.y.count; ++j)
    lines += fmt::format("M{} {}h{}", pixels(frame.left),
                         pixels(frame.y(static_cast<double>(j) - 0.5)), pixels(frame.width));
  svg += "<path d=\"" + lines + "\" stroke=\"#ffffff\"/>\n";
  const CellTexts written = cell_texts(map, frame);
  svg += fmt::format("<g font-size=\"{}\" text-anchor=\"middle\">", pixels(written.size));
  for (std::size_t i = 0; i < map.values.size(); ++i) {
    const std::string under = colour(i);
    svg += fmt::format(
        "<text x=\"{}\" y=\"{}\"{}>{}</text>",
        pixels(frame.x(centre(map.x, panel.x.scale, i % map.x.count))),
        pixels(frame.y(centre(map.y, panel.y.scale, i / map.x.count)) + 0.36 * written.size),
        !under.empty() && is_dark(under) ? " fill=\"#ffffff\"" : "", written.texts[i]);
  }
  return svg + "</g>\n";
}

std::string svg_regions(const mark::Regions& map, const Panel& panel, const PanelFrame& frame) {
  std::string svg = cells(map.x, map.y, panel, frame, [&](std::size_t i) {
    return map.region[i] < 0 ? ""
                             : region_colour(map.regions, static_cast<std::size_t>(map.region[i]));
  });
  const auto places = letter_places(map);
  for (std::size_t i = 0; i < places.size(); ++i) {
    if (places[i][0] < 0 || letter_of(map, i).empty()) continue;
    const auto along = [&](const mark::Cells& axis, Axis::Scale scale, std::size_t k) {
      return centre(axis, scale, static_cast<std::size_t>(places[i][k]));
    };
    svg += letter(letter_of(map, i), frame.x(along(map.x, panel.x.scale, 0)),
                  frame.y(along(map.y, panel.y.scale, 1)) + 4.5, 13, region_colour(map.regions, i));
  }
  return svg + "\n";
}

std::string svg_colour_bar(const mark::HeatMap& map, const PanelFrame& frame,
                           const std::string& id) {
  const ColourRange range = colour_range(map);
  const double left = frame.left + frame.width + 10, width = 11;
  std::string svg =
      fmt::format("<linearGradient id=\"{}\" x1=\"0\" y1=\"1\" x2=\"0\" y2=\"0\">", id);
  constexpr int stops = 16;
  for (int i = 0; i <= stops; ++i)
    svg += fmt::format("<stop offset=\"{:.4g}\" stop-color=\"{}\"/>", i / double{stops},
                       ramp_colour(ramp_of(map), i / double{stops}));
  svg += fmt::format(
      "</linearGradient><rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" fill=\"url(#{})\"/>",
      pixels(left), pixels(frame.top), pixels(width), pixels(frame.height), id);
  double widest = 0;
  for (const Tick& tick :
       range.marks(std::clamp(static_cast<int>(frame.height / 45), 2, 6)).major) {
    const double y = frame.top + (1 - range.share(tick.at)) * frame.height;
    svg += fmt::format("<path d=\"M{} {}h4\" stroke=\"{}\"/>", pixels(left + width), pixels(y),
                       axis_grey);
    svg += svg_tick_text(tick, left + width + 7, y + 0.36 * tick_size, "start");
    widest = std::max(widest, tick_width(tick, tick_size));
  }
  if (!map.label.empty()) {
    const double x = left + width + 9 + widest + label_size, y = frame.top + 0.5 * frame.height;
    svg += fmt::format(
        "<text transform=\"translate({} {}) rotate(-90)\" font-size=\"{}\" "
        "text-anchor=\"middle\">{}</text>",
        pixels(x), pixels(y), pixels(label_size),
        escaped(fitted(map.label, label_size, frame.height + 40)));
  }
  return svg + "\n";
}

}  // namespace firstmove::engine
