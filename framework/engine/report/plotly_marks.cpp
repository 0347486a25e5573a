#include "report/plotly_marks.hpp"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <cmath>

#include "report/palette.hpp"
#include "report/strokes.hpp"
#include "report/svg_grid.hpp"
#include "report/svg_marks.hpp"
#include "report/text.hpp"

namespace firstmove::engine {
namespace {

using nlohmann::json;

// Seven digits: enough for hovers and for any screen; null if not finite.
json number(double value) {
  if (!std::isfinite(value)) return nullptr;
  if (value == std::floor(value) && std::abs(value) < 1e7) return static_cast<std::int64_t>(value);
  return std::stod(fmt::format("{:.7g}", value));
}
json numbers(const std::vector<double>& values) {
  json result = json::array();
  for (const double value : values) result.push_back(number(value));
  return result;
}
json texts(const std::vector<std::string>& labels) {
  json result = json::array();
  for (const std::string& label : labels) result.push_back(plotly_text(label));
  return result;
}

const char* symbol(Marker marker) {
  switch (marker) {
    case Marker::circle:
      return "circle";
    case Marker::square:
      return "square";
    case Marker::triangle:
      return "triangle-up";
    case Marker::down_triangle:
      return "triangle-down";
    case Marker::diamond:
      return "diamond";
    case Marker::plus:
      return "cross";
    case Marker::cross:
      return "x";
    case Marker::star:
      return "star";
  }
  return "circle";
}

json line_style(const Owner& of, bool dashed, bool thick) {
  const Style style = style_of(of);
  json result = {{"color", style.colour}, {"width", line_width(of, thick)}};
  std::vector<double> dash = style.dash;
  if (of.replicate) dash.clear();
  if (dashed && dash.empty()) dash = {6, 4};
  if (!dash.empty()) result["dash"] = fmt::format("{}px", fmt::join(dash, "px,"));
  return result;
}

json marker(const Owner& of, Marker shape, bool filled, double size) {
  const std::string colour = style_of(of).colour;
  // Plotly's triangles are smaller than those of the static figure.
  const bool small = shape == Marker::triangle || shape == Marker::down_triangle;
  return {{"symbol", symbol(shape)},
          {"size", small ? 1.3 * size : size},
          {"opacity", 1},
          {"color", filled ? colour : "#ffffff"},
          {"line", {{"color", filled ? "#ffffff" : colour}, {"width", filled ? 0.7 : 1.5}}}};
}

// The format of numbers in hovers: with exponents on axes with small values.
std::string format(const Axis& axis, const Scale& scale) {
  const bool small = axis.scale == Axis::Scale::log && scale.low() < 1e-3;
  return small ? ":.3~e" : ":.6~g";
}

// A name for hovers, where "%{" would start a variable.
std::string hover_name(const std::string& label, const char* otherwise) {
  std::string name = plotly_text(label.empty() ? otherwise : label);
  for (std::size_t at = 0; (at = name.find("%{", at)) != std::string::npos;)
    name.insert(at + 1, 1, ' ');
  return name;
}

class Tracer {
 public:
  Tracer(json& traces, const Panel& panel, const PanelFrame& frame, const std::string& suffix)
      : traces_(traces),
        panel_(panel),
        frame_(frame),
        x_axis_("x" + suffix),
        y_axis_("y" + suffix) {
    place_ = hover_name(panel.x.label, "x") + " %{x" + format(panel.x, frame.x) + "}<br>" +
             hover_name(panel.y.label, "y") + " %{y" + format(panel.y, frame.y) + "}";
  }

  void operator()(const mark::Line& m) const {
    json& trace = add(m.of, "scatter");
    trace["x"] = numbers(m.x);
    trace["y"] = numbers(m.y);
    trace["line"] = line_style(m.of, m.dashed, m.thick);
    if (m.steps) trace["line"]["shape"] = "hv";
    if (m.of.replicate) trace["opacity"] = 0.4;
    trace["hovertemplate"] =
        place_ + around(m, trace) + run(m.of) + "<extra>%{fullData.name}</extra>";
    const auto marked = marked_points(m);
    trace["mode"] = marked.empty() ? "lines" : "lines+markers";
    if (marked.empty()) return;
    trace["marker"] = marker(m.of, style_of(m.of).marker, true, 7);
    const json size = trace["marker"]["size"];
    json sizes = std::vector<int>(m.x.size(), 0);
    for (const std::size_t i : marked) sizes[i] = size;
    trace["marker"]["size"] = std::move(sizes);
  }

  void operator()(const mark::Curves& m) const {
    json& trace = add_strokes(m.of, strokes(m, panel_));
    trace["line"] = line_style(m.of, m.dashed, m.thick);
    trace["hovertemplate"] = place_ + run(m.of) + "<extra>%{fullData.name}</extra>";
  }

  void operator()(const mark::Band& m) const {
    json& trace = add_strokes(m.of, outlines(m, panel_.y, frame_.y.low()));
    trace["fill"] = "toself";
    trace["fillcolor"] = style_of(m.of).colour;
    trace["opacity"] = band_opacity(panel_);
    trace["line"] = {{"width", 0}};
    trace["hoverinfo"] = "skip";
  }

  void operator()(const mark::Points& m) const {
    json& trace = add(m.of, "scatter");
    trace["mode"] = "markers";
    trace["x"] = numbers(m.x);
    trace["y"] = numbers(m.y);
    trace["marker"] = marker(m.of, m.marker.value_or(style_of(m.of).marker), m.filled, m.size);
    if (!m.labels.empty()) trace["text"] = texts(m.labels);
    trace["hovertemplate"] = (m.labels.empty() ? "" : "%{text}<br>") + place_ + run(m.of) +
                             "<extra>%{fullData.name}</extra>";
  }

  void operator()(const mark::Arrows& m) const {
    std::vector<Stroke> drawn = strokes(m, frame_);
    for (Stroke& stroke : drawn)
      for (auto& [x, y] : stroke) {
        x = frame_.x.value(x);
        y = frame_.y.value(y);
      }
    json& trace = add_strokes(m.of, drawn);
    trace["line"] = {{"color", style_of(m.of).colour}, {"width", 0.9}};
    trace["opacity"] = 0.55;
    trace["hoverinfo"] = "skip";
  }

  void operator()(const mark::HeatMap& m) const {
    const ColourRange range = colour_range(m);
    json& trace = add_grid(m.x, m.y);
    std::vector<double> z = m.values;
    if (range.log)
      for (double& value : z) value = value > 0 ? std::log10(value) : NAN;
    if (m.numbers)  // Plotly writes no text into a cell without a value
      for (double& value : z)
        if (std::isinf(value)) value = value > 0 ? range.high : range.low;
    trace["z"] = rows(z, m.x.count);
    if (range.log) trace["customdata"] = rows(m.values, m.x.count);
    trace["zmin"] = number(range.low);
    trace["zmax"] = number(range.high);
    trace["colorscale"] = json::array();
    constexpr int stops = 16;
    for (int i = 0; i <= stops; ++i)
      trace["colorscale"].push_back(
          {i / double{stops}, ramp_colour(ramp_of(m), i / double{stops})});
    const std::string value = m.numbers   ? "%{text}"
                              : range.log ? "%{customdata:.5~g}"
                                          : "%{z:.5~g}";
    const std::string what = m.label.empty() ? value : hover_name(m.label, "") + " " + value;
    const bool named = !panel_.x.categories.empty() && !panel_.y.categories.empty();
    if (!m.labels.empty()) trace["hovertext"] = rows(m.labels, m.x.count);
    trace["hovertemplate"] =
        (m.labels.empty() ? (named ? "" : place_ + "<br>") : "%{hovertext}<br>") + what +
        "<extra></extra>";
    if (m.numbers)
      write_numbers(m, trace);
    else
      add_colour_bar(m, range, trace);
  }

  void operator()(const mark::Regions& m) const {
    json& trace = add_grid(m.x, m.y);
    std::vector<double> z;
    for (const std::int32_t region : m.region) z.push_back(region < 0 ? NAN : region);
    trace["z"] = rows(z, m.x.count);
    const auto count = static_cast<double>(m.regions.size());
    trace["zmin"] = -0.5;
    trace["zmax"] = count - 0.5;
    trace["showscale"] = false;
    trace["colorscale"] = json::array();
    std::vector<std::string> names;
    for (std::size_t i = 0; i < m.regions.size(); ++i) {
      const std::string colour = region_colour(m.regions, i);
      trace["colorscale"].push_back({static_cast<double>(i) / count, colour});
      trace["colorscale"].push_back({static_cast<double>(i + 1) / count, colour});
      const std::string letter = letter_of(m, i);
      names.push_back((letter.empty() ? "" : letter + ": ") + m.regions[i].name);
    }
    // report.js expands them to one text per cell, which would make the page large.
    trace["meta"]["regions"] = texts(names);
    trace["hovertemplate"] = "%{text}<br>" + place_ + "<extra></extra>";
    add_letters(m);
  }

  void operator()(const mark::Intervals& m) const {
    json& trace = add(m.of, "scatter");
    trace["mode"] = "markers";
    trace["x"] = numbers(m.value);
    trace["y"] = numbers(m.row);
    trace["marker"] = marker(m.of, style_of(m.of).marker, true, 8.5);
    std::vector<double> up, down;
    json hover = json::array();
    for (std::size_t i = 0; i < m.row.size(); ++i) {
      up.push_back(m.upper[i] - m.value[i]);
      down.push_back(m.value[i] - m.lower[i]);
      hover.push_back(fmt::format("{}<br>{} [{}, {}]{}", row_name(m.row[i]),
                                  short_number(m.value[i], 5), short_number(m.lower[i], 5),
                                  short_number(m.upper[i], 5),
                                  m.labels.empty() ? "" : "<br>" + plotly_text(m.labels[i])));
    }
    trace["error_x"] = {{"type", "data"},
                        {"symmetric", false},
                        {"array", numbers(up)},
                        {"arrayminus", numbers(down)},
                        {"thickness", 1.7},
                        {"width", 0},
                        {"color", style_of(m.of).colour}};
    trace["hovertext"] = hover;
    trace["hoverinfo"] = "text";
  }

  void operator()(const mark::Bars& m) const {
    json& trace = add(m.of, "bar");
    trace["orientation"] = "h";
    trace["width"] = 0.72;
    trace["y"] = numbers(m.row);
    trace["base"] = numbers(m.from);
    std::vector<double> lengths;
    json hover = json::array();
    for (std::size_t i = 0; i < m.row.size(); ++i) {
      lengths.push_back(m.to[i] - m.from[i]);
      hover.push_back(fmt::format("{}<br>{} {}{}", row_name(m.row[i]), plotly_text(m.of.name),
                                  short_number(lengths.back(), 4),
                                  m.labels.empty() ? "" : "<br>" + plotly_text(m.labels[i])));
    }
    trace["x"] = numbers(lengths);
    trace["marker"] = {{"color", bar_colour(m.of)},
                       {"line", {{"color", "#ffffff"}, {"width", 0.7}}}};
    trace["hovertext"] = hover;
    trace["hoverinfo"] = "text";
    trace["textposition"] = "none";
  }

 private:
  json& add(const Owner& of, const char* type) const {
    json meta = json::object();
    if (of.learner) meta["learner"] = *of.learner;
    if (of.replicate) meta["replicate"] = *of.replicate;
    traces_.push_back({{"type", type},
                       {"xaxis", x_axis_},
                       {"yaxis", y_axis_},
                       {"name", plotly_text(of.name)},
                       {"showlegend", false},
                       {"meta", meta}});
    return traces_.back();
  }
  json& add_strokes(const Owner& of, const std::vector<Stroke>& pieces) const {
    json& trace = add(of, "scatter");
    trace["mode"] = "lines";
    json x = json::array(), y = json::array();
    for (const Stroke& piece : pieces) {
      if (!x.empty()) {
        x.push_back(nullptr);
        y.push_back(nullptr);
      }
      for (const auto& point : piece) {
        x.push_back(number(point[0]));
        y.push_back(number(point[1]));
      }
    }
    trace["x"] = std::move(x);
    trace["y"] = std::move(y);
    return trace;
  }
  json& add_grid(const mark::Cells& x, const mark::Cells& y) const {
    json& trace = add({}, "heatmap");
    const auto centres = [](const mark::Cells& cells, Axis::Scale scale) {
      std::vector<double> at;
      for (std::size_t i = 0; i < cells.count; ++i) at.push_back(centre(cells, scale, i));
      return numbers(at);
    };
    trace["x"] = centres(x, panel_.x.scale);
    trace["y"] = centres(y, panel_.y.scale);
    trace["zsmooth"] = false;
    return trace;
  }

  template <class T>
  static json rows(const std::vector<T>& values, std::size_t width) {
    json result = json::array();
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (i % width == 0) result.push_back(json::array());
      if constexpr (std::is_same_v<T, double>)
        result.back().push_back(number(values[i]));
      else
        result.back().push_back(plotly_text(values[i]));
    }
    return result;
  }

  void write_numbers(const mark::HeatMap& m, json& trace) const {
    const CellTexts written = cell_texts(m, frame_);
    trace["text"] = rows(written.texts, m.x.count);
    trace["texttemplate"] = "%{text}";
    trace["textfont"] = {{"size", written.size}};
    trace["xgap"] = trace["ygap"] = 1;
    trace["showscale"] = false;
  }
  void add_colour_bar(const mark::HeatMap& m, const ColourRange& range, json& trace) const {
    json values = json::array(), labels = json::array();
    const int wanted = std::clamp(static_cast<int>(frame_.height / 45), 2, 6);
    for (const Tick& tick : range.marks(wanted).major) {
      values.push_back(range.log ? std::log10(tick.at) : tick.at);
      labels.push_back(plotly_text(tick));
    }
    trace["colorbar"] = {
        {"thickness", 11},
        {"outlinewidth", 0},
        {"lenmode", "pixels"},
        {"xanchor", "left"},
        {"yanchor", "top"},
        {"xpad", 0},
        {"ypad", 0},
        {"ticks", "outside"},
        {"ticklen", 4},
        {"tickcolor", axis_grey},
        {"tickfont", {{"size", tick_size}}},
        {"tickvals", values},
        {"ticktext", labels},
        {"title",
         {{"text", plotly_text(m.label)}, {"side", "right"}, {"font", {{"size", label_size}}}}}};
  }

  void add_letters(const mark::Regions& m) const {
    std::vector<double> x, y;
    json letters = json::array(), colours = json::array();
    const auto places = letter_places(m);
    for (std::size_t i = 0; i < places.size(); ++i) {
      if (places[i][0] < 0 || letter_of(m, i).empty()) continue;
      x.push_back(centre(m.x, panel_.x.scale, static_cast<std::size_t>(places[i][0])));
      y.push_back(centre(m.y, panel_.y.scale, static_cast<std::size_t>(places[i][1])));
      letters.push_back(letter_of(m, i));
      colours.push_back(is_dark(region_colour(m.regions, i)) ? "#ffffff" : ink);
    }
    json& trace = add({}, "scatter");
    trace["mode"] = "text";
    trace["x"] = numbers(x);
    trace["y"] = numbers(y);
    trace["text"] = letters;
    trace["textfont"] = {{"size", 13}, {"color", colours}, {"weight", "bold"}};
    trace["hoverinfo"] = "skip";
  }

  // The quantiles of the band around a line, at the same steps.
  std::string around(const mark::Line& line, json& trace) const {
    if (line.of.replicate) return "";
    for (const Mark& mark : panel_.marks) {
      const auto* band = std::get_if<mark::Band>(&mark);
      if (!band || band->x != line.x || band->of.name != line.of.name ||
          band->of.learner != line.of.learner || band->of.series != line.of.series)
        continue;
      json spans = json::array();
      for (std::size_t i = 0; i < band->x.size(); ++i)
        spans.push_back({number(band->lower[i]), number(band->upper[i])});
      trace["customdata"] = std::move(spans);
      return "<br>" + hover_name(band->quantiles, "band") + " %{customdata[0]" +
             format(panel_.y, frame_.y) + "} to %{customdata[1]" + format(panel_.y, frame_.y) + "}";
    }
    return "";
  }
  static std::string run(const Owner& of) {
    return of.replicate ? "<br>replicate " + std::to_string(*of.replicate) : "";
  }
  std::string row_name(double row) const {
    const auto i = static_cast<std::size_t>(row);
    return row >= 0 && i < panel_.y.categories.size() ? plotly_text(panel_.y.categories[i]) : "";
  }

  json& traces_;
  const Panel& panel_;
  const PanelFrame& frame_;
  std::string x_axis_, y_axis_, place_;
};

}  // namespace

std::string plotly_text(const std::string& text) {
  std::string result;
  for (const char c : text) result += c == '&' ? "&amp;" : c == '<' ? "&lt;" : std::string(1, c);
  return result;
}

std::string plotly_text(const Tick& tick) {
  return plotly_text(tick.text) + (tick.power.empty() ? "" : "<sup>" + tick.power + "</sup>");
}

void add_traces(json& traces, const Panel& panel, const PanelFrame& frame,
                const std::string& suffix) {
  const Tracer tracer(traces, panel, frame, suffix);
  for (const Mark& mark : panel.marks) std::visit(tracer, mark);
}

}  // namespace firstmove::engine
