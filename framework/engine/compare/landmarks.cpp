#include "compare/landmarks.hpp"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "analysis/critical_points.hpp"
#include "call/task.hpp"
#include "game/difference.hpp"
#include "game/game.hpp"
#include "game/lengths.hpp"
#include "point/point_class.hpp"

namespace firstmove::engine {
namespace {

constexpr std::uint32_t most_coordinates = 8, starts = 300;
constexpr std::size_t most_points = 40;

double norm(const std::vector<double>& x) {
  double sum = 0;
  for (const double c : x) sum += c * c;
  return std::sqrt(sum);
}

char letter_of(const std::optional<PointClass>& point) {
  if (!point) return 'U';
  switch (*point) {
    case PointClass::nash_and_stackelberg:
      return 'B';
    case PointClass::nash:
      return 'N';
    case PointClass::attractor_and_stackelberg:
    case PointClass::attractor:
      return 'A';
    case PointClass::stackelberg:
      return 'S';
    default:
      return 'C';
  }
}

}  // namespace

double Landmarks::distance(const std::vector<double>& a, const std::vector<double>& b) const {
  // Runs may have been recorded with another build of the game, which had other coordinates.
  if (a.size() != shape.domains.size() || b.size() != shape.domains.size()) return INFINITY;
  Eigen::VectorXd apart(static_cast<Eigen::Index>(a.size()));
  for (std::size_t c = 0; c < a.size(); ++c)
    apart[static_cast<Eigen::Index>(c)] = difference(shape.domains[c], a[c], b[c]);
  return across.size() == 0 ? apart.norm() : (across.transpose() * apart).norm();
}

double Landmarks::radius(const std::vector<double>& x) const {
  return x.size() == shape.domains.size() ? tolerance * norm(lengths(shape, x)) / 2 : 0;
}

int Landmarks::nearest(const std::vector<double>& x) const {
  int best = -1;
  for (std::size_t i = 0; i < points.size(); ++i)
    if (points[i].attracts &&
        (best < 0 || distance(x, points[i].probe.x) <
                         distance(x, points[static_cast<std::size_t>(best)].probe.x)))
      best = static_cast<int>(i);
  return best;
}

int Landmarks::at(const std::vector<double>& x) const {
  int best = -1;
  double least = INFINITY;
  for (std::size_t i = 0; i < points.size(); ++i) {
    const double apart = distance(x, points[i].probe.x);
    if (apart <= radius(points[i].probe.x) && apart < least) {
      best = static_cast<int>(i);
      least = apart;
    }
  }
  return best;
}

namespace {

void search(const ExperimentSpec& spec, Landmarks& found) {
  const Game game(spec.game.plugin, spec.game.params, spec.game.teams);
  found.shape = game.shape();
  const SearchBox box = default_box(game.shape());
  if (game.shape().coordinates() > most_coordinates || box.lower.empty()) {
    found.without = fmt::format(
        "The search for critical points needs a game with at most {} coordinates and a default "
        "box.",
        most_coordinates);
    return;
  }
  CriticalPoints points = critical_points(spec, box, starts);
  if (!points.across.none()) found.across = basis_of(points.across.orthogonal(game.shape()));
  std::vector<Probe> all = std::move(points.simultaneous);
  for (Probe& probe : points.stackelberg) {
    const bool known = std::any_of(all.begin(), all.end(), [&](const Probe& other) {
      return found.distance(other.x, probe.x) <= 1e-6 * norm(lengths(found.shape, probe.x));
    });
    if (!known) all.push_back(std::move(probe));
  }
  if (all.size() > most_points) {
    found.without =
        fmt::format("The search found {} critical points, too many to list.", all.size());
    return;
  }
  std::map<char, int> counts;
  for (Probe& probe : all) {
    const Classified known = class_of(probe.verdicts, probe.without);
    const char letter = letter_of(known.point);
    found.points.push_back(
        {fmt::format("{}{}", letter, ++counts[letter]),
         known.point ? point_class_name(*known.point) : fmt::format("undecided: {}", known.open),
         std::move(probe), letter != 'C' && letter != 'U'});
  }
}

}  // namespace

Landmarks find_landmarks(const ExperimentSpec& spec, std::size_t variant, double tolerance) {
  Landmarks found;
  found.tolerance = tolerance;
  std::string fault;
  try {
    fault = attempt(fmt::format("landmarks of variant {}", variant), spec.budget.call,
                    [&] { search(spec, found); });
  } catch (const std::exception& error) {
    fault = error.what();
  }
  if (!fault.empty())
    found.without = fmt::format("The search for critical points failed: {}", fault);
  return found;
}

}  // namespace firstmove::engine
