#include "report/ticks.hpp"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "report/text.hpp"

namespace firstmove::engine {
namespace {

const std::string minus = "\u2212";

std::string signed_text(double value, const std::string& magnitude) {
  return value < 0 ? minus + magnitude : magnitude;
}

double nice_step(double span, int wanted) {
  const double rough = span / std::max(1, wanted);
  const double power = std::pow(10, std::floor(std::log10(rough)));
  const double factor = rough / power;
  return power * (factor < 1.5 ? 1 : factor < 3 ? 2 : factor < 7 ? 5 : 10);
}

// value = text x 10^power; all numbers of an axis are written in the same way.
Tick number(double value, double step, double largest) {
  if (std::abs(value) < step * 1e-6) return {0, "0"};
  const int decimals = static_cast<int>(-std::floor(std::log10(step) + 1e-9));
  if (largest < 1e5 * (1 + 1e-9) && decimals <= 4)
    return {value,
            signed_text(value, fmt::format("{:.{}f}", std::abs(value), std::max(0, decimals)))};
  const int power = static_cast<int>(std::floor(std::log10(std::abs(value)) + 1e-9));
  const double mantissa = std::abs(value) / std::pow(10, power);
  std::string digits = fmt::format("{:.{}f}", mantissa, std::clamp(power + decimals, 0, 15));
  if (digits.find('.') != std::string::npos) {
    digits.erase(digits.find_last_not_of('0') + 1);
    if (digits.back() == '.') digits.pop_back();
  }
  return {value, signed_text(value, (digits == "1" ? "" : digits + "\u00d7") + "10"),
          signed_text(power, std::to_string(std::abs(power)))};
}

Ticks linear(double low, double high, int wanted) {
  Ticks result;
  const double step = nice_step(high - low, wanted);
  const double slack = 1e-9 * step;
  for (double k = std::ceil((low - slack) / step); k * step <= high + slack; ++k)
    result.major.push_back(number(k * step, step, std::max(std::abs(low), std::abs(high))));
  return result;
}

Ticks angles(double low, double high, int wanted) {
  using std::numbers::pi;
  Ticks result;
  int over = 4;  // the step is pi / over, or a multiple of pi
  double step = pi / over;
  while ((high - low) / step > wanted) {
    step *= 2;
    over /= 2;
  }
  if ((high - low) / step < 2) return linear(low, high, wanted);
  for (double k = std::ceil(low / step - 1e-6); k <= high / step + 1e-6; ++k) {
    const auto quarters = static_cast<long>(std::lround(k * step / pi * 4));
    if (quarters == 0) {
      result.major.push_back({0, "0"});
      continue;
    }
    long up = std::abs(quarters), down = 4;
    while (down > 1 && up % 2 == 0) {
      up /= 2;
      down /= 2;
    }
    std::string text = (up == 1 ? "" : std::to_string(up)) + "\u03c0";
    if (down != 1) text += fmt::format("/{}", down);
    result.major.push_back({k * step, signed_text(k, text)});
  }
  return result;
}

Ticks logarithmic(double low, double high, int wanted) {
  const double from = std::log10(low), to = std::log10(high);
  if (to - from < 0.6) return linear(low, high, wanted);
  Ticks result;
  const auto inside = [&](double value) {
    return value >= low * (1 - 1e-9) && value <= high * (1 + 1e-9);
  };
  const int first = static_cast<int>(std::floor(from)), last = static_cast<int>(std::ceil(to));
  if (to - from < 2) {  // 1, 2, 5 of each decade
    for (int k = first; k <= last; ++k)
      for (const int factor : {1, 2, 5}) {
        const double value = factor * std::pow(10, k);
        if (inside(value)) result.major.push_back(number(value, std::pow(10, k), high));
      }
    return result;
  }
  const int every = std::max(1, static_cast<int>(std::ceil((to - from) / std::max(1, wanted))));
  for (int k = first; k <= last; ++k) {
    const double decade = std::pow(10, k);
    if (inside(decade)) {
      if (((k % every) + every) % every == 0)
        result.major.push_back(
            {decade, "10", k < 0 ? minus + std::to_string(-k) : std::to_string(k)});
      else
        result.minor.push_back(decade);
    }
    if (to - from > 6) continue;
    for (int factor = 2; factor <= 9; ++factor)
      if (inside(factor * decade)) result.minor.push_back(factor * decade);
  }
  return result;
}

}  // namespace

Ticks ticks(const Axis& axis, double low, double high, int wanted) {
  if (!axis.categories.empty()) {
    Ticks result;
    for (std::size_t i = 0; i < axis.categories.size(); ++i)
      if (const auto at = static_cast<double>(i); at >= low && at <= high)
        result.major.push_back({at, axis.categories[i]});
    return result;
  }
  if (axis.scale == Axis::Scale::log) return logarithmic(low, high, wanted);
  return axis.angle ? angles(low, high, wanted) : linear(low, high, wanted);
}

double tick_width(const Tick& tick, double size) {
  return text_width(tick.text, size) + text_width(tick.power, 0.75 * size);
}

}  // namespace firstmove::engine
