#include "report/extent.hpp"

#include <algorithm>
#include <cmath>

#include "report/overloaded.hpp"

namespace firstmove::engine {
namespace {

class Bounds {
 public:
  explicit Bounds(const Axis& axis) : axis_(axis) {}

  void add(double value) {
    if (!has_place(axis_, value)) return;
    low_ = std::min(low_, value);
    high_ = std::max(high_, value);
  }
  // A bound without a margin: the edge of a map.
  void add_edge(double value) {
    add(value);
    edge_ = true;
  }

  std::array<double, 2> range() const {
    if (axis_.range && axis_.range->at(0) < axis_.range->at(1) &&
        has_place(axis_, axis_.range->at(0)) && has_place(axis_, axis_.range->at(1)))
      return *axis_.range;
    if (!axis_.categories.empty())
      return {-0.5, static_cast<double>(axis_.categories.size()) - 0.5};
    const bool log = axis_.scale == Axis::Scale::log;
    if (low_ > high_) return log ? std::array{0.1, 10.0} : std::array{-1.0, 1.0};
    double low = log ? std::log10(low_) : low_, high = log ? std::log10(high_) : high_;
    // One value, or values that differ only by rounding.
    const double least = 1e-9 * std::max({std::abs(low), std::abs(high), log ? 1.0 : 1e-290});
    if (high - low < least) {
      const double aside = log ? 0.5 : low == 0 ? 1 : 0.1 * std::abs(low);
      low -= aside;
      high += aside;
    } else if (!edge_) {
      const double margin = 0.035 * (high - low);
      low -= margin;
      high += margin;
    }
    return log ? std::array{std::pow(10, low), std::pow(10, high)} : std::array{low, high};
  }

 private:
  const Axis& axis_;
  double low_ = INFINITY, high_ = -INFINITY;
  bool edge_ = false;
};

class ExtentFinder {
 public:
  explicit ExtentFinder(const Panel& panel) : panel_(panel), x_(panel.x), y_(panel.y) {}

  PanelExtent result() {
    for (const Mark& mark : panel_.marks) std::visit([this](const auto& m) { add(m); }, mark);
    return {x_.range(), y_.range(), empty_, dropped_};
  }

 private:
  void add(double x, double y) {
    if (has_place(panel_.x, x) && has_place(panel_.y, y)) {
      x_.add(x);
      y_.add(y);
      empty_ = false;
    } else if (std::isfinite(x) && std::isfinite(y)) {
      ++dropped_;
    }
  }
  void add_cells(const mark::Cells& x, const mark::Cells& y) {
    if (x.count == 0 || y.count == 0) return;
    for (const double edge : edges(x, panel_.x.scale)) x_.add_edge(edge);
    for (const double edge : edges(y, panel_.y.scale)) y_.add_edge(edge);
    empty_ = false;
  }

  void add(const mark::Line& m) {
    for (std::size_t i = 0; i < m.x.size(); ++i) add(m.x[i], m.y[i]);
  }
  void add(const mark::Points& m) {
    for (std::size_t i = 0; i < m.x.size(); ++i) add(m.x[i], m.y[i]);
  }
  void add(const mark::Arrows& m) {
    for (std::size_t i = 0; i < m.x.size(); ++i) add(m.x[i], m.y[i]);
  }
  void add(const mark::Curves& m) {
    for (const auto& piece : m.pieces)
      for (const auto& [x, y] : piece) add(x, y);
  }
  // A band that starts below a logarithmic axis is drawn from the lower end of the axis.
  void add(const mark::Band& m) {
    for (std::size_t i = 0; i < m.x.size(); ++i) {
      add(m.x[i], m.upper[i]);
      if (has_place(panel_.x, m.x[i])) y_.add(m.lower[i]);
    }
  }
  void add(const mark::HeatMap& m) { add_cells(m.x, m.y); }
  void add(const mark::Regions& m) { add_cells(m.x, m.y); }
  void add(const mark::Intervals& m) {
    for (std::size_t i = 0; i < m.row.size(); ++i) {
      add(m.value[i], m.row[i]);
      x_.add(m.lower[i]);
      x_.add(m.upper[i]);
    }
  }
  void add(const mark::Bars& m) {
    for (std::size_t i = 0; i < m.row.size(); ++i)
      for (const double end : {m.from[i], m.to[i]})
        if (std::isfinite(end)) {
          x_.add_edge(end);
          y_.add(m.row[i]);
          empty_ = false;
        }
  }

  const Panel& panel_;
  Bounds x_, y_;
  bool empty_ = true;
  std::size_t dropped_ = 0;
};

}  // namespace

bool has_place(const Axis& axis, double value) {
  return std::abs(value) < 1e300 && (axis.scale == Axis::Scale::linear || value > 1e-300);
}

PanelExtent extent_of(const Panel& panel) { return ExtentFinder(panel).result(); }

double centre(const mark::Cells& cells, Axis::Scale scale, std::size_t i) {
  const double share =
      cells.count < 2 ? 0 : static_cast<double>(i) / static_cast<double>(cells.count - 1);
  if (scale == Axis::Scale::linear) return cells.first + share * (cells.last - cells.first);
  return cells.first * std::pow(cells.last / cells.first, share);
}

std::array<double, 2> edges(const mark::Cells& cells, Axis::Scale scale) {
  const auto steps = static_cast<double>(cells.count > 1 ? cells.count - 1 : 1);
  if (scale == Axis::Scale::log) {
    const double half = cells.count > 1 ? std::pow(cells.last / cells.first, 0.5 / steps) : 2;
    return {cells.first / half, cells.last * half};
  }
  const double half = cells.count > 1 ? 0.5 * (cells.last - cells.first) / steps : 0.5;
  return {cells.first - half, cells.last + half};
}

std::string full_caption(const Figure& figure) {
  std::size_t dropped = 0;
  for (const Panel& panel : figure.panels) dropped += extent_of(panel).dropped;
  if (dropped == 0) return figure.caption;
  return figure.caption + (figure.caption.empty() ? "" : " ") +
         "Not drawn: " + std::to_string(dropped) + (dropped == 1 ? " value" : " values") +
         " that a logarithmic axis cannot show.";
}

}  // namespace firstmove::engine
