#include "report/svg.hpp"

#include <spdlog/fmt/fmt.h>

#include <algorithm>

#include "report/layout.hpp"
#include "report/legend.hpp"
#include "report/palette.hpp"
#include "report/svg_axes.hpp"
#include "report/svg_grid.hpp"
#include "report/svg_marks.hpp"
#include "report/text.hpp"

namespace firstmove::engine {
namespace {

std::string draw_panel(const Figure& figure, const FigureLayout& layout, std::size_t i) {
  const Panel& panel = figure.panels[i];
  const PanelFrame& frame = layout.panels[i];
  const std::string id = figure.id + "-" + std::to_string(i);
  std::string svg = svg_grid_lines(panel, frame);
  svg += fmt::format(
      "<clipPath id=\"{}-clip\"><rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"/></clipPath>\n"
      "<g clip-path=\"url(#{}-clip)\" stroke-linejoin=\"round\">\n",
      id, pixels(frame.left - 1), pixels(frame.top - 1), pixels(frame.width + 2),
      pixels(frame.height + 2), id);
  for (const Mark& mark : panel.marks) svg += svg_mark(mark, panel, frame);
  svg += "</g>\n";
  if (frame.empty)
    svg += fmt::format(
        "<text x=\"{}\" y=\"{}\" font-size=\"{}\" text-anchor=\"middle\" fill=\"#666666\">no "
        "data</text>\n",
        pixels(frame.left + 0.5 * frame.width), pixels(frame.top + 0.5 * frame.height), label_size);
  if (const mark::HeatMap* map = with_colour_bar(panel))
    svg += svg_colour_bar(*map, frame, id + "-ramp");
  return svg + svg_axes(panel, frame, layout.gutters);
}

// Draws the entries in lines below `top`, and moves `top` below them.
std::string draw_legend(const std::vector<LegendEntry>& entries, const FigureLayout& layout,
                        double& top) {
  constexpr double line = 21, between = 22, key = swatch_width + 7;
  std::string svg;
  const double left = layout.gutters.left;
  double x = left;
  if (!entries.empty()) top += 8;
  for (const LegendEntry& entry : entries) {
    const std::string name = fitted(entry.name, tick_size, layout.width - left - key);
    const double width = key + text_width(name, tick_size);
    if (x > left && x + width > layout.width) {
      x = left;
      top += line;
    }
    svg += fmt::format(
        "<g transform=\"translate({} {})\">{}<text x=\"{}\" y=\"11.5\" "
        "font-size=\"{}\">{}</text></g>\n",
        pixels(x), pixels(top), swatch(entry), key, tick_size, escaped(name));
    x += width + between;
  }
  if (!entries.empty()) top += line;
  return svg;
}

std::string draw(const Figure& figure, bool alone) {
  const FigureLayout layout = layout_of(figure);
  std::string body;
  for (std::size_t i = 0; i < figure.panels.size(); ++i) body += draw_panel(figure, layout, i);
  if (figure.panels.empty())
    body += fmt::format(
        "<text x=\"{}\" y=\"34\" text-anchor=\"middle\" fill=\"#666666\">no "
        "data</text>\n",
        layout.width / 2);
  double height = layout.height;
  if (alone) body += draw_legend(legend_of(figure), layout, height);
  const std::string h = pixels(std::ceil(height));
  const std::string w = pixels(std::ceil(layout.width));
  const std::string size = alone ? fmt::format(" width=\"{}\" height=\"{}\"", w, h)
                                 : fmt::format(" style=\"max-width:{}px\"", w);
  return fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {} {}\"{} role=\"img\" "
      "aria-labelledby=\"{}-title {}-desc\" font-family=\"Helvetica, Arial, 'Liberation Sans', "
      "'DejaVu Sans', sans-serif\" fill=\"{}\">\n<title id=\"{}-title\">{}</title>\n<desc "
      "id=\"{}-desc\">{}</desc>\n{}</svg>\n",
      w, h, size, figure.id, figure.id, ink, figure.id, escaped(figure.title), figure.id,
      escaped(full_caption(figure)), body);
}

}  // namespace

std::string svg(const Figure& figure) { return draw(figure, true); }
std::string inline_svg(const Figure& figure) { return draw(figure, false); }

}  // namespace firstmove::engine
