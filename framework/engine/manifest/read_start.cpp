#include <spdlog/fmt/fmt.h>

#include "manifest/read_choice.hpp"
#include "manifest/read_specs.hpp"

namespace firstmove::engine {
namespace {

// One tuple of numbers for all coordinates, or a list with a tuple for each.
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

// Reads the value of one kind of start for a game.
class StartReader {
 public:
  StartReader(const Choice& choice, const Shape& shape, TableReader& in)
      : choice_(choice), shape_(shape), in_(in) {}

  std::optional<StartSpec> read() {
    const std::string_view kind = choice_.kind->key;
    if (kind == "at") return read_point();
    const auto rows = read_rows();
    if (!rows) return std::nullopt;
    const std::vector<double> first = column(*rows, 0), second = column(*rows, 1);
    if (kind == "normal") return NormalStart{first, second};
    for (std::size_t c = 0; c < first.size(); ++c)
      if (first[c] > second[c]) return wrong("lo at most hi");
    if (!inside(first) || !inside(second)) return std::nullopt;
    if (kind == "uniform") return UniformStart{first, second};
    GridStart grid{first, second, {}};
    for (const double points : column(*rows, 2))
      grid.points.push_back(static_cast<std::uint32_t>(points));
    return grid;
  }

 private:
  std::nullopt_t wrong(const std::string& needs) {
    in_.mistake(*choice_.whole,
                fmt::format("start {} needs {}; it is {}", kind_form(*choice_.kinds, *choice_.kind),
                            needs, shown(*choice_.whole)));
    return std::nullopt;
  }

  // Points that the manifest gives must lie in the boxes of the game's domain.
  bool inside(const std::vector<double>& x) {
    for (std::size_t c = 0; c < x.size(); ++c) {
      const fm_domain& domain = shape_.domains[c];
      if (domain.kind != FM_DOMAIN_BOX || (x[c] >= domain.lower && x[c] <= domain.upper)) continue;
      in_.mistake(*choice_.whole,
                  fmt::format("start leaves the game's domain: coordinate {} must lie in [{}, {}], "
                              "and {} does not",
                              c, domain.lower, domain.upper, x[c]));
      return false;
    }
    return true;
  }

  std::optional<StartSpec> read_point() {
    const auto x = numbers(*choice_.value, shape_.coordinates());
    if (!x) return wrong(fmt::format("{} numbers, one for each coordinate", shape_.coordinates()));
    if (!inside(*x)) return std::nullopt;
    return StartAt{*x};
  }

  // A tuple for each coordinate, within the bounds of its parts.
  std::optional<std::vector<std::vector<double>>> read_rows() {
    const ManifestTable& parts = *table_of_key(*choice_.kinds, *choice_.kind);
    const std::size_t length = parts.keys.size(), coordinates = shape_.coordinates();
    auto rows = tuples(*choice_.value, length, coordinates);
    if (!rows)
      return wrong(fmt::format("one {}, or one for each of the {} coordinates",
                               length == 2 ? "pair" : "triple", coordinates));
    for (const auto& row : *rows)
      if (!parts_accept(parts, row)) return wrong(kind_needs(*choice_.kinds, *choice_.kind));
    return rows;
  }

  const Choice& choice_;
  const Shape& shape_;
  TableReader& in_;
};

toml::array pairs_of(const std::vector<double>& first, const std::vector<double>& second) {
  toml::array array;
  for (std::size_t i = 0; i < first.size(); ++i) array.push_back(toml::array{first[i], second[i]});
  return array;
}

struct StartToToml {
  toml::table operator()(const StartAt& s) const {
    toml::array x;
    for (const double value : s.x) x.push_back(value);
    return toml::table{{"at", x}};
  }
  toml::table operator()(const UniformStart& s) const {
    return toml::table{{"uniform", pairs_of(s.lower, s.upper)}};
  }
  toml::table operator()(const NormalStart& s) const {
    return toml::table{{"normal", pairs_of(s.mean, s.variance)}};
  }
  toml::table operator()(const GridStart& s) const {
    toml::array axes;
    for (std::size_t c = 0; c < s.points.size(); ++c)
      axes.push_back(toml::array{s.lower[c], s.upper[c], static_cast<std::int64_t>(s.points[c])});
    return toml::table{{"grid", axes}};
  }
};

}  // namespace

std::optional<StartSpec> read_start(const toml::node& node, const Shape& shape, TableReader& in) {
  const auto choice = read_choice(node, manifest_table("start"), in);
  return choice ? StartReader(*choice, shape, in).read() : std::nullopt;
}

toml::table to_toml(const StartSpec& spec) { return std::visit(StartToToml{}, spec); }

}  // namespace firstmove::engine
