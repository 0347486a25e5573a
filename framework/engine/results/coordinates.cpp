#include "results/coordinates.hpp"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <limits>

namespace firstmove::engine {

std::string coordinate_name(std::uint32_t player, std::uint32_t coordinate) {
  return fmt::format("x{}[{}]", player + 1, coordinate);
}

Coordinates::Coordinates(const std::vector<RunRecord>& runs) {
  for (const RunRecord& run : runs) {
    dims_.resize(std::max(dims_.size(), run.dims.size()));
    for (std::size_t p = 0; p < run.dims.size(); ++p) dims_[p] = std::max(dims_[p], run.dims[p]);
  }
  for (const std::uint32_t dim : dims_) {
    first_.push_back(count_);
    count_ += dim;
  }
}

std::vector<std::string> Coordinates::names() const {
  std::vector<std::string> names;
  for (std::uint32_t p = 0; p < dims_.size(); ++p)
    for (std::uint32_t k = 0; k < dims_[p]; ++k) names.push_back(coordinate_name(p, k));
  return names;
}

std::vector<double> Coordinates::spread(const RunRecord& run) const {
  std::vector<double> x(count_, std::numeric_limits<double>::quiet_NaN());
  std::size_t c = 0;
  for (std::size_t p = 0; p < run.dims.size(); ++p)
    for (std::size_t k = 0; k < run.dims[p]; ++k) x[at(p, k)] = run.x[c++];
  return x;
}

}  // namespace firstmove::engine
