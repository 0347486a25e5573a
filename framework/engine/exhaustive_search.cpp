#include "exhaustive_search.hpp"

#include <algorithm>
#include <cmath>

#include "start.hpp"

namespace firstmove {
namespace {

constexpr double smallest_box = 1e-9;  // of the search box
constexpr double suspicious_box = 1e-4;

// Boxes that touch become their hull: many small ones around one place say no more than one.
std::vector<Box> merged(const std::vector<Box>& boxes) {
  const auto touch = [](const Box& a, const Box& b) {
    for (std::size_t c = 0; c < a.size(); ++c)
      if (!meet(a[c], b[c])) return false;
    return true;
  };
  std::vector<Box> regions;
  for (Box box : boxes) {
    for (std::size_t i = 0; i < regions.size();)
      if (touch(regions[i], box)) {  // the larger box may touch those before
        for (std::size_t c = 0; c < box.size(); ++c) box[c] = hull(box[c], regions[i][c]);
        regions.erase(regions.begin() + static_cast<std::ptrdiff_t>(i));
        i = 0;
      } else {
        ++i;
      }
    regions.push_back(std::move(box));
  }
  return regions;
}

class Search {
 public:
  Search(const FieldOverBox& field, const Shape& shape, const SearchBox& within)
      : field_(field), shape_(shape) {
    for (std::size_t c = 0; c < within.lower.size(); ++c)
      whole_.emplace_back(within.lower[c], within.upper[c]);
  }

  // Proves a zero close to x, if there is one and it can be done.
  void learn(const std::vector<double>& x) {
    auto zero = enclose_zero(field_, x);
    if (!zero || lies_where_one_is_known(zero->tight)) return;
    for (const EnclosedZero& known : known_)  // the same one, in a wider box
      if (within(known.tight, zero->unique,
                 [](const Interval& a, const Interval& b) { return a.within(b); }))
        return;
    for (std::size_t c = 0; c < whole_.size(); ++c) {
      const double turns = wrapped(c, zero->tight[c].middle()) - zero->tight[c].middle();
      zero->tight[c] += turns;
      zero->unique[c] += turns;
    }
    known_.push_back(*zero);
  }

  ExhaustiveSearch run(std::uint64_t most_boxes) {
    ExhaustiveSearch result;
    std::vector<Box> todo = {whole_};
    while (!todo.empty()) {
      if (result.boxes == most_boxes) break;
      Box box = std::move(todo.back());
      todo.pop_back();
      ++result.boxes;
      if (lies_where_one_is_known(box)) continue;
      const KrawczykStep step = krawczyk(field_, box);
      if (step.finding == KrawczykStep::Finding::no_zero) continue;
      const double size = relative_size(box);
      if (step.finding == KrawczykStep::Finding::one_zero || size < suspicious_box)
        learn(close_to_zero(step.narrowed));
      if (step.finding == KrawczykStep::Finding::one_zero && lies_where_one_is_known(step.narrowed))
        continue;
      if (size < smallest_box) {
        result.open.push_back(box);
      } else if (relative_size(step.narrowed) < 0.7 * size) {
        todo.push_back(step.narrowed);
      } else {
        auto [lower, upper] = halves(step.narrowed);
        todo.push_back(std::move(lower));
        todo.push_back(std::move(upper));
      }
    }
    result.open.insert(result.open.end(), todo.begin(), todo.end());
    result.open = merged(result.open);
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
  double wrapped(std::size_t c, double x) const {
    return shape_.domains[c].kind == FM_DOMAIN_PERIODIC ? into_domain(shape_.domains[c], x) : x;
  }

  // Whether all sides relate, circles turned once either way if need be.
  template <class Relation>
  bool within(const Box& box, const Box& of, Relation relation) const {
    for (std::size_t c = 0; c < box.size(); ++c) {
      const fm_domain& domain = shape_.domains[c];
      bool related = relation(box[c], of[c]);
      if (domain.kind == FM_DOMAIN_PERIODIC) {
        const Interval turn = Interval(domain.upper) - Interval(domain.lower);
        related = related || relation(box[c] + turn, of[c]) || relation(box[c] - turn, of[c]);
      }
      if (!related) return false;
    }
    return true;
  }

  bool lies_where_one_is_known(const Box& box) const {
    return std::any_of(known_.begin(), known_.end(), [&](const EnclosedZero& zero) {
      return within(box, zero.unique,
                    [](const Interval& a, const Interval& b) { return a.within(b); });
    });
  }

  // The longest side against the search box.
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

  // Newton's method from the middle of a box, as far as it goes.
  std::vector<double> close_to_zero(const Box& box) const {
    std::vector<double> x;
    for (const Interval& side : box) x.push_back(side.middle());
    for (int step = 0; step < 20; ++step) {
      const EnclosedField here = field_(Box(x.begin(), x.end()));
      Eigen::VectorXd value(static_cast<Eigen::Index>(x.size()));
      for (std::size_t c = 0; c < x.size(); ++c)
        value[static_cast<Eigen::Index>(c)] = here.value[c].middle();
      const Eigen::VectorXd full = here.jacobian.middle().fullPivLu().solve(value);
      if (!full.allFinite()) break;
      for (std::size_t c = 0; c < x.size(); ++c) x[c] -= full[static_cast<Eigen::Index>(c)];
    }
    return x;
  }

  const FieldOverBox& field_;
  const Shape& shape_;
  Box whole_;
  std::vector<EnclosedZero> known_;
};

}  // namespace

ExhaustiveSearch search_exhaustively(const FieldOverBox& field, const Shape& shape,
                                     const SearchBox& within,
                                     const std::vector<std::vector<double>>& starts,
                                     std::uint64_t most_boxes) {
  Search search(field, shape, within);
  for (const std::vector<double>& x : starts) search.learn(x);
  return search.run(most_boxes);
}

}  // namespace firstmove
