#include "results/recorded_values.hpp"

#include <cmath>

#include "results/coordinates.hpp"

namespace firstmove::engine {

Series recorded_values(const Database& database, std::int64_t run) {
  Series series;
  Statement metric(database, "SELECT step, name, value FROM metric WHERE run = ?");
  metric.bind(run);
  while (metric.next())
    series[{static_cast<std::uint64_t>(metric.integer(0)), metric.text(1)}] =
        metric.is_null(2) ? std::nan("") : metric.real(2);
  Statement path(database, "SELECT step, player, coordinate, value FROM trajectory WHERE run = ?");
  path.bind(run);
  while (path.next())
    series[{static_cast<std::uint64_t>(path.integer(0)),
            coordinate_name(static_cast<std::uint32_t>(path.integer(1)),
                            static_cast<std::uint32_t>(path.integer(2)))}] = path.real(3);
  return series;
}

bool same_bits(double a, double b) { return a == b || (std::isnan(a) && std::isnan(b)); }

}  // namespace firstmove::engine
