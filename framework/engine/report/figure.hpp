// The content of a figure, independent of how it is drawn: svg.hpp draws it as a static image,
// plotly.hpp as an interactive figure in a page.
//
//   Figure figure{.id = "costs", .title = "Cost of player 1", .caption = "Median of 100 runs."};
//   figure.panels.push_back({.x = {.label = "step", .scale = Axis::Scale::log},
//                            .y = {.label = "cost"}});
//   figure.panels[0].marks = {
//       mark::Band{.of = {.learner = 0, .name = "gradient play"}, .x = x, .lower = q1, .upper = q3,
//                  .quantiles = "quartiles"},
//       mark::Line{.of = {.learner = 0, .name = "gradient play"}, .x = x, .y = median}};
//
// NaN and infinity are gaps. On a logarithmic axis so are values that are not positive; the caption
// then says how many. Texts are plain text in UTF-8.
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
  std::optional<std::array<double, 2>> range{};  // if not set, the range of the marks
  bool angle = false;                            // ticks at multiples of pi
  // Names of the positions 0, 1, 2, .. on the axis, for rows, columns and bars. On a y axis the
  // first is at the top.
  std::vector<std::string> categories{};
};

// The owner of a mark, which determines its colour, dash and shape (palette.hpp) and when it is
// hidden.
struct Owner {
  // Index among the page's learners: the reader shows or hides a learner in all figures at once.
  std::optional<std::size_t> learner{};
  // A mark without a learner is drawn in ink, or in the style with this number.
  std::optional<std::size_t> series{};
  // The name in the legend; marks of one owner with the same name share an entry. "": no entry.
  std::string name{};
  // One run among many, drawn thin; the reader can show all of them, one or none.
  std::optional<std::uint32_t> replicate{};
};

enum class Marker { circle, square, triangle, diamond, down_triangle, plus, cross, star };

namespace mark {

struct Line {
  Owner of{};
  std::vector<double> x{}, y{};
  bool dashed = false;  // else in the owner's style
  bool thick = false;
  bool steps = false;  // a step function, like a distribution function or profile
};

// The area between two curves, for example two quantiles.
struct Band {
  Owner of{};
  std::vector<double> x{}, lower{}, upper{};
  std::string quantiles{};  // "quartiles", "5 % to 95 %": for the legend and hovers
};

struct Points {
  Owner of{};
  std::vector<double> x{}, y{};
  std::vector<std::string> labels{};  // for hovers; empty, or one for each point
  std::optional<Marker> marker{};     // else in the owner's style
  bool filled = true;
  double size = 7;  // in pixels
};

// A vector field: an arrow (u, v) centred at each (x, y).
struct Arrows {
  Owner of{};
  std::vector<double> x{}, y{}, u{}, v{};
  bool unit = true;  // all of the same length; else only the longest, others in proportion
};

// Lines of many pieces: zero sets, learning paths. On an axis with an angle, a step of more than
// half a turn crosses the end of the range and is not drawn.
struct Curves {
  Owner of{};
  std::vector<std::vector<std::array<double, 2>>> pieces{};
  bool dashed = false;
  bool thick = false;
};

// `count` cells, with centres evenly spaced on the axis's scale from `first` to `last`.
struct Cells {
  double first = 0, last = 0;
  std::size_t count = 0;
};

// Numbers over a rectangle as colours, or as a table with coloured cells.
struct HeatMap {
  enum class Colours { sequential, diverging };  // diverging about 0
  Cells x{}, y{};
  std::vector<double> values{};  // x fastest
  Colours colours = Colours::sequential;
  bool log = false;                   // the colours follow the logarithm
  std::string label{};                // of the colour bar
  bool numbers = false;               // written in the cells; then without a colour bar
  std::vector<std::string> labels{};  // for hovers; empty, or one for each cell
};

// Names over a rectangle: regions of attraction.
struct Regions {
  struct Region {
    std::string name{};
    bool muted = false;  // grey, for points in none of the other regions
  };
  Cells x{}, y{};
  std::vector<std::int32_t> region{};  // x fastest; an index of `regions`; negative: blank
  std::vector<Region> regions{};
};

// A dot with an interval along x in each row of a y axis with categories.
struct Intervals {
  Owner of{};
  std::vector<double> row{}, value{}, lower{}, upper{};
  std::vector<std::string> labels{};  // for hovers; empty, or one for each row
};

// Bars along x in rows of a y axis with categories. Their `from` and `to` can stack the bars of
// several marks.
struct Bars {
  Owner of{};
  std::vector<double> row{}, from{}, to{};
  std::vector<std::string> labels{};  // for hovers; empty, or one for each bar
};

}  // namespace mark

// Drawn in this order, the first at the bottom.
using Mark = std::variant<mark::HeatMap, mark::Regions, mark::Bars, mark::Band, mark::Arrows,
                          mark::Curves, mark::Line, mark::Intervals, mark::Points>;

struct Panel {
  std::string title{};
  Axis x{}, y{};
  bool equal = false;  // one unit along x is as long as one along y
  std::vector<Mark> marks{};
};

struct Figure {
  std::string id{};       // letters, digits, '-': the name of its file and of its anchor in a page
  std::string title{};    // what the figure shows
  std::string caption{};  // how the values were computed
  std::vector<Panel> panels{};
  std::size_t columns = 0;  // of panels; 0: chosen automatically
  double height = 0;        // of a panel in pixels, for a width of 720; 0: automatic
};

}  // namespace firstmove::engine
