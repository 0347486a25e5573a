// Figures as SVG, PDF and JSON, read back by independent parsers.
#include <boost/property_tree/ptree.hpp>
#include <boost/property_tree/xml_parser.hpp>
#include <nlohmann/json.hpp>
#include <set>

#include "engine/report/every_mark.hpp"
#include "report/assets.hpp"
#include "report/legend.hpp"
#include "report/palette.hpp"
#include "report/pdf.hpp"
#include "report/plotly.hpp"
#include "report/strokes.hpp"
#include "report/svg.hpp"
#include "report/text.hpp"
#include "report/ticks.hpp"
#include "support/support.hpp"

namespace {

using namespace firstmove;
using namespace firstmove::engine;
using namespace firstmove::test;
using boost::property_tree::ptree;

ptree parsed(const std::string& xml) {
  std::istringstream stream(xml);
  ptree tree;
  read_xml(stream, tree);
  return tree;
}

// Calls back with the name and the tree of each element, outermost first.
template <class Visit>
void walk(const ptree& tree, const Visit& visit) {
  for (const auto& [name, child] : tree) {
    if (name == "<xmlattr>" || name == "<xmlcomment>") continue;
    visit(name, child);
    walk(child, visit);
  }
}

std::string attribute(const ptree& element, const std::string& name) {
  return element.get("<xmlattr>." + name, "");
}

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t found = 0;
  for (std::size_t at = 0; (at = text.find(part, at)) != std::string::npos; at += part.size())
    ++found;
  return found;
}

std::vector<std::string> written(const Ticks& ticks) {
  std::vector<std::string> result;
  for (const Tick& tick : ticks.major)
    result.push_back(tick.text + (tick.power.empty() ? "" : "^" + tick.power));
  return result;
}
using Texts = std::vector<std::string>;

Figure one_panel(Panel panel) {
  Figure figure{.id = "f", .title = "t"};
  figure.panels.push_back(std::move(panel));
  return figure;
}

// The corners of a path that consists of M, l and numbers, as in the SVG specification.
std::vector<Stroke> corners_of(const std::string& path) {
  std::vector<Stroke> strokes;
  std::string spaced;
  for (const char c : path)
    spaced += c == 'M' || c == 'l' ? std::string(" ") + c + " "
              : c == '-'           ? std::string(" -")
                                   : std::string(1, c);
  std::istringstream words(spaced);
  for (std::string word; words >> word;) {
    if (word == "M") strokes.emplace_back();
    if (word == "M" || word == "l") continue;
    const double x = std::stod(word);
    REQUIRE(static_cast<bool>(words >> word));
    const double y = std::stod(word);
    Stroke& stroke = strokes.back();
    stroke.push_back(stroke.empty() ? std::array{x, y}
                                    : std::array{stroke.back()[0] + x, stroke.back()[1] + y});
  }
  return strokes;
}

TEST_CASE("every kind of mark is well-formed SVG without NaN or infinity") {
  for (const Figure& figure : every_figure())
    for (const std::string& text : {svg(figure), inline_svg(figure)}) {
      CAPTURE(figure.id);
      const ptree tree = parsed(text);
      CHECK(tree.get<std::string>("svg.title") == figure.title);
      CHECK(tree.get<std::string>("svg.desc").starts_with(figure.caption));
      CHECK(attribute(tree.get_child("svg"), "role") == "img");
      std::set<std::string> ids;
      walk(tree, [&](const std::string& name, const ptree& element) {
        const std::string id = attribute(element, "id");
        if (!id.empty()) CHECK(ids.insert(id).second);
        for (const char* numeric : {"d", "x", "y", "width", "height", "transform", "points"}) {
          const std::string value = attribute(element, numeric);
          CAPTURE(name);
          CHECK(value.find("nan") == std::string::npos);
          CHECK(value.find("inf") == std::string::npos);
        }
      });
      CHECK(text.size() < 100'000);
    }
}

TEST_CASE("each learner's marks have its class, and thousands of points are one path") {
  mark::Points points{.of = {.learner = 4, .name = "many"}};
  for (int i = 0; i < 3000; ++i) {
    points.x.push_back(i);
    points.y.push_back(std::sin(i));
  }
  const mark::Line line{.of = {.learner = 2, .name = "line"}, .x = {0, 1, 2}, .y = {0, 1, 0}};
  const ptree tree = parsed(inline_svg(one_panel({.marks = {line, points, line}})));
  std::size_t lines = 0, markers = 0, paths = 0;
  walk(tree, [&](const std::string&, const ptree& element) {
    if (attribute(element, "class") == "learner-2") ++lines;
    if (attribute(element, "class") != "learner-4") return;
    walk(element, [&](const std::string& name, const ptree& path) {
      ++paths;
      CHECK(name == "path");
      markers = count(attribute(path, "d"), "M");
    });
  });
  CHECK(lines == 2);
  CHECK(paths == 1);
  CHECK(markers == 3000);
}

TEST_CASE("a line passes through its values, to a tenth of a pixel") {
  mark::Line line{.of = {.series = 0}};
  for (int i = 0; i <= 500; ++i) {
    line.x.push_back(std::pow(10, i / 100.0));
    line.y.push_back(std::sin(i / 20.0));
  }
  const Figure figure = one_panel({.x = {.scale = Axis::Scale::log, .range = {{1, 1e5}}},
                                   .y = {.range = {{-1, 1}}},
                                   .marks = {line}});
  const PanelFrame frame = layout_of(figure).panels[0];
  std::string path;
  walk(parsed(inline_svg(figure)), [&](const std::string& name, const ptree& element) {
    if (name == "path" && attribute(element, "stroke") == style_of(0).colour)
      path = attribute(element, "d");
  });
  const std::vector<Stroke> drawn = corners_of(path);
  REQUIRE(drawn.size() == 1);
  CHECK(drawn[0].size() < 300);  // of 501
  for (std::size_t i = 0; i < line.x.size(); ++i) {
    const double x = frame.left + frame.width * std::log10(line.x[i]) / 5;
    const double y = frame.top + frame.height * (1 - line.y[i]) / 2;
    double nearest = INFINITY;
    for (std::size_t k = 0; k + 1 < drawn[0].size(); ++k) {
      const auto [ax, ay] = drawn[0][k];
      const auto [bx, by] = drawn[0][k + 1];
      const double share = std::clamp(((x - ax) * (bx - ax) + (y - ay) * (by - ay)) /
                                          (std::pow(bx - ax, 2) + std::pow(by - ay, 2)),
                                      0.0, 1.0);
      nearest =
          std::min(nearest, std::hypot(x - ax - share * (bx - ax), y - ay - share * (by - ay)));
    }
    CHECK(nearest < 0.12);
  }
}

TEST_CASE("ticks of known ranges") {
  CHECK(written(ticks({}, 0, 10, 5)) == Texts{"0", "2", "4", "6", "8", "10"});
  CHECK(written(ticks({}, -0.31, 0.27, 5)) ==
        Texts{"\u22120.3", "\u22120.2", "\u22120.1", "0", "0.1", "0.2"});
  CHECK(written(ticks({}, 0, 4e6, 4)) ==
        Texts{"0", "10^6", "2\u00d710^6", "3\u00d710^6", "4\u00d710^6"});
  CHECK(written(ticks({}, 1000.1, 1000.3, 4)) ==
        Texts{"1000.10", "1000.15", "1000.20", "1000.25", "1000.30"});
  const Axis log{.scale = Axis::Scale::log};
  CHECK(written(ticks(log, 1e-3, 1e2, 8)) ==
        Texts{"10^\u22123", "10^\u22122", "10^\u22121", "10^0", "10^1", "10^2"});
  CHECK(ticks(log, 1e-3, 1e2, 8).minor.size() == 5 * 8);
  CHECK(written(ticks(log, 1e-12, 1e2, 5)) ==
        Texts{"10^\u221212", "10^\u22129", "10^\u22126", "10^\u22123", "10^0"});
  CHECK(written(ticks(log, 0.3, 12, 5)) == Texts{"0.5", "1", "2", "5", "10"});
  using std::numbers::pi;
  const Axis angle{.angle = true};
  CHECK(written(ticks(angle, -pi, pi, 5)) ==
        Texts{"\u2212\u03c0", "\u2212\u03c0/2", "0", "\u03c0/2", "\u03c0"});
  CHECK(written(ticks(angle, 0, pi, 5)) ==
        Texts{"0", "\u03c0/4", "\u03c0/2", "3\u03c0/4", "\u03c0"});
  CHECK(written(ticks(angle, -4 * pi, 4 * pi, 5)) ==
        Texts{"\u22124\u03c0", "\u22122\u03c0", "0", "2\u03c0", "4\u03c0"});
  CHECK(written(ticks({.categories = {"a", "b"}}, -0.5, 1.5, 9)) == Texts{"a", "b"});
}

TEST_CASE("ticks lie in their range, in order, and are not too many") {
  std::mt19937 generator(1);
  std::uniform_real_distribution<double> draw(-1, 1);
  for (int round = 0; round < 2000; ++round) {
    const double size = std::pow(10, 12 * draw(generator)), middle = size * draw(generator);
    const double low = middle - size * std::pow(10, -4 * std::abs(draw(generator)));
    const double high = middle + size;
    for (const Axis& axis : {Axis{}, Axis{.angle = true}, Axis{.scale = Axis::Scale::log}}) {
      const bool log = axis.scale == Axis::Scale::log;
      const double from = log ? size * 1e-3 : low, to = log ? size * (2 + draw(generator)) : high;
      if (axis.angle && to - from > 1e6) continue;
      const Ticks found = ticks(axis, from, to, 6);
      const double slack = 1e-6 * (to - from);
      CHECK(found.major.size() >= 2);
      CHECK(found.major.size() <= 10);
      for (std::size_t i = 0; i < found.major.size(); ++i) {
        CHECK(found.major[i].at >= from - slack);
        CHECK(found.major[i].at <= to + slack);
        if (i > 0) CHECK(found.major[i].at > found.major[i - 1].at);
        if (i > 0) CHECK(written(found)[i] != written(found)[i - 1]);
      }
    }
  }
}

TEST_CASE("texts are shown as given") {
  const std::string odd = "a <b> & \"c\" 'd' ]]> \u03b2\u2081 {}";
  Figure figure = one_panel({.title = odd, .x = {.label = odd}, .y = {.label = odd}});
  figure.panels[0].marks = {
      mark::Line{.of = {.learner = 0, .name = odd}, .x = {1, 2}, .y = {1, 2}}};
  std::size_t found = 0;
  walk(parsed(svg(figure)), [&](const std::string& name, const ptree& element) {
    if (name == "text" && element.data() == odd) ++found;
  });
  CHECK(found == 4);  // title, two labels, legend
  CHECK(escaped(std::string("a\x01\x1f\tb\xff<")) == "a\\x01\\x1f\tb\uFFFD&lt;");
  CHECK(fitted("\u03b1\u03b2\u03b3\u03b4\u03b5\u03b6", 10, 30) == "\u03b1\u03b2\u03b3\u2026");
}

TEST_CASE("Player 1 hunts the stag alone, player 2 the hare.") {
  const Figure odd = odd_values();
  CHECK(full_caption(odd) ==
        odd.caption + " Not drawn: 2 values that a logarithmic axis cannot show.");
  CHECK(full_caption(field()) == field().caption);
  const auto& line = std::get<mark::Line>(odd.panels[0].marks[0]);
  const std::vector<Stroke> drawn = to_pixels(strokes(line), layout_of(odd).panels[0]);
  REQUIRE(drawn.size() == 3);  // 1 3 | 0.5 | 2
  CHECK(drawn[0].size() == 2);
  CHECK(drawn[1].size() == 1);
  CHECK(drawn[2].size() == 1);
  CHECK(count(svg(odd), ">no data<") == 1);
  CHECK(count(svg({.id = "none"}), ">no data<") == 1);
}

TEST_CASE("a path on the torus is cut where an angle passes pi") {
  const mark::Curves path{.pieces = {{{3.0, 0}, {3.1, 0}, {-3.1, 0.1}, {-3.0, 0.1}}}};
  const Panel panel{.x = {.angle = true}, .y = {.angle = true}};
  CHECK(strokes(path, panel) ==
        std::vector<Stroke>{{{3.0, 0}, {3.1, 0}}, {{-3.1, 0.1}, {-3.0, 0.1}}});
  CHECK(strokes(path, {}).size() == 1);
}

TEST_CASE(
    "280 learners differ in colour, dash or marker; 40 of one colour differ in dash and marker") {
  std::set<std::string> all;
  for (std::size_t i = 0; i < 280; ++i) {
    const Style style = style_of(i);
    std::ostringstream text;
    text << style.colour << static_cast<int>(style.marker);
    for (const double d : style.dash) text << ' ' << d;
    CHECK(all.insert(text.str()).second);
    for (std::size_t j = i + 1; j < std::min<std::size_t>(280, i + 35); ++j)
      if (style_of(j).colour == style.colour) {
        CHECK(style_of(j).dash != style.dash);
        CHECK(style_of(j).marker != style.marker);
      }
  }
}

TEST_CASE("colour ramps cover their whole range, and become steadily lighter or darker") {
  const auto light = [](const std::string& colour) {
    return 0.3 * std::stoi(colour.substr(1, 2), nullptr, 16) +
           0.59 * std::stoi(colour.substr(3, 2), nullptr, 16) +
           0.11 * std::stoi(colour.substr(5, 2), nullptr, 16);
  };
  CHECK(ramp_colour(Ramp::viridis, -1) == "#440154");
  CHECK(ramp_colour(Ramp::viridis, 1) == "#fde725");
  for (int i = 1; i <= 50; ++i) {
    CHECK(light(ramp_colour(Ramp::viridis, i / 50.0)) >
          light(ramp_colour(Ramp::viridis, (i - 1) / 50.0)));
    CHECK(light(ramp_colour(Ramp::pale, i / 50.0)) <
          light(ramp_colour(Ramp::pale, (i - 1) / 50.0)));
  }
}

TEST_CASE("a region's letter lies inside the region") {
  const Figure figure = attraction_map();
  const auto& map = std::get<mark::Regions>(figure.panels[0].marks[0]);
  const auto places = letter_places(map);
  REQUIRE(places.size() == 4);
  for (std::size_t i = 0; i < 2; ++i) {
    REQUIRE(places[i][0] >= 0);
    // Deep inside, so its neighbours are in the region too.
    for (const int dj : {-3, 0, 3})
      for (const int di : {-3, 0, 3})
        CHECK(map.region[static_cast<std::size_t>((places[i][1] + dj) * 100 + places[i][0] + di)] ==
              static_cast<std::int32_t>(i));
  }
  CHECK(letter_of(map, 0) == "A");
  CHECK(letter_of(map, 1) == "B");
  CHECK(letter_of(map, 2) == "");
  CHECK(count(svg(figure), ">A</text>") == 2);  // in the map and in the legend
}

TEST_CASE("heat maps show one aligned number in each cell, and a dash if there is none") {
  const Figure figure = cross_play(5);
  std::vector<std::string> texts;
  walk(parsed(inline_svg(figure)), [&](const std::string& name, const ptree& element) {
    if (name == "text" && !element.data().empty()) texts.push_back(element.data());
  });
  const auto& map = std::get<mark::HeatMap>(figure.panels[0].marks[0]);
  for (const double value : map.values) {
    char expected[32];
    std::snprintf(expected, sizeof expected, "%.2f", std::abs(value));
    CHECK(std::find(texts.begin(), texts.end(), "\u2212" + std::string(expected)) != texts.end());
  }
  CHECK(aligned_number(NAN, 1, 3) == "\u2013");
  CHECK(aligned_number(-0.001, 2, 3) == "0.00");
  CHECK(aligned_number(1234.5, 1e4, 3) == "1234");
}

TEST_CASE(
    "a PDF has one page of the figure's size, and a file that cannot be written is an error") {
  const TempFolder folder;
  for (const Figure& figure : {bands("three", 3, true), odd_values(), Figure{.id = "none"}}) {
    write_pdf(figure, folder / "f.pdf");
    const std::string pdf = read_file(folder / "f.pdf");
    CHECK(pdf.starts_with("%PDF"));
    CHECK(count(pdf, "/Type /Page\n") + count(pdf, "/Type /Page ") == 1);
    const double width = parsed(svg(figure)).get<double>("svg.<xmlattr>.width");
    const std::size_t box = pdf.find("/MediaBox [ 0 0 ");
    REQUIRE(box != std::string::npos);
    CHECK(std::stod(pdf.substr(box + 16)) == doctest::Approx(0.75 * width).epsilon(1e-3));
  }
  CHECK_THROWS_AS(write_pdf(field(), folder / "no" / "f.pdf"), std::runtime_error);
}

TEST_CASE("Plotly receives the same values, colours, ranges and owners of marks") {
  for (const Figure& figure : every_figure()) {
    CAPTURE(figure.id);
    const auto json = nlohmann::json::parse(plotly_json(figure));
    CHECK(json["frame"]["panels"].size() == figure.panels.size());
    const FigureLayout layout = layout_of(figure);
    for (std::size_t i = 0; i < figure.panels.size(); ++i) {
      const auto& axis = json["layout"]["xaxis" + (i == 0 ? "" : std::to_string(i + 1))];
      const bool log = figure.panels[i].x.scale == Axis::Scale::log;
      const double low = layout.panels[i].x.low();
      CHECK(axis["range"][0].get<double>() == doctest::Approx(log ? std::log10(low) : low));
      CHECK(axis["tickvals"].size() == layout.panels[i].x_ticks.major.size());
    }
  }
  const Figure figure = bands("three", 3, true);
  const auto json = nlohmann::json::parse(plotly_json(figure));
  const auto& marks = figure.panels[0].marks;
  REQUIRE(json["data"].size() == marks.size());
  for (std::size_t i = 0; i < marks.size(); ++i) {
    const auto& trace = json["data"][i];
    const auto* line = std::get_if<mark::Line>(&marks[i]);
    if (!line) continue;
    CHECK(trace["meta"]["learner"] == *line->of.learner);
    CHECK(trace["meta"].contains("replicate") == line->of.replicate.has_value());
    CHECK(trace["line"]["color"] == style_of(line->of).colour);
    CHECK(json["shared"][trace["x"].get<std::size_t>()].get<std::vector<double>>() == line->x);
    REQUIRE(trace["y"].size() == line->y.size());
    for (std::size_t k = 0; k < line->y.size(); ++k)
      CHECK(trace["y"][k].get<double>() == doctest::Approx(line->y[k]).epsilon(1e-6));
  }
  CHECK(json["frame"]["replicates"].size() == 8);
  CHECK(json["frame"]["yScale"] == "log");
  CHECK(nlohmann::json::parse(plotly_json(field()))["frame"]["yScale"].is_null());
}

TEST_CASE("the legend has each owner once, and describes the bands") {
  const auto entries = legend_of(bands("three", 3, true));
  REQUIRE(entries.size() == 4);
  for (std::size_t i = 0; i < 3; ++i) {
    CHECK(entries[i].name == learner_name(i));
    CHECK((entries[i].line && entries[i].band && entries[i].marker));
  }
  CHECK(entries[3].name == "band: quartiles");
}

TEST_CASE("a page contains all it needs, and no text ends its scripts") {
  const std::string page = html(every_page());
  CHECK(count(page, "<script") == count(page, "</script>"));
  CHECK(count(page, "<figure ") == every_figure().size());
  CHECK(count(page, "<tr class=\"learner-") == 20);
  CHECK(page.find("# &lt;/script&gt; &amp; &lt;b&gt;") != std::string::npos);
  // Nothing is loaded from other files or sites.
  for (const char* outside : {"src=", "<link", "@import", "url(http"}) {
    const std::string ours = page.substr(0, page.find("<footer>"));
    CAPTURE(outside);
    CHECK(ours.find(outside) == std::string::npos);
  }
  if (!assets().plotly.empty()) {
    CHECK(page.find("Permission is hereby granted") != std::string::npos);
    CHECK(count(page, "<script type=\"application/json\">") == every_figure().size());
  }
}

}  // namespace
