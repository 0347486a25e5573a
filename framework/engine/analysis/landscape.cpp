#include "analysis/landscape.hpp"

#include <spdlog/fmt/fmt.h>

#include <limits>

#include "analysis/contour.hpp"
#include "call/parallel.hpp"
#include "point/dense_solvers.hpp"
#include "point/stackelberg_field.hpp"

namespace firstmove::engine {
namespace {

// Everything sampled at one joint action: costs, omega, omega_S.
class Sampler {
 public:
  explicit Sampler(const ExperimentSpec& spec, const std::vector<double>& x)
      : at_(spec, x), place_(spec.place), led_(stackelberg_field(at_, place_).has_value()) {}

  std::size_t costs() const { return at_.shape().players(); }
  std::size_t size() const { return costs() + at_.shape().coordinates() * (led_ ? 2u : 1u); }
  std::string name(std::size_t q) const {
    const std::size_t d = at_.shape().coordinates();
    if (q < costs()) return fmt::format("cost-{}", q + 1);
    q -= costs();
    return q < d ? fmt::format("omega-{}", q + 1) : fmt::format("omega-s-{}", q - d + 1);
  }
  std::vector<double> operator()(const std::vector<double>& x) {
    at_.move(x);
    std::vector<double> all;
    for (std::uint32_t i = 0; i < at_.shape().players(); ++i) all.push_back(at_.cost(i));
    for (std::uint32_t i = 0; i < at_.shape().players(); ++i) {
      const Eigen::VectorXd own = at_.gradient(i, i);
      all.insert(all.end(), own.data(), own.data() + own.size());
    }
    if (!led_) return all;
    const StackelbergField field = *stackelberg_field(at_, place_);
    all.insert(all.end(), field.omega.data(), field.omega.data() + field.omega.size());
    find_poles(field.J);
    return all;
  }
  // The factor of quantity q that cancels its poles, at the last joint action: total derivatives
  // are infinite where the reactions of the players below are singular.
  double without_poles(std::size_t q) const {
    const std::size_t first = costs() + at_.shape().coordinates();
    return q < first ? 1.0 : poles_[q - first];
  }

 private:
  // The determinant of J_S among the players below each coordinate's own.
  void find_poles(const Eigen::MatrixXd& J) {
    const Shape& shape = at_.shape();
    poles_.assign(shape.coordinates(), 1.0);
    for (std::uint32_t i = 0; i < shape.players(); ++i) {
      std::vector<Eigen::Index> below;
      for (std::uint32_t j = 0; j < shape.players(); ++j)
        for (std::uint32_t c = shape.offsets[j]; place_[j] > place_[i] && c < shape.offsets[j + 1];
             ++c)
          below.push_back(c);
      if (below.empty()) continue;
      const double pole = determinant(J(below, below));
      std::fill(poles_.begin() + shape.offsets[i], poles_.begin() + shape.offsets[i + 1], pole);
    }
  }

  Point at_;
  const std::vector<std::uint32_t>& place_;
  bool led_;
  std::vector<double> poles_;
};

}  // namespace

Landscape landscape(const ExperimentSpec& spec, const Slice& slice, unsigned jobs) {
  try {
    Landscape result;
    Sampler names(spec, slice.point(0));
    for (std::size_t q = 0; q < names.size(); ++q)
      result.grids.push_back({names.name(q), std::vector<double>(slice.size())});
    const std::size_t first = names.costs(), sets = names.size() - first;
    std::vector<std::vector<double>> traced(sets, std::vector<double>(slice.size()));
    in_parallel(slice.y.points, jobs, [&](std::size_t row) {
      Sampler sample(spec, slice.point(0));
      for (std::uint32_t i = 0; i < slice.x.points; ++i) {
        const std::size_t at = row * slice.x.points + i;
        const std::vector<double> values = sample(slice.point(at));
        for (std::size_t q = 0; q < values.size(); ++q) result.grids[q].values[at] = values[q];
        for (std::size_t z = 0; z < sets; ++z)
          traced[z][at] = values[first + z] * sample.without_poles(first + z);
      }
    });
    result.zero_sets.resize(sets);
    in_parallel(sets, jobs, [&](std::size_t z) {
      Sampler sample(spec, slice.point(0));
      result.zero_sets[z] = {names.name(first + z),
                             zero_curves(slice, traced[z], [&](double x, double y) {
                               const double value = sample(slice.at(x, y))[first + z];
                               return value * sample.without_poles(first + z);
                             })};
    });
    return result;
  } catch (const PluginFailure& failure) {
    throw InputError(failure.what());
  }
}

}  // namespace firstmove::engine
