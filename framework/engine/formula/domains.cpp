#include "formula/domains.hpp"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

namespace firstmove::engine {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

struct Range {
  double lower = -infinity, upper = infinity;
  bool circle = false;
};

// Infinite ends are allowed here, unlike in other numbers.
std::optional<double> end_of(const toml::node* node) {
  if (!node) return std::nullopt;
  if (const auto* integer = node->as_integer()) return static_cast<double>(integer->get());
  if (const auto* real = node->as_floating_point(); real && !std::isnan(real->get()))
    return real->get();
  return std::nullopt;
}

std::optional<Range> pair_of(const toml::node& node) {
  const toml::array* list = node.as_array();
  if (!list || list->size() != 2) return std::nullopt;
  const auto lower = end_of(list->get(0)), upper = end_of(list->get(1));
  if (!lower || !upper || !(*lower < *upper)) return std::nullopt;
  return Range{*lower, *upper, false};
}

class RangeReader {
 public:
  RangeReader(TableReader& in, const std::vector<FormulaNames::Player>& players, std::string name)
      : in_(in), players_(players), name_(std::move(name)) {}

  // A range for each coordinate of each player; nothing for players that `node` does not name.
  std::vector<std::vector<std::optional<Range>>> read(const toml::node* node) {
    std::vector<std::vector<std::optional<Range>>> all;
    for (const auto& player : players_) all.emplace_back(player.size);
    if (!node) return all;
    const toml::table* by_player = node->as_table();
    if (!by_player || is_circle(*by_player)) {
      for (auto& player : all) fill(*node, player);
      return all;
    }
    std::vector<std::string> names;
    for (std::size_t p = 0; p < players_.size(); ++p) {
      names.push_back(players_[p].name);
      if (const toml::node* own = by_player->get(players_[p].name)) fill(*own, all[p]);
    }
    for (const auto& [key, value] : *by_player)
      if (const std::string name(key.str());
          std::find(names.begin(), names.end(), name) == names.end())
        in_.mistake(value,
                    fmt::format("there is no player '{}'{}", name, did_you_mean(name, names)));
    return all;
  }

 private:
  bool is_circle(const toml::table& table) const {
    return name_ == "domain" && table.size() == 1 && table.contains("circle");
  }

  std::optional<Range> one(const toml::node& node) const {
    if (const toml::table* table = node.as_table()) {
      if (!is_circle(*table)) return std::nullopt;
      auto range = pair_of(*table->get("circle"));
      if (!range || std::isinf(range->upper - range->lower)) return std::nullopt;
      range->circle = true;
      return range;
    }
    const auto range = pair_of(node);
    if (range && name_ == "box" && std::isinf(range->upper - range->lower)) return std::nullopt;
    return range;
  }

  void fill(const toml::node& node, std::vector<std::optional<Range>>& player) {
    const toml::array* list = node.as_array();
    const bool each = list && !list->empty() && !end_of(list->get(0));
    if (!each) {
      const auto range = one(node);
      if (!range) return refuse(node);
      std::fill(player.begin(), player.end(), range);
      return;
    }
    if (list->size() != player.size())
      return in_.mistake(node, fmt::format("{} has {} ranges for a player with {} coordinates",
                                           name_, list->size(), player.size()));
    for (std::size_t c = 0; c < player.size(); ++c) {
      player[c] = one(*list->get(c));
      if (!player[c]) return refuse(*list->get(c));
    }
  }

  void refuse(const toml::node& node) {
    const char* const right = name_ == "box"
                                  ? "a box must be [lower, upper], both finite"
                                  : "a domain must be [lower, upper], where -inf and inf are "
                                    "allowed, or { circle = [lower, upper] }";
    in_.mistake(node, fmt::format("{}, not {}", right, shown(node)));
  }

  TableReader& in_;
  const std::vector<FormulaNames::Player>& players_;
  std::string name_;
};

// The default range of starts: the whole of a circle or a finite box, else around 0 or next to the
// finite bound.
Range starts_in(const Range& domain) {
  if (std::isfinite(domain.lower) && std::isfinite(domain.upper)) return domain;
  if (std::isfinite(domain.lower)) return {domain.lower, domain.lower + 1, false};
  if (std::isfinite(domain.upper)) return {domain.upper - 1, domain.upper, false};
  return {-1, 1, false};
}

fm_domain domain_of(const Range& range) {
  if (std::isinf(range.lower) && std::isinf(range.upper)) return {FM_DOMAIN_REAL, 0, 0, 0};
  return {range.circle ? FM_DOMAIN_PERIODIC : FM_DOMAIN_BOX, 0, range.lower, range.upper};
}

}  // namespace

std::vector<Coordinate> read_domains(TableReader& in,
                                     const std::vector<FormulaNames::Player>& players,
                                     const toml::node* domain, const toml::node* box) {
  const auto domains = RangeReader(in, players, "domain").read(domain);
  const auto boxes = RangeReader(in, players, "box").read(box);
  std::vector<Coordinate> coordinates;
  for (std::size_t p = 0; p < players.size(); ++p)
    for (std::size_t c = 0; c < players[p].size; ++c) {
      const Range where = domains[p][c].value_or(Range{});
      const Range start = boxes[p][c].value_or(starts_in(where));
      if (start.lower < where.lower || start.upper > where.upper)
        in.mistake(*box, fmt::format(
                             "the box of player '{}', [{}, {}], is not within its domain, [{}, {}]",
                             players[p].name, start.lower, start.upper, where.lower, where.upper));
      coordinates.push_back({domain_of(where), start.lower, start.upper});
    }
  return coordinates;
}

}  // namespace firstmove::engine
