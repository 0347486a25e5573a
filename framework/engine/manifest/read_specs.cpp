#include "manifest/read_specs.hpp"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <cmath>

#include "manifest/read_choice.hpp"

namespace firstmove::engine {
namespace {

// One tuple of numbers for all coordinates, or a list of tuples, one each.
std::optional<std::vector<std::vector<double>>> tuples(const toml::node& node, std::size_t length,
                                                       std::size_t coordinates) {
  if (const auto one = numbers(node, length)) return std::vector(coordinates, *one);
  const toml::array* array = node.as_array();
  if (!array || array->size() != coordinates) return std::nullopt;
  std::vector<std::vector<double>> all;
  for (const toml::node& element : *array) {
    const auto tuple = numbers(element, length);
    if (!tuple) return std::nullopt;
    all.push_back(*tuple);
  }
  return all;
}

std::vector<double> column(const std::vector<std::vector<double>>& rows, std::size_t index) {
  std::vector<double> values;
  for (const auto& row : rows) values.push_back(row[index]);
  return values;
}

toml::array list(const std::vector<double>& values) {
  toml::array array;
  for (const double value : values) array.push_back(value);
  return array;
}

toml::array list(const std::vector<double>& first, const std::vector<double>& second) {
  toml::array array;
  for (std::size_t i = 0; i < first.size(); ++i) array.push_back(toml::array{first[i], second[i]});
  return array;
}

template <class... Fs>
struct Overloaded : Fs... {
  using Fs::operator()...;
};
template <class... Fs>
Overloaded(Fs...) -> Overloaded<Fs...>;

}  // namespace

std::optional<StepSpec> read_step(const toml::node& node, TableReader& in) {
  const auto wrong = [&](const char* right) {
    in.mistake(node, fmt::format("step {}; it is {}", right, shown(node)));
    return std::nullopt;
  };
  if (const auto constant = as_real(node)) {
    if (*constant > 0) return ConstantStep{*constant};
    return wrong("must be above 0");
  }
  const auto choice = read_choice(node, "step", {"constant", "power", "exponential", "list"}, in);
  if (!choice) return std::nullopt;
  if (choice->kind == "constant") {
    const auto gamma = as_real(*choice->node);
    if (gamma && *gamma > 0) return ConstantStep{*gamma};
    return wrong("{ constant = g } needs a number g above 0");
  }
  if (choice->kind == "list") {
    const auto gammas = numbers(*choice->node);
    if (gammas && *std::min_element(gammas->begin(), gammas->end()) > 0)
      return ListedSteps{*gammas};
    return wrong("{ list = [..] } needs numbers above 0");
  }
  const auto pair = numbers(*choice->node, 2);
  if (choice->kind == "power") {
    if (pair && (*pair)[0] > 0 && (*pair)[1] >= 0) return PowerStep{(*pair)[0], (*pair)[1]};
    return wrong("{ power = [g, p] } needs g above 0 and p at least 0, for g / k^p");
  }
  if (pair && (*pair)[0] > 0 && (*pair)[1] > 0 && (*pair)[1] <= 1)
    return ExponentialStep{(*pair)[0], (*pair)[1]};
  return wrong("{ exponential = [g, nu] } needs g above 0 and nu in (0, 1], for g nu^k");
}

std::optional<StartSpec> read_start(const toml::node& node, const Shape& shape, TableReader& in) {
  const auto choice = read_choice(node, "start", {"at", "uniform", "normal", "grid"}, in);
  if (!choice) return std::nullopt;
  const std::size_t n = shape.coordinates();
  const auto wrong = [&](const std::string& right) {
    in.mistake(node, fmt::format("start {}; it is {}", right, shown(node)));
    return std::nullopt;
  };
  // Ends of boxes that the manifest names must lie in the game's own.
  const auto inside = [&](const std::vector<double>& x) {
    for (std::size_t c = 0; c < n; ++c)
      if (shape.domains[c].kind == FM_DOMAIN_BOX &&
          !(x[c] >= shape.domains[c].lower && x[c] <= shape.domains[c].upper)) {
        in.mistake(node, fmt::format("start leaves the game's domain: coordinate {} must lie in "
                                     "[{}, {}], and {} does not",
                                     c, shape.domains[c].lower, shape.domains[c].upper, x[c]));
        return false;
      }
    return true;
  };
  if (choice->kind == "at") {
    const auto x = numbers(*choice->node, n);
    if (!x)
      return wrong(fmt::format("{{ at = [..] }} needs {} numbers, one for each coordinate", n));
    if (!inside(*x)) return std::nullopt;
    return StartAt{*x};
  }
  if (choice->kind == "grid") {
    const auto axes = tuples(*choice->node, 3, n);
    if (!axes)
      return wrong(
          fmt::format("{{ grid = [lo, hi, points] }} needs one such triple, or one for each "
                      "of the {} coordinates",
                      n));
    GridStart grid{column(*axes, 0), column(*axes, 1), {}};
    for (std::size_t c = 0; c < n; ++c) {
      const double points = (*axes)[c][2];
      if (grid.lower[c] > grid.upper[c] || points < 1 || points > 1e6 ||
          points != std::floor(points))
        return wrong(
            "{ grid = [lo, hi, points] } needs lo at most hi and a whole number of points");
      grid.points.push_back(static_cast<std::uint32_t>(points));
    }
    if (!inside(grid.lower) || !inside(grid.upper)) return std::nullopt;
    return grid;
  }
  const auto pairs = tuples(*choice->node, 2, n);
  if (!pairs)
    return wrong(
        fmt::format("{{ {} = [{}] }} needs one pair, or one for each of the {} coordinates",
                    choice->kind, choice->kind == "uniform" ? "lo, hi" : "mean, variance", n));
  const std::vector<double> first = column(*pairs, 0), second = column(*pairs, 1);
  if (choice->kind == "uniform") {
    for (std::size_t c = 0; c < n; ++c)
      if (first[c] > second[c]) return wrong("{ uniform = [lo, hi] } needs lo at most hi");
    if (!inside(first) || !inside(second)) return std::nullopt;
    return UniformStart{first, second};
  }
  if (*std::min_element(second.begin(), second.end()) < 0)
    return wrong("{ normal = [mean, variance] } needs a variance of at least 0");
  return NormalStart{first, second};
}

std::optional<CadenceSpec> read_cadence(const toml::node& node, TableReader& in) {
  const auto choice = read_choice(node, "every", {"steps", "log"}, in);
  if (!choice) return std::nullopt;
  const auto* count = choice->node->as_integer();
  if (!count || count->get() < 1) {
    in.mistake(node, fmt::format("every {{ {} = n }} needs an integer n of at least 1; it is {}",
                                 choice->kind, shown(node)));
    return std::nullopt;
  }
  const auto n = static_cast<std::uint64_t>(count->get());
  if (choice->kind == "steps") return EveryStep{n};
  return LogSteps{n};
}

toml::table to_toml(const StepSpec& spec) {
  return std::visit(Overloaded{[](const ConstantStep& s) {
                                 return toml::table{{"constant", s.gamma}};
                               },
                               [](const PowerStep& s) {
                                 return toml::table{{"power", list({s.gamma, s.exponent})}};
                               },
                               [](const ExponentialStep& s) {
                                 return toml::table{{"exponential", list({s.gamma, s.factor})}};
                               },
                               [](const ListedSteps& s) {
                                 return toml::table{{"list", list(s.gammas)}};
                               }},
                    spec);
}

toml::table to_toml(const StartSpec& spec) {
  return std::visit(
      Overloaded{[](const StartAt& s) {
                   return toml::table{{"at", list(s.x)}};
                 },
                 [](const UniformStart& s) {
                   return toml::table{{"uniform", list(s.lower, s.upper)}};
                 },
                 [](const NormalStart& s) {
                   return toml::table{{"normal", list(s.mean, s.variance)}};
                 },
                 [](const GridStart& s) {
                   toml::array axes;
                   for (std::size_t c = 0; c < s.points.size(); ++c)
                     axes.push_back(toml::array{s.lower[c], s.upper[c],
                                                static_cast<std::int64_t>(s.points[c])});
                   return toml::table{{"grid", axes}};
                 }},
      spec);
}

toml::table to_toml(const CadenceSpec& spec) {
  return std::visit(Overloaded{[](const EveryStep& s) {
                                 return toml::table{{"steps", static_cast<std::int64_t>(s.steps)}};
                               },
                               [](const LogSteps& s) {
                                 return toml::table{{"log", static_cast<std::int64_t>(s.points)}};
                               }},
                    spec);
}

}  // namespace firstmove::engine
