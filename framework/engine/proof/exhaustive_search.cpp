#include "proof/exhaustive_search.hpp"
#include "game/lengths.hpp"
#include "point/dense_solvers.hpp"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <chrono>
#include <queue>

namespace firstmove::engine {
namespace {

// Sizes relative to the search box. Newton's method is first tried in boxes of size `first_newton`,
// and again whenever they have shrunk by `newton_ratio`.
constexpr double smallest_box = 1e-9;
constexpr double first_newton = 1e-4, newton_ratio = 1e-2;
constexpr std::size_t most_regions = 20;

// A box that is still to be examined.
struct Piece {
  Box box;
  double size;           // its longest side relative to the search box
  double newton_at;      // the size at which Newton's method was last tried
  std::uint64_t number;  // older ones first
  friend bool operator<(const Piece& a, const Piece& b) {
    return a.size != b.size ? a.size < b.size : a.number > b.number;
  }
};

class Search {
 public:
  Search(const FieldOverBox& field, const Shape& shape, const SearchBox& within)
      : field_(field), shape_(shape), within_(within) {
    for (std::size_t c = 0; c < within.lower.size(); ++c)
      whole_.emplace_back(within.lower[c], within.upper[c]);
    sizes_ = units_of_box(shape, within.lower, within.upper);
  }

  // Tries to prove a zero close to x, and keeps it if it is new.
  void prove_near(std::vector<double> x) {
    // x is shifted before the proof: shifting the proven box would need rounding.
    turn_into(within_, shape_, x);
    auto zero = enclose_zero(field_, x, sizes_);
    if (!zero || in_known_box(zero->tight)) return;
    for (const EnclosedZero& known : known_)  // the same zero, in a wider box
      if (within(known.tight, zero->unique,
                 [](const Interval& a, const Interval& b) { return a.within(b); }))
        return;
    known_.push_back(*zero);
  }

  ExhaustiveSearch run(const SearchLimits& limits, const Tell& tell) {
    using Finding = KrawczykStep::Finding;
    using Clock = std::chrono::steady_clock;
    const auto end = Clock::now() + std::chrono::duration<double>(limits.seconds);
    ExhaustiveSearch result;
    std::vector<Box> undecided;
    Pulse pulse(tell);
    add(whole_, 100 * first_newton);
    while (!todo_.empty() && result.boxes < limits.boxes && Clock::now() < end) {
      pulse([&] {
        return fmt::format("{} boxes examined, {} left, up to {:.1e} wide", result.boxes,
                           todo_.size(), todo_.top().size);
      });
      Piece piece = todo_.top();
      todo_.pop();
      ++result.boxes;
      if (in_known_box(piece.box)) continue;
      const KrawczykStep step = krawczyk(field_, piece.box);
      if (step.finding == Finding::no_zero) continue;
      if (step.finding == Finding::one_zero || piece.size < newton_ratio * piece.newton_at) {
        prove_near(close_to_zero(step.narrowed));
        piece.newton_at = piece.size;
      }
      if (step.finding == Finding::one_zero && in_known_box(step.narrowed)) continue;
      if (piece.size < smallest_box) {
        undecided.push_back(piece.box);
      } else if (relative_size(step.narrowed) < 0.7 * piece.size) {
        add(step.narrowed, piece.newton_at);
      } else {
        auto [lower, upper] = halves(step.narrowed);
        add(std::move(lower), piece.newton_at);
        add(std::move(upper), piece.newton_at);
      }
    }
    std::vector<Box> unexplored;
    for (; !todo_.empty(); todo_.pop()) unexplored.push_back(todo_.top().box);
    result.undecided = open_regions(undecided, whole_, most_regions);
    result.unexplored = open_regions(unexplored, whole_, most_regions);
    result.unexplored_share = share_of(unexplored, whole_);
    for (const EnclosedZero& zero : known_)
      if (within(zero.tight, whole_,
                 [](const Interval& a, const Interval& b) { return meet(a, b); }))
        result.zeros.push_back(zero);
    std::sort(result.zeros.begin(), result.zeros.end(), [](const auto& a, const auto& b) {
      return std::lexicographical_compare(
          a.tight.begin(), a.tight.end(), b.tight.begin(), b.tight.end(),
          [](const Interval& p, const Interval& q) { return p.upper() < q.lower(); });
    });
    return result;
  }

 private:
  void add(Box box, double newton_at) {
    const double size = relative_size(box);
    todo_.push({std::move(box), size, newton_at, added_++});
  }

  // Whether `relation` holds for all sides, on circles also after one turn either way.
  template <class Relation>
  bool within(const Box& box, const Box& of, Relation relation) const {
    for (std::size_t c = 0; c < box.size(); ++c) {
      const fm_domain& domain = shape_.domains[c];
      bool related = relation(box[c], of[c]);
      if (domain.kind == FM_DOMAIN_PERIODIC) {
        const Interval turn = around(domain.upper) - around(domain.lower);
        related = related || relation(box[c] + turn, of[c]) || relation(box[c] - turn, of[c]);
      }
      if (!related) return false;
    }
    return true;
  }

  // Encloses the real number from which an end of a circle was rounded.
  static Interval around(double x) { return {OutwardRounding::down(x), OutwardRounding::up(x)}; }

  bool in_known_box(const Box& box) const {
    return std::any_of(known_.begin(), known_.end(), [&](const EnclosedZero& zero) {
      return within(box, zero.unique,
                    [](const Interval& a, const Interval& b) { return a.within(b); });
    });
  }

  // The longest side relative to the search box.
  double relative_size(const Box& box) const {
    double size = 0;
    for (std::size_t c = 0; c < box.size(); ++c)
      if (whole_[c].radius() > 0) size = std::max(size, box[c].radius() / whole_[c].radius());
    return size;
  }

  std::pair<Box, Box> halves(const Box& box) const {
    std::size_t longest = 0;
    double size = 0;
    for (std::size_t c = 0; c < box.size(); ++c)
      if (whole_[c].radius() > 0 && box[c].radius() / whole_[c].radius() > size) {
        size = box[c].radius() / whole_[c].radius();
        longest = c;
      }
    std::pair<Box, Box> parts{box, box};
    const double cut = box[longest].middle();
    parts.first[longest] = {box[longest].lower(), cut};
    parts.second[longest] = {cut, box[longest].upper()};
    return parts;
  }

  // The result of some steps of Newton's method from the middle of a box.
  std::vector<double> close_to_zero(const Box& box) const {
    std::vector<double> x;
    for (const Interval& side : box) x.push_back(side.middle());
    for (int step = 0; step < 20; ++step) {
      const EnclosedField here = field_(Box(x.begin(), x.end()));
      Eigen::VectorXd value(static_cast<Eigen::Index>(x.size()));
      for (std::size_t c = 0; c < x.size(); ++c)
        value[static_cast<Eigen::Index>(c)] = here.value[c].middle();
      const Eigen::VectorXd full = DenseLu(here.jacobian.middle()).solve(value);
      if (!full.allFinite()) break;
      for (std::size_t c = 0; c < x.size(); ++c) x[c] -= full[static_cast<Eigen::Index>(c)];
    }
    return x;
  }

  const FieldOverBox& field_;
  const Shape& shape_;
  const SearchBox& within_;
  Box whole_;
  std::vector<double> sizes_;
  std::priority_queue<Piece> todo_;
  std::uint64_t added_ = 0;
  std::vector<EnclosedZero> known_;
};

}  // namespace

ExhaustiveSearch search_exhaustively(const FieldOverBox& field, const Shape& shape,
                                     const SearchBox& within,
                                     const std::vector<std::vector<double>>& starts,
                                     const SearchLimits& limits, const Tell& tell) {
  Search search(field, shape, within);
  for (const std::vector<double>& x : starts) search.prove_near(x);
  return search.run(limits, tell);
}

}  // namespace firstmove::engine
