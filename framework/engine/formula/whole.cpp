#include "formula/whole.hpp"

#include <algorithm>

namespace firstmove::engine {
namespace {

Whole with_range(Whole a) {
  a.least = a.most = a.base;
  for (std::size_t k = 0; k < a.steps.size(); ++k) {
    const std::int64_t reach = a.steps[k] * (std::int64_t{a.dimensions[k].size} - 1);
    (reach < 0 ? a.least : a.most) += reach;
  }
  return a;
}

std::int64_t step_of(const Whole& a, AxisId axis) {
  for (std::size_t k = 0; k < a.steps.size(); ++k)
    if (a.dimensions[k].axis == axis) return a.steps[k];
  return 0;
}

// Axes along which nothing changes are left out.
Whole affine(const Dimensions& dimensions, std::int64_t base,
             const std::vector<std::int64_t>& steps) {
  Whole a;
  a.base = base;
  for (std::size_t k = 0; k < steps.size(); ++k) {
    if (steps[k] == 0) continue;
    a.dimensions.push_back(dimensions[k]);
    a.steps.push_back(steps[k]);
  }
  return with_range(std::move(a));
}

bool includes(const Dimensions& all, const Dimensions& some) {
  return std::ranges::all_of(some, [&](const Dimension& d) { return has(all, d.axis); });
}

}  // namespace

Whole Whole::along(const Dimension& axis, std::int64_t base, std::int64_t step) {
  return affine({axis}, base, {step});
}

Whole Whole::list(const Dimensions& dimensions, std::vector<std::int64_t> values) {
  const auto [least, most] = std::ranges::minmax(values);
  return {dimensions, 0, {}, std::move(values), least, most};
}

std::vector<std::int64_t> listed(const Axes& axes, const Whole& a, const Dimensions& to) {
  std::vector<std::int64_t> values(size_of(to), a.base);
  if (!a.listed.empty()) {
    const std::vector<std::uint32_t> at = axes.positions(a.dimensions, to);
    for (std::size_t i = 0; i < values.size(); ++i) values[i] = a.listed[at[i]];
    return values;
  }
  for (std::size_t k = 0; k < a.steps.size(); ++k) {
    const std::vector<std::uint32_t> at = axes.positions({a.dimensions[k]}, to);
    for (std::size_t i = 0; i < values.size(); ++i) values[i] += a.steps[k] * at[i];
  }
  return values;
}

Whole plus(const Axes& axes, const Whole& a, const Whole& b) {
  const Dimensions both[] = {a.dimensions, b.dimensions};
  const Dimensions all = axes.united(both);
  if (a.listed.empty() && b.listed.empty() && includes(all, a.dimensions) &&
      includes(all, b.dimensions)) {
    std::vector<std::int64_t> steps;
    for (const Dimension& d : all) steps.push_back(step_of(a, d.axis) + step_of(b, d.axis));
    return affine(all, a.base + b.base, steps);
  }
  std::vector<std::int64_t> values = listed(axes, a, all);
  const std::vector<std::int64_t> others = listed(axes, b, all);
  for (std::size_t i = 0; i < values.size(); ++i) values[i] += others[i];
  return Whole::list(all, std::move(values));
}

Whole times(const Axes& axes, const Whole& a, const Whole& b) {
  if (a.known() && !b.known()) return times(axes, b, a);
  if (b.known() && a.listed.empty()) {
    std::vector<std::int64_t> steps = a.steps;
    for (std::int64_t& step : steps) step *= b.base;
    return affine(a.dimensions, a.base * b.base, steps);
  }
  const Dimensions both[] = {a.dimensions, b.dimensions};
  const Dimensions all = axes.united(both);
  std::vector<std::int64_t> values = listed(axes, a, all);
  const std::vector<std::int64_t> others = listed(axes, b, all);
  for (std::size_t i = 0; i < values.size(); ++i) values[i] *= others[i];
  return Whole::list(all, std::move(values));
}

}  // namespace firstmove::engine
