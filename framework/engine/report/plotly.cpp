#include "report/plotly.hpp"

#include <cmath>
#include <map>
#include <set>

#include "base/json_text.hpp"
#include "report/palette.hpp"
#include "report/plotly_marks.hpp"
#include "report/text.hpp"

namespace firstmove::engine {
namespace {

using nlohmann::json;

// The ticks of the static figure; after a zoom, report.js lets Plotly choose the ticks.
json axis(const Panel& panel, const Axis& shown, const Scale& scale, const Ticks& ticks,
          const std::string& anchor) {
  const bool log = shown.scale == Axis::Scale::log, named = !shown.categories.empty();
  const auto end = [&](double value) { return log ? std::log10(value) : value; };
  json values = json::array(), texts = json::array();
  for (const Tick& tick : ticks.major) {
    values.push_back(tick.at);
    texts.push_back(plotly_text({tick.at, fitted(tick.text, tick_size, 190), tick.power}));
  }
  const bool lines = &shown == &panel.y ? !named || panel.x.categories.empty() : !named;
  return {{"type", log ? "log" : "linear"},
          {"range", {end(scale.low()), end(scale.high())}},
          {"anchor", anchor},
          {"title",
           {{"text", plotly_text(shown.label)}, {"font", {{"size", label_size}}}, {"standoff", 8}}},
          {"tickfont", {{"size", tick_size}}},
          {"showgrid", lines},
          {"gridcolor", grid_grey},
          {"zeroline", false},
          {"showline", true},
          {"linecolor", axis_grey},
          {"tickcolor", axis_grey},
          {"ticks", named ? "" : "outside"},
          {"ticklen", 5},
          {"exponentformat", "power"},
          {"minexponent", 5},
          {"tickmode", "array"},
          {"tickvals", values},
          {"ticktext", texts},
          {"minor", {{"ticklen", 3}, {"tickcolor", axis_grey}, {"tickvals", ticks.minor}}}};
}

json annotation(const std::string& text, const std::string& suffix, double x, double y,
                const char* xanchor, const char* yanchor) {
  return {{"text", text},
          {"xref", "x" + suffix + " domain"},
          {"yref", "y" + suffix + " domain"},
          {"x", x},
          {"y", y},
          {"xanchor", xanchor},
          {"yanchor", yanchor},
          {"showarrow", false}};
}

// The scale can be switched for lines and points, but not for maps and vector fields.
bool switchable(const Figure& figure, bool along_x) {
  bool any = false;
  for (const Panel& panel : figure.panels) {
    const Axis& shown = along_x ? panel.x : panel.y;
    if (!shown.categories.empty() || shown.angle || panel.equal) return false;
    for (const Mark& mark : panel.marks)
      if (std::holds_alternative<mark::HeatMap>(mark) ||
          std::holds_alternative<mark::Regions>(mark) ||
          std::holds_alternative<mark::Arrows>(mark) || std::holds_alternative<mark::Bars>(mark))
        return false;
    Panel as_log = panel;
    (along_x ? as_log.x : as_log.y).scale = Axis::Scale::log;
    const PanelExtent seen = extent_of(as_log);
    if (shown.scale == Axis::Scale::linear && (seen.dropped > 0 || seen.empty)) return false;
    any = any || !seen.empty;
  }
  return any;
}

json frame_of(const Figure& figure, const FigureLayout& layout) {
  const Gutters& g = layout.gutters;
  json panels = json::array();
  std::set<std::uint32_t> replicates;
  for (std::size_t i = 0; i < figure.panels.size(); ++i) {
    const Panel& panel = figure.panels[i];
    panels.push_back({{"width", layout.panels[i].width},
                      {"height", layout.panels[i].height},
                      {"equal", panel.equal},
                      {"xNames", !panel.x.categories.empty()},
                      {"yNames", !panel.y.categories.empty()},
                      {"xAngle", panel.x.angle},
                      {"yAngle", panel.y.angle}});
    for (const Mark& mark : panel.marks)
      if (const auto* line = std::get_if<mark::Line>(&mark); line && line->of.replicate)
        replicates.insert(*line->of.replicate);
      else if (const auto* curves = std::get_if<mark::Curves>(&mark);
               curves && curves->of.replicate)
        replicates.insert(*curves->of.replicate);
      else if (const auto* points = std::get_if<mark::Points>(&mark);
               points && points->of.replicate)
        replicates.insert(*points->of.replicate);
  }
  const auto scale_of = [&](bool along_x) -> json {
    if (!switchable(figure, along_x)) return nullptr;
    const Axis& shown = along_x ? figure.panels[0].x : figure.panels[0].y;
    return shown.scale == Axis::Scale::log ? "log" : "linear";
  };
  return {{"width", layout.width},
          {"columns", layout.columns},
          {"gap", panel_gap},
          {"gutters", {{"left", g.left}, {"right", g.right}, {"top", g.top}, {"bottom", g.bottom}}},
          {"panels", panels},
          {"replicates", replicates},
          {"xScale", scale_of(true)},
          {"yScale", scale_of(false)}};
}

// Lines over the same steps share their x values, which are written once: the "x" of a trace is
// then an index into this list.
json shared_steps(json& traces) {
  json shared = json::array();
  std::map<std::string, std::size_t> places;
  for (json& trace : traces) {
    if (trace["type"] != "scatter" || trace["x"].size() < 8) continue;
    const auto [place, is_new] = places.try_emplace(json_text(trace["x"]), shared.size());
    if (is_new) shared.push_back(trace["x"]);
    trace["x"] = place->second;
  }
  return shared;
}

}  // namespace

std::string plotly_json(const Figure& figure) {
  const FigureLayout drawn = layout_of(figure);
  json traces = json::array();
  json layout = {
      {"showlegend", false},
      {"hovermode", "closest"},
      {"hoverlabel", {{"namelength", -1}}},
      {"barmode", "overlay"},
      {"paper_bgcolor", "rgba(0,0,0,0)"},
      {"plot_bgcolor", "rgba(0,0,0,0)"},
      {"modebar",
       {{"bgcolor", "rgba(255,255,255,0.85)"}, {"color", axis_grey}, {"activecolor", ink}}},
      {"margin", {{"l", 0}, {"r", 0}, {"t", 0}, {"b", 0}, {"autoexpand", false}}},
      {"font",
       {{"family", "Helvetica, Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif"},
        {"size", tick_size},
        {"color", ink}}},
      {"annotations", json::array()}};
  for (std::size_t i = 0; i < figure.panels.size(); ++i) {
    const Panel& panel = figure.panels[i];
    const PanelFrame& frame = drawn.panels[i];
    const std::string suffix = i == 0 ? "" : std::to_string(i + 1);
    json x = axis(panel, panel.x, frame.x, frame.x_ticks, "y" + suffix);
    json y = axis(panel, panel.y, frame.y, frame.y_ticks, "x" + suffix);
    if (!panel.y.categories.empty()) y["range"] = {y["range"][1], y["range"][0]};
    x["tickangle"] = frame.rotated ? -90 : 0;
    if (panel.equal) {
      y["scaleanchor"] = "x" + suffix;
      x["constrain"] = y["constrain"] = "domain";
    }
    layout["xaxis" + suffix] = std::move(x);
    layout["yaxis" + suffix] = std::move(y);
    add_traces(traces, panel, frame, suffix);
    if (!panel.title.empty()) {
      json title =
          annotation("<b>" + plotly_text(panel.title) + "</b>", suffix, 0, 1, "left", "bottom");
      title["font"] = {{"size", title_size}};
      title["yshift"] = 4;
      title["xshift"] = -2;  // compensates the margin of the text
      layout["annotations"].push_back(std::move(title));
    }
    if (!frame.empty) continue;
    layout["annotations"].push_back(annotation("no data", suffix, 0.5, 0.5, "center", "middle"));
    traces.push_back({{"type", "scatter"},  // Plotly draws axes only if there is a trace
                      {"xaxis", "x" + suffix},
                      {"yaxis", "y" + suffix},
                      {"x", {nullptr}},
                      {"y", {nullptr}},
                      {"meta", json::object()}});
  }
  const json shared = shared_steps(traces);
  const json whole = {
      {"data", traces}, {"shared", shared}, {"layout", layout}, {"frame", frame_of(figure, drawn)}};
  return json_text(whole);
}

}  // namespace firstmove::engine
