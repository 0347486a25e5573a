#include "proof/open_regions.hpp"

#include <algorithm>
#include <numeric>

namespace firstmove::engine {
namespace {

double width(const Interval& side) { return side.upper() - side.lower(); }

double volume(const Box& box, const Box& whole) {
  double share = 1;
  for (std::size_t c = 0; c < box.size(); ++c)
    if (width(whole[c]) > 0) share *= width(box[c]) / width(whole[c]);
  return share;
}

// Some of the boxes, and the box around them.
struct Group {
  std::vector<const Box*> boxes;
  Box around;
  double filled = 0;  // volume of the boxes
  std::size_t longest = 0;
  double length = 0;

  Group(std::vector<const Box*> some, const Box& whole)
      : boxes(std::move(some)), around(*boxes.front()) {
    for (const Box* box : boxes) {
      for (std::size_t c = 0; c < around.size(); ++c) around[c] = hull(around[c], (*box)[c]);
      filled += volume(*box, whole);
    }
    for (std::size_t c = 0; c < around.size(); ++c)
      if (width(whole[c]) > 0 && width(around[c]) / width(whole[c]) > length) {
        length = width(around[c]) / width(whole[c]);
        longest = c;
      }
  }

  // Cutting does not help if the boxes fill the region, or if it is as small as a point.
  bool is_final(const Box& whole) const {
    constexpr double half_filled = 0.5, point = 1e-5;
    return boxes.size() == 1 || length <= point || filled >= half_filled * volume(around, whole);
  }

  std::pair<Group, Group> cut(const Box& whole) const {
    std::vector<const Box*> sorted = boxes;
    const auto side = [&](const Box* box) -> const Interval& { return (*box)[longest]; };
    std::stable_sort(sorted.begin(), sorted.end(), [&](const Box* a, const Box* b) {
      return side(a).middle() < side(b).middle();
    });
    double reached = side(sorted.front()).upper(), widest = 0;
    std::size_t at = 0;
    for (std::size_t i = 1; i < sorted.size(); ++i) {
      if (side(sorted[i]).lower() - reached > widest) {
        widest = side(sorted[i]).lower() - reached;
        at = i;
      }
      reached = std::max(reached, side(sorted[i]).upper());
    }
    if (at == 0) {  // no gap: in the middle
      const double middle = around[longest].middle();
      at = static_cast<std::size_t>(
          std::partition_point(sorted.begin(), sorted.end(),
                               [&](const Box* b) { return side(b).middle() < middle; }) -
          sorted.begin());
      at = std::clamp<std::size_t>(at, 1, sorted.size() - 1);
    }
    const auto from = sorted.begin(), between = from + static_cast<std::ptrdiff_t>(at);
    return {Group({from, between}, whole), Group({between, sorted.end()}, whole)};
  }
};

}  // namespace

std::vector<OpenRegion> open_regions(const std::vector<Box>& boxes, const Box& whole,
                                     std::size_t most) {
  if (boxes.empty()) return {};
  std::vector<const Box*> all;
  for (const Box& box : boxes) all.push_back(&box);
  const auto shorter = [](const Group& a, const Group& b) { return a.length < b.length; };
  std::vector<Group> open = {Group(std::move(all), whole)}, final_ones;
  while (!open.empty()) {
    std::pop_heap(open.begin(), open.end(), shorter);
    Group widest = std::move(open.back());
    open.pop_back();
    if (widest.is_final(whole) || open.size() + final_ones.size() + 1 >= most) {
      final_ones.push_back(std::move(widest));
      continue;
    }
    auto [lower, upper] = widest.cut(whole);
    for (Group* part : {&lower, &upper}) {
      open.push_back(std::move(*part));
      std::push_heap(open.begin(), open.end(), shorter);
    }
  }
  std::vector<OpenRegion> regions;
  for (Group& group : final_ones) regions.push_back({std::move(group.around), group.boxes.size()});
  std::sort(regions.begin(), regions.end(), [](const OpenRegion& a, const OpenRegion& b) {
    return std::lexicographical_compare(
        a.box.begin(), a.box.end(), b.box.begin(), b.box.end(),
        [](const Interval& p, const Interval& q) { return p.lower() < q.lower(); });
  });
  return regions;
}

double share_of(const std::vector<Box>& boxes, const Box& whole) {
  return std::accumulate(boxes.begin(), boxes.end(), 0.0,
                         [&](double sum, const Box& box) { return sum + volume(box, whole); });
}

}  // namespace firstmove::engine
