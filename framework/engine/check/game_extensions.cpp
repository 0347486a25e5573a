// Checks of the extensions of a game: proven bounds and metrics.
#include <firstmove/internal/multi_index.hpp>

#include <cctype>
#include <set>

#include "check/game_checks.hpp"
#include "check/played_game.hpp"

namespace firstmove::engine::checks {

namespace {

// A game's bounds on the derivatives of one player's cost to one order, a row each.
class Bounds {
 public:
  Bounds(PlayedGame& game, const fm_enclosure& table, std::uint32_t player, std::uint32_t order,
         std::size_t rows)
      : below(rows), above(rows), game_(game), table_(table), player_(player), order_(order) {}

  void over(const std::vector<double>& lower, const std::vector<double>& upper, double width) {
    note("fm_enclosure.enclose(player {}, order {}, a box of width {})", player_ + 1, order_,
         width);
    smooth = 7;
    must([&] {
      return table_.enclose(game_.instance(), player_, order_, lower.data(), upper.data(),
                            below.data(), above.data(), &smooth);
    });
    if (smooth > 1) throw Failed("fm_enclosure.enclose did not set its result 'smooth'");
  }

  std::vector<double> below, above;
  std::uint32_t smooth = 7;

 private:
  PlayedGame& game_;
  const fm_enclosure& table_;
  std::uint32_t player_, order_;
};

// By how much a game's rounded value may miss bounds of the exact one: a billionth of the value and
// of the terms that make it. The width of the bounds at the point itself, a few roundings of each
// term, shows the size of these.
double rounding_of(double value, double width) { return 1e-9 * std::abs(value) + 1e6 * width; }

}  // namespace

Answer check_enclosure(const CheckedPlugin& subject) {
  PlayedGame game(subject);
  const auto* const table =
      static_cast<const fm_enclosure*>(game.extension(FM_ENCLOSURE_EXTENSION));
  if (!table) throw Skipped("the game has no proven bounds");
  if (!FM_HAS(table, fm_enclosure, enclose) || !table->enclose)
    throw Failed("fm_enclosure is too small, or its function is NULL");
  const std::size_t d = game.shape().coordinates();
  Points draw(game.shape(), 4);
  std::size_t held = 0, open = 0;
  for (std::uint32_t i = 0; i < game.shape().players(); ++i)
    for (std::uint32_t order = 0; order <= std::min(3u, table->most_order); ++order) {
      const std::size_t rows = derivatives(d, order);
      if (rows > 120 || !game.offers(ask(FM_TAYLOR, i, order))) continue;
      PlayedGame::Plan plan(game, {ask(FM_TAYLOR, i, order)});
      for (const double width : {0.0, 1e-6, 0.05, 0.5}) {
        const std::vector<double> x = draw.one();
        std::vector<double> lower = x, upper = x;
        for (std::size_t c = 0; c < d; ++c) {
          lower[c] -= width;
          upper[c] += width;
        }
        Bounds box(game, *table, i, order, rows), single = box;
        box.over(lower, upper, 2 * width);
        std::vector<std::vector<double>> inside;
        for (int n = 0; n < 8; ++n) {
          std::vector<double>& point = inside.emplace_back(x);
          for (std::size_t c = 0; c < d; ++c) point[c] = draw.uniform(lower[c], upper[c]);
        }
        const Rows values = plan.at(LentBatch(inside), {});
        for (std::size_t r = 0; r < inside.size(); ++r) {
          single.over(inside[r], inside[r], 0);
          for (std::size_t row = 0; row < rows; ++row) {
            const double value = values[0].row(row)[r];
            const double slack = rounding_of(value, single.above[row] - single.below[row]);
            if (!std::isfinite(value) || !std::isfinite(slack) || box.smooth == 0) {
              ++open;
              continue;
            }
            if (value < box.below[row] - slack || value > box.above[row] + slack)
              throw Failed(fmt::format(
                  "row {} of the derivatives of f_{} to order {} is {:.12g} at a point of a box of "
                  "width {}, outside its proven bounds [{:.12g}, {:.12g}]",
                  row, i + 1, order, value, 2 * width, box.below[row], box.above[row]));
            ++held;
          }
        }
      }
    }
  std::vector<double> none(1 << 16);
  std::uint32_t smooth = 0;
  const std::vector<double> x = draw.one();
  note("fm_enclosure.enclose(a player that does not exist)");
  if (!game.refuses([&] {
        return table->enclose(game.instance(), game.shape().players(), 0, x.data(), x.data(),
                              none.data(), none.data(), &smooth);
      }))
    throw Failed("fm_enclosure.enclose accepted a player that does not exist");
  if (held == 0 && open == 0)
    throw Skipped("the game has too many coordinates, or does not offer FM_TAYLOR");
  return passed(fmt::format(
      "{} sampled derivatives lie within their proven bounds{}", held,
      open == 0 ? "" : fmt::format("; {} others were not finite or had no bounds", open)));
}

Answer check_metrics(const CheckedPlugin& subject) {
  PlayedGame game(subject);
  const auto* const table = static_cast<const fm_metrics*>(game.extension(FM_METRICS_EXTENSION));
  if (!table) throw Skipped("the game has no metrics of its own");
  if (!FM_HAS(table, fm_metrics, names) || (table->count > 0 && !table->names))
    throw Failed("fm_metrics is too small, or its names are NULL");
  std::set<std::string> names;
  std::vector<fm_request> requests;
  for (std::uint32_t m = 0; m < table->count; ++m) {
    const std::string name = table->names[m] ? table->names[m] : "";
    const bool sound = !name.empty() && std::all_of(name.begin(), name.end(), [](unsigned char c) {
      return std::isalnum(c) || c == '-' || c == '_' || c == '.';
    });
    if (!sound)
      throw Failed(fmt::format(
          "'{}' is not a valid name of a metric: use letters, digits, '-', '_' and '.'", name));
    if (!names.insert(name).second) throw Failed(fmt::format("two metrics are named '{}'", name));
    if (!game.offers(ask(FM_METRIC, m)))
      throw Failed(
          fmt::format("the metric '{}' has a name, but FM_METRIC {} is not offered", name, m));
    requests.push_back(ask(FM_METRIC, m));
  }
  if (game.offers(ask(FM_METRIC, table->count)))
    throw Failed("the game offers a metric that has no name");
  if (requests.empty()) throw Skipped("the game has no metrics of its own");
  Points draw(game.shape(), 5);
  PlayedGame::Plan plan(game, requests);
  const Rows rows = plan.at(LentBatch(draw.many(9)), {}, std::numeric_limits<double>::quiet_NaN());
  std::size_t numbers = 0;
  for (const GuardedArray& row : rows)
    for (std::size_t r = 0; r < 9; ++r) numbers += std::isfinite(row.row(0)[r]);
  if (numbers == 0) throw Failed("no metric is finite at any of 9 joint actions");
  return passed(
      fmt::format("{} metrics with {} finite values at 9 joint actions", table->count, numbers));
}

}  // namespace firstmove::engine::checks
