#include "statistics/time_to_tolerance.hpp"

#include <algorithm>
#include <cstddef>

namespace firstmove::engine {

TimeToEvent time_to_tolerance(std::span<const double> times, std::span<const double> values,
                              double tolerance, Within within) {
  if (times.empty()) return {0, false};
  const auto inside = [&](double value) { return value <= tolerance; };
  std::ptrdiff_t place = 0;
  if (within == Within::once)
    place = std::find_if(values.begin(), values.end(), inside) - values.begin();
  else
    place = values.rend() - std::find_if_not(values.rbegin(), values.rend(), inside);
  const auto i = static_cast<std::size_t>(place);
  return i < times.size() ? TimeToEvent{times[i], true} : TimeToEvent{times.back(), false};
}

}  // namespace firstmove::engine
