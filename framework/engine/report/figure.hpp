// What a figure shows, without how it is drawn: svg.hpp draws it still, plotly.hpp for a page that
// answers to the reader.
//
//   Figure figure{.id = "costs", .title = "Cost of player 1", .caption = "Median of 100 runs."};
//   figure.panels.push_back({.x = {.label = "step", .scale = Axis::Scale::log},
//                            .y = {.label = "cost"}});
//   figure.panels[0].marks = {
//       mark::Band{.of = {.learner = 0, .name = "gradient play"}, .x = x, .lower = q1, .upper = q3,
//                  .quantiles = "quartiles"},
//       mark::Line{.of = {.learner = 0, .name = "gradient play"}, .x = x, .y = median}};
//
// Values that are not numbers are gaps. On a logarithmic axis so are values that are not positive;
// the caption then tells how many. Texts are plain text in UTF-8.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace firstmove::engine {

struct Axis {
  enum class Scale { linear, log };
  std::string label{};
  Scale scale = Scale::linear;
  std::optional<std::array<double, 2>> range{};  // without one, what the marks need
  bool angle = false;                            // ticks at multiples of pi
  // Names of the places 0, 1, 2, .. on the axis, for rows, columns and bars. Along y the first
  // stands on top.
  std::vector<std::string> categories{};
};

// Whom a mark belongs to, which settles its colour, dash and shape (palette.hpp) and what hides it.
struct Owner {
  // Index among the page's learners: the reader switches one on and off in all figures at once.
  std::optional<std::size_t> learner{};
  // What belongs to no learner is drawn in ink, or in the style of this number.
  std::optional<std::size_t> series{};
  // In the legend; marks of one owner with the same name share an entry. "": not in the legend.
  std::string name{};
  // One run among many, drawn thin; the reader picks all of them, one or none.
  std::optional<std::uint32_t> replicate{};
};

enum class Marker { circle, square, triangle, diamond, down_triangle, plus, cross, star };

namespace mark {

struct Line {
  Owner of{};
  std::vector<double> x{}, y{};
  bool dashed = false;  // else as the owner's style says
  bool thick = false;
  bool steps = false;  // keeps each y until the next x: distribution functions, profiles
};

// From one quantile to another, say.
struct Band {
  Owner of{};
  std::vector<double> x{}, lower{}, upper{};
  std::string quantiles{};  // "quartiles", "5 % to 95 %"; stands in the legend and in hovers
};

struct Points {
  Owner of{};
  std::vector<double> x{}, y{};
  std::vector<std::string> labels{};  // for hovers; none, or one a point
  std::optional<Marker> marker{};     // else as the owner's style says
  bool filled = true;
  double size = 7;  // in pixels
};

// A vector field: an arrow (u, v) centred at each (x, y).
struct Arrows {
  Owner of{};
  std::vector<double> x{}, y{}, u{}, v{};
  bool unit = true;  // all of one length; else the longest as long, the others in proportion
};

// Lines of many pieces: zero sets, learning paths. Along an angle a step of more than half a turn
// is one through the range's end, and not drawn.
struct Curves {
  Owner of{};
  std::vector<std::vector<std::array<double, 2>>> pieces{};
  bool dashed = false;
  bool thick = false;
};

// `count` centres of cells, evenly spaced on the axis's scale from `first` to `last`.
struct Cells {
  double first = 0, last = 0;
  std::size_t count = 0;
};

// Numbers over a rectangle as colours, or as a table whose cells are coloured.
struct HeatMap {
  enum class Colours { sequential, diverging };  // diverging about 0
  Cells x{}, y{};
  std::vector<double> values{};  // x fastest
  Colours colours = Colours::sequential;
  bool log = false;                   // the colours follow the logarithm
  std::string label{};                // of the colour bar
  bool numbers = false;               // written in the cells; there is no colour bar then
  std::vector<std::string> labels{};  // for hovers; none, or one a cell
};

// Names over a rectangle: regions of attraction.
struct Regions {
  struct Region {
    std::string name{};
    bool muted = false;  // grey: what belongs to no region
  };
  Cells x{}, y{};
  std::vector<std::int32_t> region{};  // x fastest; an index of `regions`, or below 0: blank
  std::vector<Region> regions{};
};

// A dot with an interval along x in each row of a y axis with categories.
struct Intervals {
  Owner of{};
  std::vector<double> row{}, value{}, lower{}, upper{};
  std::vector<std::string> labels{};  // for hovers; none, or one a row
};

// Bars along x in rows of a y axis with categories; those of several marks stand end to end if
// their `from` and `to` say so.
struct Bars {
  Owner of{};
  std::vector<double> row{}, from{}, to{};
  std::vector<std::string> labels{};  // for hovers; none, or one a bar
};

}  // namespace mark

// Drawn in this order, the first lowest.
using Mark = std::variant<mark::HeatMap, mark::Regions, mark::Bars, mark::Band, mark::Arrows,
                          mark::Curves, mark::Line, mark::Intervals, mark::Points>;

struct Panel {
  std::string title{};
  Axis x{}, y{};
  bool equal = false;  // one unit along x is as long as one along y
  std::vector<Mark> marks{};
};

struct Figure {
  std::string id{};       // letters, digits, '-': the name of its file and of its place in a page
  std::string title{};    // what is seen
  std::string caption{};  // how it was computed
  std::vector<Panel> panels{};
  std::size_t columns = 0;  // of panels; 0: as many as look well
  double height = 0;        // of a panel in pixels, of 720 for the whole width; 0: what looks well
};

}  // namespace firstmove::engine
