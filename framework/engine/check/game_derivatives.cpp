// Compares every derivative that a game offers with differences of the next lower one.
#include <spdlog/fmt/ranges.h>
#include <firstmove/internal/multi_index.hpp>

#include <map>

#include "check/game_checks.hpp"
#include "check/played_game.hpp"
#include "game/lengths.hpp"
#include "point/extrapolate.hpp"

namespace firstmove::engine::checks {
namespace {

using Point = std::vector<double>;

// A vector function of the joint action: the results of one request with constant input vectors,
// optionally transformed by `read`.
struct Field {
  fm_request request;
  std::vector<Point> vectors;
  std::function<std::vector<double>(const std::vector<double>&)> read;
};

struct Tally {
  std::size_t counted = 0, kinks = 0;
  double worst = 0;  // relative
};

class Comparison {
 public:
  Comparison(PlayedGame& game, std::size_t count)
      : game_(game), draw_(game.shape()), points_(draw_.many(count)) {}

  PlayedGame& game() { return game_; }
  Points& draw() { return draw_; }
  const std::vector<Point>& points() const { return points_; }
  const Tally& tally() const { return tally_; }

  // The values of the field at each point.
  std::vector<std::vector<double>> values(const Field& field, const std::vector<Point>& at) {
    constexpr std::size_t most = 512;
    PlayedGame::Plan plan(game_, {field.request});
    std::vector<std::vector<double>> all;
    for (std::size_t from = 0; from < at.size(); from += most) {
      LentBatch spot({at.begin() + static_cast<std::ptrdiff_t>(from),
                      at.begin() + static_cast<std::ptrdiff_t>(std::min(at.size(), from + most))});
      std::fill(spot.replicates.begin(), spot.replicates.end(), 0u);  // the same samples
      Vectors vectors;
      for (const Point& v : field.vectors) {
        GuardedArray& array = vectors.emplace_back(v.size(), spot.x.stride());
        for (std::size_t c = 0; c < v.size(); ++c) std::fill_n(array.row(c), array.stride(), v[c]);
      }
      const Rows rows = plan.at(spot, vectors);
      for (std::size_t r = 0; r < spot.replicates.size(); ++r) {
        std::vector<double> raw(rows[0].rows());
        for (std::size_t a = 0; a < raw.size(); ++a) raw[a] = rows[0].row(a)[r];
        all.push_back(field.read ? field.read(raw) : raw);
      }
    }
    return all;
  }

  // Requires that `claimed` is the derivative of `lower` along a direction of the joint action.
  void along(const Point& direction, const Field& claimed, const Field& lower) {
    std::vector<Point> around;
    std::vector<double> widths;
    for (const Point& x : points_) {
      const std::vector<double> sizes = lengths(game_.shape(), x);
      double step = std::numeric_limits<double>::infinity();
      for (std::size_t c = 0; c < x.size(); ++c)
        if (direction[c] != 0)
          step = std::min(
              step, first_step(game_.shape().domains[c], x[c], sizes[c]) / std::abs(direction[c]));
      for (int level = 0; level < difference_levels; ++level, step /= 2) {
        Point up = x, down = x;
        for (std::size_t c = 0; c < x.size(); ++c) {
          up[c] += step * direction[c];
          down[c] -= step * direction[c];
        }
        around.push_back(up);
        around.push_back(down);
        widths.push_back(2 * step);
      }
    }
    const auto is = values(claimed, points_), beside = values(lower, around);
    for (std::size_t p = 0; p < points_.size(); ++p)
      for (std::size_t a = 0; a < is[p].size(); ++a) {
        std::vector<double> slopes;
        double largest = 0;
        for (std::size_t l = 0; l < difference_levels; ++l) {
          const std::size_t pair = p * difference_levels + l;
          const double up = beside[2 * pair][a], down = beside[2 * pair + 1][a];
          slopes.push_back((up - down) / widths[pair]);
          largest = std::max({largest, std::abs(up), std::abs(down)});
        }
        const double rounding =
            16 * std::numeric_limits<double>::epsilon() * largest / widths[p * difference_levels];
        judge(claimed.request, p, a, is[p][a], extrapolate(slopes, rounding), largest);
      }
  }

  // Requires that two quantities with the same meaning agree.
  void equal(const Field& one, const Field& other, const char* what) {
    const auto a = values(one, points_), b = values(other, points_);
    for (std::size_t p = 0; p < points_.size(); ++p) {
      double scale = 0;
      for (std::size_t row = 0; row < a[p].size(); ++row)
        scale = std::max({scale, std::abs(a[p][row]), std::abs(b[p][row])});
      for (std::size_t row = 0; row < a[p].size(); ++row) {
        const bool apart = std::isnan(a[p][row]) != std::isnan(b[p][row]) ||
                           std::abs(a[p][row] - b[p][row]) > 1e-8 * scale;
        if (apart)
          throw Failed(fmt::format("{} at x = ({:.6g}) is {:.12g} in row {}, but {} gives {:.12g}",
                                   described(one.request), fmt::join(points_[p], ", "), a[p][row],
                                   row, what, b[p][row]));
        ++tally_.counted;
      }
    }
  }

 private:
  static std::string described(const fm_request& r) { return fmt::format("{}", describe(r)); }

  void judge(const fm_request& request, std::size_t p, std::size_t row, double is, Slope found,
             double largest) {
    const double size = std::max(std::abs(is), std::abs(found.value));
    // If differences with two step sizes disagree, there is a kink or a non-finite value.
    if (!(found.error <= 1e-4 * std::abs(found.value) + 1e-6 * largest)) {
      ++tally_.kinks;
      return;
    }
    ++tally_.counted;
    const double apart = std::abs(is - found.value);
    const double allowed = 20 * found.error + 1e-7 * size + 1e-10 * largest;
    if (apart <= allowed) {
      if (size > 0) tally_.worst = std::max(tally_.worst, apart / (size + largest));
      return;
    }
    throw Failed(fmt::format(
        "{} at x = ({:.6g}) is {:.12g} in row {}, but by differences {:.12g} "
        "with an error of {:.1g}",
        described(request), fmt::join(points_[p], ", "), is, row, found.value, found.error));
  }

  PlayedGame& game_;
  Points draw_;
  std::vector<Point> points_;
  Tally tally_;
};

double dot(const std::vector<double>& a, const std::vector<double>& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
  return sum;
}

// The product of a block, given by rows, with a vector.
std::vector<double> times(const std::vector<double>& block, const Point& v) {
  std::vector<double> product(block.size() / v.size());
  for (std::size_t a = 0; a < product.size(); ++a)
    for (std::size_t b = 0; b < v.size(); ++b) product[a] += block[a * v.size() + b] * v[b];
  return product;
}

class DerivativeChecks {
 public:
  explicit DerivativeChecks(PlayedGame& game)
      : game_(game), compare_(game, game.shape().coordinates() > 32 ? 2 : 4) {}

  std::string run() {
    const std::uint32_t n = game_.shape().players();
    std::size_t budget = 400;  // comparisons for each quantity, for any number of players
    const std::size_t every = std::max<std::size_t>(1, std::size_t{n} * n * n * n / budget);
    std::size_t number = 0;
    for (std::uint32_t i = 0; i < n; ++i) {
      for (std::uint32_t j = 0; j < n; ++j) {
        gradient(i, j);
        for (std::uint32_t k = 0; k < n; ++k) {
          if (number++ % std::max<std::size_t>(1, every / n) == 0) second(i, j, k);
          for (std::uint32_t l = 0; l < n; ++l)
            if ((number + l) % every == 0) third(i, j, k, l);
        }
      }
      series(i);
    }
    return summary();
  }

 private:
  bool has(const fm_request& request) { return game_.offers(request); }

  // Directions within a block: every coordinate, or in large blocks two coordinates and two dense
  // directions.
  std::vector<Point> directions(std::size_t d) {
    std::vector<Point> all;
    const auto unit = [d](std::size_t c) {
      Point v(d, 0.0);
      v[c] = 1;
      return v;
    };
    if (d <= 4) {
      for (std::size_t c = 0; c < d; ++c) all.push_back(unit(c));
      return all;
    }
    for (int dense = 0; dense < 2; ++dense) all.push_back(random(d));
    all.push_back(unit(0));
    all.push_back(unit(d - 1));
    return all;
  }
  Point random(std::size_t d) {
    Point v(d);
    for (double& entry : v) entry = compare_.draw().uniform(-1, 1);
    return v;
  }
  Point in_block(std::uint32_t player, const Point& v) {
    Point whole(game_.shape().coordinates(), 0.0);
    std::copy(v.begin(), v.end(), whole.begin() + game_.shape().offsets[player]);
    return whole;
  }
  Point first_direction(std::uint32_t player) {
    return directions(game_.shape().dims[player]).front();
  }

  void gradient(std::uint32_t i, std::uint32_t j) {
    const fm_request cost = ask(FM_COST, i), claimed = ask(FM_GRADIENT, i, j);
    if (!has(claimed)) return;
    saw("gradients");
    if (!has(cost)) return;
    for (const Point& v : directions(game_.shape().dims[j]))
      compare_.along(in_block(j, v),
                     {claimed, {}, [v](const auto& g) { return std::vector<double>{dot(g, v)}; }},
                     {cost, {}, {}});
  }

  void second(std::uint32_t i, std::uint32_t j, std::uint32_t k) {
    const fm_request lower = ask(FM_GRADIENT, i, j), product = ask(FM_HESSIAN_PRODUCT, i, j, k),
                     block = ask(FM_HESSIAN_BLOCK, i, j, k);
    const bool products = has(product), blocks = has(block) && small(j, k);
    if (products) saw("products");
    if (blocks) saw("blocks");
    if (!has(lower)) return;
    for (const Point& v : directions(game_.shape().dims[k])) {
      if (products) compare_.along(in_block(k, v), {product, {v}, {}}, {lower, {}, {}});
      if (blocks)
        compare_.along(in_block(k, v),
                       {block, {}, [v](const auto& rows) { return times(rows, v); }},
                       {lower, {}, {}});
    }
  }
  bool small(std::uint32_t j, std::uint32_t k) {
    return std::size_t{game_.shape().dims[j]} * game_.shape().dims[k] <= 4096;
  }

  void third(std::uint32_t i, std::uint32_t j, std::uint32_t k, std::uint32_t l) {
    const fm_request claimed = ask(FM_THIRD_PRODUCT, i, j, k, l);
    if (!has(claimed)) return;
    saw("third products");
    const Point u = random(game_.shape().dims[k]);
    const fm_request product = ask(FM_HESSIAN_PRODUCT, i, j, k),
                     block = ask(FM_HESSIAN_BLOCK, i, j, k);
    Field lower{product, {u}, {}};
    if (!has(product)) {
      if (!has(block) || !small(j, k)) return;
      lower = {block, {}, [u](const auto& rows) { return times(rows, u); }};
    }
    const Point v = directions(game_.shape().dims[l]).front();
    compare_.along(in_block(l, v), {claimed, {u, v}, {}}, lower);
  }

  // Taylor rows of order m must be derivatives along e_c of those of order m - 1; the first orders
  // must agree with FM_COST and FM_GRADIENT.
  void series(std::uint32_t i) {
    const std::size_t d = game_.shape().coordinates();
    std::uint32_t top = 0;
    while (top < 8 && derivatives(d, top + 1) <= 256 && has(ask(FM_TAYLOR, i, top + 1))) ++top;
    if (!has(ask(FM_TAYLOR, i, top))) return;
    saw(fmt::format("all derivatives to order {}", top));
    const MultiIndices indices(d, top);
    if (has(ask(FM_COST, i)))
      compare_.equal({ask(FM_TAYLOR, i, top), {}, [](const auto& t) { return std::vector{t[0]}; }},
                     {ask(FM_COST, i), {}, {}}, "FM_COST");
    for (std::uint32_t j = 0; top >= 1 && j < game_.shape().players(); ++j)
      if (has(ask(FM_GRADIENT, i, j))) {
        const auto from = static_cast<std::ptrdiff_t>(1 + game_.shape().offsets[j]);
        const auto length = static_cast<std::ptrdiff_t>(game_.shape().dims[j]);
        compare_.equal({ask(FM_TAYLOR, i, top),
                        {},
                        [from, length](const auto& t) {
                          return std::vector<double>(t.begin() + from, t.begin() + from + length);
                        }},
                       {ask(FM_GRADIENT, i, j), {}, {}}, "FM_GRADIENT");
      }
    for (std::uint32_t order = 1; order <= top; ++order)
      for (std::size_t c = 0; c < d; c += std::max<std::size_t>(1, d / 4)) {
        const std::size_t begin = order == 1 ? 0 : indices.up_to(order - 2),
                          end = indices.up_to(order - 1);
        const auto raised = [&](const std::vector<double>& t) {
          std::vector<double> rows;
          for (std::size_t row = begin; row < end; ++row) {
            std::vector<std::uint32_t> index = indices[row];
            index.insert(std::lower_bound(index.begin(), index.end(), c),
                         static_cast<std::uint32_t>(c));
            rows.push_back(t[indices.position(index)]);
          }
          return rows;
        };
        const auto plain = [begin, end](const std::vector<double>& t) {
          return std::vector<double>(t.begin() + static_cast<std::ptrdiff_t>(begin),
                                     t.begin() + static_cast<std::ptrdiff_t>(end));
        };
        Point unit(d, 0.0);
        unit[c] = 1;
        compare_.along(unit, {ask(FM_TAYLOR, i, order), {}, raised},
                       {ask(FM_TAYLOR, i, order - 1), {}, plain});
      }
  }

  void saw(const std::string& what) {
    if (std::find(seen_.begin(), seen_.end(), what) == seen_.end()) seen_.push_back(what);
  }
  std::string summary() const {
    const Tally& t = compare_.tally();
    if (seen_.empty()) throw Skipped("the game offers no derivatives");
    return fmt::format(
        "{}: {} numbers agree with a largest relative difference of {:.1g}; {} at kinks are not "
        "counted",
        fmt::join(seen_, ", "), t.counted, t.worst, t.kinks);
  }

 public:
  const Tally& tally() const { return compare_.tally(); }

 private:
  PlayedGame& game_;
  Comparison compare_;
  std::vector<std::string> seen_;
};

}  // namespace

Answer check_derivatives(const CheckedPlugin& subject) {
  PlayedGame game(subject);
  DerivativeChecks checks(game);
  const std::string summary = checks.run();
  const Tally& tally = checks.tally();
  if (tally.counted == 0)
    throw Failed(
        "no derivative could be compared: at every point tried, the game has a kink or its values "
        "are not finite");
  return tally.kinks > tally.counted ? noted(summary) : passed(summary);
}

}  // namespace firstmove::engine::checks
