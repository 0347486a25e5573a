#include "report/svg_marks.hpp"

#include <spdlog/fmt/fmt.h>

#include <algorithm>

#include "report/overloaded.hpp"
#include "report/palette.hpp"
#include "report/strokes.hpp"
#include "report/svg_grid.hpp"
#include "report/text.hpp"

namespace firstmove::engine {
namespace {

std::string path_element(const std::string& data, const std::string& attributes) {
  return data.empty() ? "" : "<path d=\"" + data + "\"" + attributes + "/>\n";
}

std::string draw(const mark::Line& m, const Panel&, const PanelFrame& frame) {
  std::string svg = path_element(path_of(to_pixels(strokes(m), frame)),
                                 stroke_style(m.of, m.dashed, m.thick, LineKind::styled));
  std::string marked;
  for (const std::size_t i : marked_points(m))
    for (const Stroke& at : to_pixels({{{m.x[i], m.y[i]}}}, frame))
      add_marker(marked, style_of(m.of).marker, at[0][0], at[0][1], 3.2);
  return svg + path_element(marked, marker_style(m.of, true));
}

std::string draw(const mark::Curves& m, const Panel& panel, const PanelFrame& frame) {
  return path_element(path_of(to_pixels(strokes(m, panel), frame)),
                      stroke_style(m.of, m.dashed, m.thick, LineKind::styled));
}

std::string draw(const mark::Band& m, const Panel& panel, const PanelFrame& frame) {
  return path_element(path_of(to_pixels(outlines(m, panel.y, frame.y.low()), frame), true),
                      " fill=\"" + style_of(m.of).colour + "\" fill-opacity=\"" +
                          pixels(band_opacity(panel)) + "\"");
}

std::string draw(const mark::Points& m, const Panel&, const PanelFrame& frame) {
  std::string path;
  for (std::size_t i = 0; i < m.x.size(); ++i)
    for (const Stroke& at : to_pixels({{{m.x[i], m.y[i]}}}, frame))
      add_marker(path, m.marker.value_or(style_of(m.of).marker), at[0][0], at[0][1], 0.5 * m.size);
  return path_element(path, marker_style(m.of, m.filled));
}

std::string draw(const mark::Arrows& m, const Panel&, const PanelFrame& frame) {
  return path_element(path_of(strokes(m, frame)), " fill=\"none\" stroke=\"" +
                                                      style_of(m.of).colour +
                                                      "\" stroke-width=\"0.9\" "
                                                      "stroke-opacity=\"0.55\"");
}

std::string draw(const mark::HeatMap& m, const Panel& panel, const PanelFrame& frame) {
  return svg_heat_map(m, panel, frame);
}
std::string draw(const mark::Regions& m, const Panel& panel, const PanelFrame& frame) {
  return svg_regions(m, panel, frame);
}

std::string draw(const mark::Intervals& m, const Panel&, const PanelFrame& frame) {
  std::vector<Stroke> spans;
  std::string dots;
  for (std::size_t i = 0; i < m.row.size(); ++i) {
    spans.push_back({{m.lower[i], m.row[i]}, {m.upper[i], m.row[i]}});
    for (const Stroke& at : to_pixels({{{m.value[i], m.row[i]}}}, frame))
      add_marker(dots, style_of(m.of).marker, at[0][0], at[0][1], 4);
  }
  return path_element(path_of(to_pixels(spans, frame)),
                      stroke_style(m.of, false, false, LineKind::plain)) +
         path_element(dots, marker_style(m.of, true));
}

std::string draw(const mark::Bars& m, const Panel&, const PanelFrame& frame) {
  std::vector<Stroke> boxes;
  for (std::size_t i = 0; i < m.row.size(); ++i) {
    const double low = m.row[i] - 0.36, high = m.row[i] + 0.36;
    boxes.push_back({{m.from[i], low}, {m.to[i], low}, {m.to[i], high}, {m.from[i], high}});
  }
  return path_element(path_of(to_pixels(boxes, frame), true),
                      " fill=\"" + bar_colour(m.of) + "\" stroke=\"#ffffff\" stroke-width=\"0.7\"");
}

const Owner* owner_of(const Mark& mark) {
  return std::visit(Overloaded{[](const mark::HeatMap&) -> const Owner* { return nullptr; },
                               [](const mark::Regions&) -> const Owner* { return nullptr; },
                               [](const auto& m) -> const Owner* { return &m.of; }},
                    mark);
}

}  // namespace

double band_opacity(const Panel& panel) {
  const auto bands = std::count_if(panel.marks.begin(), panel.marks.end(), [](const Mark& mark) {
    return std::holds_alternative<mark::Band>(mark);
  });
  return bands <= 4 ? 0.2 : bands <= 8 ? 0.14 : 0.08;
}

double line_width(const Owner& of, bool thick) { return of.replicate ? 0.7 : thick ? 2.6 : 1.7; }

std::string stroke_style(const Owner& of, bool dashed, bool thick, LineKind kind) {
  const Style style = style_of(of);
  std::string attributes = fmt::format(" fill=\"none\" stroke=\"{}\" stroke-width=\"{}\"",
                                       style.colour, pixels(line_width(of, thick)));
  if (of.replicate) attributes += " stroke-opacity=\"0.4\"";
  std::vector<double> dash = style.dash;
  if (of.replicate || kind == LineKind::plain) dash.clear();
  if (dashed && dash.empty()) dash = {6, 4};
  if (!dash.empty()) attributes += fmt::format(" stroke-dasharray=\"{}\"", fmt::join(dash, " "));
  return attributes;
}

std::string marker_style(const Owner& of, bool filled) {
  const std::string colour = style_of(of).colour;
  return filled ? " fill=\"" + colour + "\" stroke=\"#ffffff\" stroke-width=\"0.7\""
                : " fill=\"#ffffff\" stroke=\"" + colour + "\" stroke-width=\"1.5\"";
}

std::string bar_colour(const Owner& of) {
  if (of.learner) return style_of(of).colour;
  return of.series ? tint(*of.series) : axis_grey;
}

std::string letter(const std::string& text, double x, double y, double size,
                   const std::string& under) {
  return fmt::format(
      "<text x=\"{}\" y=\"{}\" font-size=\"{}\" font-weight=\"bold\" text-anchor=\"middle\" "
      "fill=\"{}\">{}</text>",
      pixels(x), pixels(y), pixels(size), is_dark(under) ? "#ffffff" : ink, escaped(text));
}

std::string svg_mark(const Mark& mark, const Panel& panel, const PanelFrame& frame) {
  std::string svg = std::visit([&](const auto& m) { return draw(m, panel, frame); }, mark);
  const Owner* of = owner_of(mark);
  if (svg.empty() || !of || !of->learner) return svg;
  return "<g class=\"learner-" + std::to_string(*of->learner) +
         (of->replicate ? " replicate" : "") + "\">" + svg + "</g>\n";
}

}  // namespace firstmove::engine
