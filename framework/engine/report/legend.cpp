#include "report/legend.hpp"

#include <algorithm>

#include "report/overloaded.hpp"
#include "report/palette.hpp"
#include "report/strokes.hpp"
#include "report/svg_marks.hpp"
#include "report/text.hpp"

namespace firstmove::engine {
namespace {

class Collector {
 public:
  void add(const Mark& mark) {
    std::visit(Overloaded{[this](const mark::Line& m) {
                            LegendEntry* entry = find(m.of);
                            if (!entry) return;
                            entry->line = true;
                            entry->dashed |= m.dashed;
                            entry->thick |= m.thick;
                            entry->thin |= m.of.replicate.has_value();
                            if (!marked_points(m).empty()) entry->marker = style_of(m.of).marker;
                          },
                          [this](const mark::Curves& m) {
                            LegendEntry* entry = find(m.of);
                            if (!entry) return;
                            entry->line = true;
                            entry->dashed |= m.dashed;
                            entry->thick |= m.thick;
                          },
                          [this](const mark::Band& m) {
                            if (LegendEntry* entry = find(m.of)) entry->band = true;
                            if (!m.quantiles.empty()) add_note("band: " + m.quantiles);
                          },
                          [this](const mark::Points& m) {
                            LegendEntry* entry = find(m.of);
                            if (!entry) return;
                            entry->marker = m.marker.value_or(style_of(m.of).marker);
                            entry->filled = m.filled;
                          },
                          [this](const mark::Arrows& m) {
                            if (LegendEntry* entry = find(m.of)) entry->arrow = true;
                          },
                          [this](const mark::Intervals& m) {
                            LegendEntry* entry = find(m.of);
                            if (!entry) return;
                            entry->interval = true;
                            entry->marker = style_of(m.of).marker;
                          },
                          [this](const mark::Bars& m) {
                            if (LegendEntry* entry = find(m.of)) entry->colour = bar_colour(m.of);
                          },
                          [](const mark::HeatMap&) {},
                          [this](const mark::Regions& m) {
                            for (std::size_t i = 0; i < m.regions.size(); ++i) {
                              if (m.regions[i].name.empty() ||
                                  std::find(m.region.begin(), m.region.end(),
                                            static_cast<std::int32_t>(i)) == m.region.end())
                                continue;
                              LegendEntry* entry = find({.name = m.regions[i].name});
                              entry->colour = region_colour(m.regions, i);
                              entry->letter = letter_of(m, i);
                            }
                          }},
               mark);
  }

  std::vector<LegendEntry> take() {
    entries_.insert(entries_.end(), notes_.begin(), notes_.end());
    return std::move(entries_);
  }

 private:
  LegendEntry* find(const Owner& of) {
    if (of.name.empty()) return nullptr;
    for (LegendEntry& entry : entries_)
      if (entry.name == of.name && entry.of.learner == of.learner && entry.of.series == of.series)
        return &entry;
    entries_.push_back({.name = of.name, .of = of});
    return &entries_.back();
  }
  void add_note(const std::string& text) {
    for (const LegendEntry& note : notes_)
      if (note.name == text) return;
    notes_.push_back({.name = text, .of = {}, .band = true});
  }

  std::vector<LegendEntry> entries_, notes_;
};

}  // namespace

std::vector<LegendEntry> legend_of(const Figure& figure) {
  Collector collector;
  for (const Panel& panel : figure.panels)
    for (const Mark& mark : panel.marks) collector.add(mark);
  return collector.take();
}

std::string swatch(const LegendEntry& entry) {
  const Style style = style_of(entry.of);
  constexpr double middle = 0.5 * swatch_height, centre = 0.5 * swatch_width;
  std::string svg;
  if (!entry.colour.empty()) {
    svg += "<rect x=\"8\" y=\"0\" width=\"14\" height=\"14\" fill=\"" + entry.colour + "\"/>";
    if (!entry.letter.empty()) svg += letter(entry.letter, centre, middle + 4, 11, entry.colour);
    return svg;
  }
  if (entry.band)
    svg += "<rect x=\"0\" y=\"1\" width=\"30\" height=\"12\" fill=\"" + style.colour +
           "\" fill-opacity=\"0.2\"/>";
  if (entry.line || entry.interval)
    svg += "<path d=\"M0 7h30\"" +
           stroke_style(entry.of, entry.dashed, entry.thick,
                        entry.interval ? LineKind::plain : LineKind::styled) +
           "/>";
  if (entry.arrow)
    svg += "<path d=\"M4 7H26M20 4L26 7L20 10\" fill=\"none\" stroke=\"" + style.colour +
           "\" stroke-width=\"1.1\"/>";
  if (entry.marker) {
    std::string path;
    add_marker(path, *entry.marker, centre, middle, 3.6);
    svg += "<path d=\"" + path + "\"" + marker_style(entry.of, entry.filled) + "/>";
  }
  return svg;
}

std::string learner_swatch(std::size_t learner) {
  const Owner of{.learner = learner};
  return swatch({.name = "", .of = of, .line = true, .marker = style_of(of).marker});
}

}  // namespace firstmove::engine
