#include "analysis/contour.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>

namespace firstmove::engine {
namespace {

// An edge of the grid: from point (i, j) to the right, or up.
struct Edge {
  std::uint32_t i, j;
  bool up;
  auto operator<=>(const Edge&) const = default;
};

class Tracer {
 public:
  Tracer(const Slice& slice, const std::vector<double>& values,
         const std::function<double(double, double)>& function)
      : slice_(slice), values_(values), function_(function) {}

  std::vector<Curve> trace() {
    for (std::uint32_t j = 0; j + 1 < slice_.y.points; ++j)
      for (std::uint32_t i = 0; i + 1 < slice_.x.points; ++i) cross_cell(i, j);
    std::vector<Curve> curves;
    // Open curves from their ends first; the rest are loops.
    for (const bool from_ends : {true, false})
      for (auto& [edge, neighbours] : links_)
        if (!neighbours.empty() && (!from_ends || neighbours.size() == 1))
          curves.push_back(follow(edge));
    return curves;
  }

 private:
  double value(std::uint32_t i, std::uint32_t j) const {
    return values_[std::size_t{j} * slice_.x.points + i];
  }

  void cross_cell(std::uint32_t i, std::uint32_t j) {
    const Edge bottom{i, j, false}, top{i, j + 1, false}, left{i, j, true}, right{i + 1, j, true};
    std::vector<Edge> crossed;
    for (const Edge& edge : {bottom, right, top, left})
      if (crossing(edge)) crossed.push_back(edge);
    if (crossed.size() == 2) {
      link(crossed[0], crossed[1]);
    } else if (crossed.size() == 4) {  // a saddle: the middle decides which corners are connected
      const double middle = function_(0.5 * (slice_.x.at(i) + slice_.x.at(i + 1)),
                                      0.5 * (slice_.y.at(j) + slice_.y.at(j + 1)));
      const bool with_corner = (middle < 0) == (value(i, j) < 0);
      link(bottom, with_corner ? right : left);
      link(top, with_corner ? left : right);
    }
  }
  void link(const Edge& a, const Edge& b) {
    links_[a].push_back(b);
    links_[b].push_back(a);
  }

  // Where the function vanishes on an edge; computed once.
  const std::optional<std::array<double, 2>>& crossing(const Edge& edge) {
    const auto known = crossings_.find(edge);
    if (known != crossings_.end()) return known->second;
    return crossings_[edge] = find(edge);
  }
  std::optional<std::array<double, 2>> find(const Edge& edge) const {
    const std::uint32_t i = edge.up ? edge.i : edge.i + 1, j = edge.up ? edge.j + 1 : edge.j;
    const double first = value(edge.i, edge.j), second = value(i, j);
    if (!std::isfinite(first) || !std::isfinite(second) || (first < 0) == (second < 0))
      return std::nullopt;
    const std::array from{slice_.x.at(edge.i), slice_.y.at(edge.j)};
    const std::array to{slice_.x.at(i), slice_.y.at(j)};
    const auto at = [&](double share) {
      return std::array{from[0] + share * (to[0] - from[0]), from[1] + share * (to[1] - from[1])};
    };
    double low = 0, high = 1;
    for (int halving = 0; halving < 40; ++halving) {
      const double middle = 0.5 * (low + high);
      const auto p = at(middle);
      const double here = function_(p[0], p[1]);
      if (!std::isfinite(here)) return std::nullopt;
      ((here < 0) == (first < 0) ? low : high) = middle;
    }
    return at(0.5 * (low + high));
  }

  Curve follow(Edge edge) {
    Curve curve;
    const Edge start = edge;
    for (;;) {
      curve.push_back(*crossing(edge));
      std::vector<Edge>& onward = links_[edge];
      if (onward.empty()) break;
      const Edge next = onward.back();
      onward.pop_back();
      std::vector<Edge>& back = links_[next];
      back.erase(std::find(back.begin(), back.end(), edge));
      edge = next;
      if (edge == start) {
        curve.push_back(curve.front());
        break;
      }
    }
    return curve;
  }

  const Slice& slice_;
  const std::vector<double>& values_;
  const std::function<double(double, double)>& function_;
  std::map<Edge, std::optional<std::array<double, 2>>> crossings_;
  std::map<Edge, std::vector<Edge>> links_;
};

}  // namespace

std::vector<Curve> zero_curves(const Slice& slice, const std::vector<double>& values,
                               const std::function<double(double x, double y)>& function) {
  return Tracer(slice, values, function).trace();
}

}  // namespace firstmove::engine
