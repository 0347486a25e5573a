#include "report/strokes.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "report/text.hpp"

namespace firstmove::engine {
namespace {

constexpr double far_away = 1e4;  // pixels; renderers lose precision beyond this

class Breaking {
 public:
  void add(double x, double y) {
    if (!std::isfinite(x) || !std::isfinite(y)) return cut();
    if (open_) strokes_.emplace_back();
    open_ = false;
    strokes_.back().push_back({x, y});
  }
  void cut() { open_ = true; }
  std::vector<Stroke> take() { return std::move(strokes_); }

 private:
  std::vector<Stroke> strokes_;
  bool open_ = true;
};

double distance_to_line(const std::array<double, 2>& p, const std::array<double, 2>& a,
                        const std::array<double, 2>& b) {
  const double dx = b[0] - a[0], dy = b[1] - a[1];
  const double length = std::hypot(dx, dy);
  if (length == 0) return std::hypot(p[0] - a[0], p[1] - a[1]);
  // Beyond the ends of the segment, use the distance to the ends, because paths may turn back.
  const double along = ((p[0] - a[0]) * dx + (p[1] - a[1]) * dy) / length;
  if (along < 0) return std::hypot(p[0] - a[0], p[1] - a[1]);
  if (along > length) return std::hypot(p[0] - b[0], p[1] - b[1]);
  return std::abs(dx * (p[1] - a[1]) - dy * (p[0] - a[0])) / length;
}

Stroke simplified(const Stroke& stroke, double tolerance) {
  if (stroke.size() < 3) return stroke;
  std::vector<bool> kept(stroke.size(), false);
  kept.front() = kept.back() = true;
  std::vector<std::array<std::size_t, 2>> open = {{0, stroke.size() - 1}};
  while (!open.empty()) {
    const auto [from, to] = open.back();
    open.pop_back();
    double farthest = 0;
    std::size_t at = from;
    for (std::size_t i = from + 1; i < to; ++i)
      if (const double d = distance_to_line(stroke[i], stroke[from], stroke[to]); d > farthest) {
        farthest = d;
        at = i;
      }
    if (farthest <= tolerance) continue;
    kept[at] = true;
    open.push_back({from, at});
    open.push_back({at, to});
  }
  Stroke result;
  for (std::size_t i = 0; i < stroke.size(); ++i)
    if (kept[i]) result.push_back(stroke[i]);
  return result;
}

// Corners of the markers in units of the radius; all have about the area of the circle.
Stroke corners(Marker marker) {
  switch (marker) {
    case Marker::square:
      return {{-0.89, -0.89}, {0.89, -0.89}, {0.89, 0.89}, {-0.89, 0.89}};
    case Marker::triangle:
      return {{0, -1.2}, {1.1, 0.75}, {-1.1, 0.75}};
    case Marker::down_triangle:
      return {{0, 1.2}, {1.1, -0.75}, {-1.1, -0.75}};
    case Marker::diamond:
      return {{0, -1.3}, {1.3, 0}, {0, 1.3}, {-1.3, 0}};
    default:
      break;
  }
  Stroke result;
  if (marker == Marker::star) {
    for (int i = 0; i < 10; ++i) {
      const double angle = i * std::numbers::pi / 5, radius = i % 2 == 0 ? 1.4 : 0.55;
      result.push_back({radius * std::sin(angle), -radius * std::cos(angle)});
    }
    return result;
  }
  constexpr double arm = 1.2, half = 0.38;
  const Stroke plus = {{-half, -arm}, {half, -arm}, {half, -half}, {arm, -half},
                       {arm, half},   {half, half}, {half, arm},   {-half, arm},
                       {-half, half}, {-arm, half}, {-arm, -half}, {-half, -half}};
  const double turn = marker == Marker::cross ? std::numbers::sqrt2 / 2 : 0;
  for (const auto& [x, y] : plus)
    result.push_back(turn == 0 ? std::array{x, y} : std::array{turn * (x - y), turn * (x + y)});
  return result;
}

}  // namespace

std::vector<Stroke> strokes(const mark::Line& line) {
  Breaking result;
  double last = NAN;
  for (std::size_t i = 0; i < line.x.size(); ++i) {
    if (line.steps && std::isfinite(last) && std::isfinite(line.y[i])) result.add(line.x[i], last);
    result.add(line.x[i], line.y[i]);
    last = line.y[i];
  }
  return result.take();
}

std::vector<Stroke> strokes(const mark::Curves& curves, const Panel& panel) {
  Breaking result;
  const auto turns = [](const Axis& axis, double from, double to) {
    return axis.angle && std::abs(to - from) > std::numbers::pi;
  };
  for (const auto& piece : curves.pieces) {
    result.cut();
    for (std::size_t i = 0; i < piece.size(); ++i) {
      if (i > 0 && (turns(panel.x, piece[i - 1][0], piece[i][0]) ||
                    turns(panel.y, piece[i - 1][1], piece[i][1])))
        result.cut();
      result.add(piece[i][0], piece[i][1]);
    }
  }
  return result.take();
}

std::vector<Stroke> outlines(const mark::Band& band, const Axis& y, double foot) {
  std::vector<Stroke> result;
  Stroke there, back;
  const auto close = [&] {
    there.insert(there.end(), back.rbegin(), back.rend());
    if (!there.empty()) result.push_back(std::move(there));
    there.clear();
    back.clear();
  };
  for (std::size_t i = 0; i < band.x.size(); ++i) {
    if (!std::isfinite(band.x[i]) || !has_place(y, band.upper[i]) || std::isnan(band.lower[i])) {
      close();
      continue;
    }
    there.push_back({band.x[i], band.upper[i]});
    back.push_back({band.x[i], has_place(y, band.lower[i]) ? band.lower[i] : foot});
  }
  close();
  return result;
}

std::vector<Stroke> strokes(const mark::Arrows& arrows, const PanelFrame& frame) {
  const std::size_t n = arrows.x.size();
  // The space for each arrow if they were spread evenly over the panel.
  const double room =
      std::sqrt(frame.width * frame.height / static_cast<double>(std::max<std::size_t>(1, n)));
  const double x_unit =
      frame.x(arrows.x.empty() ? 0 : arrows.x[0] + 1) - frame.x(arrows.x.empty() ? 0 : arrows.x[0]);
  const double y_unit =
      frame.y(arrows.y.empty() ? 0 : arrows.y[0] + 1) - frame.y(arrows.y.empty() ? 0 : arrows.y[0]);
  const auto length_of = [&](std::size_t i) {
    return std::hypot(arrows.u[i] * x_unit, arrows.v[i] * y_unit);
  };
  double longest = 0;
  for (std::size_t i = 0; i < n; ++i)
    if (std::isfinite(length_of(i))) longest = std::max(longest, length_of(i));
  std::vector<Stroke> result;
  for (std::size_t i = 0; i < n; ++i) {
    const double length = length_of(i);
    if (!std::isfinite(length) || length == 0) continue;
    const double drawn = 0.68 * room * (arrows.unit ? 1 : length / longest);
    if (drawn < 0.5) continue;
    const double dx = arrows.u[i] * x_unit / length * drawn;
    const double dy = arrows.v[i] * y_unit / length * drawn;
    const double x = frame.x(arrows.x[i]), y = frame.y(arrows.y[i]);
    const std::array tip{x + 0.5 * dx, y + 0.5 * dy};
    result.push_back({{x - 0.5 * dx, y - 0.5 * dy}, tip});
    const double back = 0.38, aside = 0.17;
    result.push_back({{tip[0] - back * dx - aside * dy, tip[1] - back * dy + aside * dx},
                      tip,
                      {tip[0] - back * dx + aside * dy, tip[1] - back * dy - aside * dx}});
  }
  return result;
}

std::vector<Stroke> to_pixels(const std::vector<Stroke>& strokes, const PanelFrame& frame) {
  Breaking result;
  for (const Stroke& stroke : strokes) {
    result.cut();
    for (const auto& [x, y] : stroke) {
      const double px = frame.x(x), py = frame.y(y);
      if (std::isfinite(px) && std::isfinite(py))
        result.add(std::clamp(px, -far_away, far_away), std::clamp(py, -far_away, far_away));
      else
        result.cut();
    }
  }
  return result.take();
}

std::string path_of(const std::vector<Stroke>& strokes, bool closed) {
  std::string path;
  for (const Stroke& stroke : strokes) {
    const Stroke points = simplified(stroke, 0.1);
    // Differences of rounded points, so that rounding errors do not accumulate.
    double x = 0, y = 0;
    for (std::size_t i = 0; i < points.size(); ++i) {
      const double to_x = std::round(points[i][0] * 100) / 100;
      const double to_y = std::round(points[i][1] * 100) / 100;
      const std::string dx = pixels(to_x - x), dy = pixels(to_y - y);
      if (i < 2)
        path += i == 0 ? 'M' : 'l';
      else if (dx[0] != '-')
        path += ' ';
      path += dx + (dy[0] == '-' ? "" : " ") + dy;
      x = to_x;
      y = to_y;
    }
    if (points.size() == 1) path += "h0";  // a dot, drawn by the round line caps
    if (closed) path += "z";
  }
  return path;
}

void add_marker(std::string& path, Marker marker, double x, double y, double radius) {
  if (marker == Marker::circle) {
    const std::string r = pixels(radius), d = pixels(2 * radius);
    path += "M" + pixels(x - radius) + " " + pixels(y) + "a" + r + " " + r + " 0 1 0 " + d + " 0a" +
            r + " " + r + " 0 1 0-" + d + " 0z";
    return;
  }
  Stroke outline = corners(marker);
  for (auto& corner : outline) corner = {x + radius * corner[0], y + radius * corner[1]};
  path += path_of({outline}, true);
}

std::vector<std::size_t> marked_points(const mark::Line& line) {
  const std::size_t n = line.x.size();
  if (!line.of.learner || line.of.replicate || n < 2) return {};
  constexpr std::size_t wanted = 5;
  if (n <= wanted) {
    std::vector<std::size_t> all(n);
    for (std::size_t i = 0; i < n; ++i) all[i] = i;
    return all;
  }
  const double spacing = static_cast<double>(n) / wanted;
  // Multiples of the golden ratio, modulo 1, are well separated for any number of learners.
  const double offset = std::fmod(0.5 + 0.618034 * static_cast<double>(*line.of.learner), 1.0);
  std::vector<std::size_t> result;
  for (std::size_t i = 0; i < wanted; ++i)
    result.push_back(
        std::min(n - 1, static_cast<std::size_t>((static_cast<double>(i) + offset) * spacing)));
  return result;
}

std::string letter_of(const mark::Regions& map, std::size_t region) {
  std::size_t before = 0;
  for (std::size_t i = 0; i < region; ++i) before += map.regions[i].muted ? 0 : 1;
  if (map.regions[region].muted || before >= 26) return "";
  return std::string(1, static_cast<char>('A' + before));
}

std::vector<std::array<double, 2>> letter_places(const mark::Regions& map) {
  std::vector<std::array<double, 2>> places(map.regions.size(), {-1, -1});
  const std::size_t nx = map.x.count, ny = map.y.count;
  // The chessboard distance to the nearest cell of another region, or beyond the edge, in two
  // sweeps (Rosenfeld, Pfaltz 1966).
  std::vector<int> depth(map.region.size(), 0);
  const auto at = [&](std::size_t i, std::size_t j, int di, int dj, std::size_t here) {
    const std::size_t k = i + static_cast<std::size_t>(di), l = j + static_cast<std::size_t>(dj);
    if (k >= nx || l >= ny || map.region[l * nx + k] != map.region[here]) return 0;
    return depth[l * nx + k];
  };
  for (std::size_t j = 0; j < ny; ++j)
    for (std::size_t i = 0; i < nx; ++i) {
      const std::size_t here = j * nx + i;
      depth[here] = 1 + std::min({at(i, j, -1, 0, here), at(i, j, -1, -1, here),
                                  at(i, j, 0, -1, here), at(i, j, 1, -1, here)});
    }
  std::vector<int> deepest(map.regions.size(), 2);  // minimal room for a letter
  for (std::size_t j = ny; j-- > 0;)
    for (std::size_t i = nx; i-- > 0;) {
      const std::size_t here = j * nx + i;
      depth[here] =
          std::min(depth[here], 1 + std::min({at(i, j, 1, 0, here), at(i, j, 1, 1, here),
                                              at(i, j, 0, 1, here), at(i, j, -1, 1, here)}));
      if (map.region[here] < 0) continue;
      const auto region = static_cast<std::size_t>(map.region[here]);
      if (depth[here] > deepest[region]) {
        deepest[region] = depth[here];
        places[region] = {static_cast<double>(i), static_cast<double>(j)};
      }
    }
  return places;
}

}  // namespace firstmove::engine
