#include "report/svg_axes.hpp"

#include <spdlog/fmt/fmt.h>

#include <algorithm>

#include "report/palette.hpp"
#include "report/text.hpp"

namespace firstmove::engine {
namespace {

constexpr double tick_length = 5, minor_length = 3;

std::string path_element(const std::string& data, const char* colour) {
  return data.empty() ? ""
                      : fmt::format("<path d=\"{}\" fill=\"none\" stroke=\"{}\"/>\n", data, colour);
}

// Draws as many names as fit: all, every second, every third, ..
std::size_t every(const Axis& axis, double length) {
  if (axis.categories.empty()) return 1;
  const double room = length / static_cast<double>(axis.categories.size());
  return static_cast<std::size_t>(std::max(1.0, std::ceil(0.95 * tick_size / room)));
}

std::string x_texts(const Panel& panel, const PanelFrame& frame) {
  const double bottom = frame.top + frame.height;
  std::string svg;
  const std::size_t step = frame.rotated ? every(panel.x, frame.width) : 1;
  for (std::size_t i = 0; i < frame.x_ticks.major.size(); i += step) {
    const Tick& tick = frame.x_ticks.major[i];
    const double x = frame.x(tick.at);
    if (!frame.rotated) {
      svg += svg_tick_text(tick, x, bottom + tick_length + tick_size + 1, "middle");
      continue;
    }
    svg += fmt::format(
        "<text transform=\"translate({} {}) rotate(-90)\" text-anchor=\"end\">{}</text>",
        pixels(x + 0.36 * tick_size), pixels(bottom + 7),
        escaped(fitted(tick.text, tick_size, 190)));
  }
  return svg;
}

std::string y_texts(const Panel& panel, const PanelFrame& frame) {
  std::string svg;
  for (std::size_t i = 0; i < frame.y_ticks.major.size(); i += every(panel.y, frame.height)) {
    Tick tick = frame.y_ticks.major[i];
    tick.text = fitted(tick.text, tick_size, 190);
    svg += svg_tick_text(tick, frame.left - tick_length - 4, frame.y(tick.at) + 0.36 * tick_size,
                         "end");
  }
  return svg;
}

}  // namespace

std::string svg_tick_text(const Tick& tick, double x, double y, const std::string& anchor) {
  const std::string power =
      tick.power.empty()
          ? ""
          : fmt::format("<tspan dy=\"-0.5em\" font-size=\"75%\">{}</tspan>", tick.power);
  return fmt::format("<text x=\"{}\" y=\"{}\" text-anchor=\"{}\">{}{}</text>", pixels(x), pixels(y),
                     anchor, escaped(tick.text), power);
}

std::string svg_grid_lines(const Panel& panel, const PanelFrame& frame) {
  if (!panel.x.categories.empty() && !panel.y.categories.empty()) return "";  // cells fill it
  std::string path;
  if (panel.x.categories.empty())
    for (const Tick& tick : frame.x_ticks.major)
      path += fmt::format("M{} {}v{}", pixels(frame.x(tick.at)), pixels(frame.top),
                          pixels(frame.height));
  for (const Tick& tick : frame.y_ticks.major)
    path +=
        fmt::format("M{} {}h{}", pixels(frame.left), pixels(frame.y(tick.at)), pixels(frame.width));
  return path_element(path, grid_grey);
}

std::string svg_axes(const Panel& panel, const PanelFrame& frame, const Gutters& gutters) {
  const double bottom = frame.top + frame.height;
  std::string path = fmt::format("M{} {}V{}H{}", pixels(frame.left), pixels(frame.top),
                                 pixels(bottom), pixels(frame.left + frame.width));
  if (panel.x.categories.empty()) {
    for (const Tick& tick : frame.x_ticks.major)
      path += fmt::format("M{} {}v{}", pixels(frame.x(tick.at)), pixels(bottom), tick_length);
    for (const double at : frame.x_ticks.minor)
      path += fmt::format("M{} {}v{}", pixels(frame.x(at)), pixels(bottom), minor_length);
  }
  if (panel.y.categories.empty()) {
    for (const Tick& tick : frame.y_ticks.major)
      path += fmt::format("M{} {}h-{}", pixels(frame.left), pixels(frame.y(tick.at)), tick_length);
    for (const double at : frame.y_ticks.minor)
      path += fmt::format("M{} {}h-{}", pixels(frame.left), pixels(frame.y(at)), minor_length);
  }
  std::string svg = path_element(path, axis_grey);
  svg += fmt::format("<g font-size=\"{}\">{}{}</g>\n", tick_size, x_texts(panel, frame),
                     y_texts(panel, frame));
  const double middle = frame.left + 0.5 * frame.width;
  if (!panel.x.label.empty())
    svg +=
        fmt::format("<text x=\"{}\" y=\"{}\" font-size=\"{}\" text-anchor=\"middle\">{}</text>\n",
                    pixels(middle), pixels(bottom + gutters.bottom - 5), label_size,
                    escaped(fitted(panel.x.label, label_size, frame.width + gutters.left)));
  if (!panel.y.label.empty())
    svg += fmt::format(
        "<text transform=\"translate({} {}) rotate(-90)\" font-size=\"{}\" "
        "text-anchor=\"middle\">{}</text>\n",
        pixels(frame.left - gutters.left + label_size), pixels(frame.top + 0.5 * frame.height),
        label_size,
        escaped(
            fitted(panel.y.label, label_size, frame.height + gutters.top + 0.5 * gutters.bottom)));
  if (!panel.title.empty())
    svg += fmt::format("<text x=\"{}\" y=\"{}\" font-size=\"{}\" font-weight=\"600\">{}</text>\n",
                       pixels(frame.left), pixels(frame.top - 10), title_size,
                       escaped(fitted(panel.title, title_size, frame.width + gutters.right)));
  return svg;
}

}  // namespace firstmove::engine
