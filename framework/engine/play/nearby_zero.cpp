#include "play/nearby_zero.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace firstmove::engine {
namespace {

constexpr int most_steps = 40, most_cuts = 6;
constexpr std::size_t most_changes = 8;
constexpr double least_share = 1e-9;  // of `within`: a distance that counts as none

double inner(const std::vector<double>& a, const std::vector<double>& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
  return sum;
}
double length_of(const std::vector<double>& a) { return std::sqrt(inner(a, a)); }

void add(std::vector<double>& a, double factor, const std::vector<double>& b) {
  for (std::size_t i = 0; i < a.size(); ++i) a[i] += factor * b[i];
}

}  // namespace

ZeroSearch::ZeroSearch(const std::vector<fm_domain>& domains, std::vector<double> x,
                       std::vector<double> units, double within)
    : domains_(domains), start_(x), units_(std::move(units)), x_(std::move(x)) {
  rounding_ = 16 * std::numeric_limits<double>::epsilon() * length_of(start_);
  within_ = std::max(within, 4 * rounding_);
}

void ZeroSearch::end(NearbyZero result) {
  over_ = true;
  result_ = result;
}

void ZeroSearch::take(std::vector<double> F) {
  for (std::size_t i = 0; i < F.size(); ++i) {
    const fm_domain& domain = domains_[i];
    if (domain.kind == FM_DOMAIN_BOX &&
        ((x_[i] <= domain.lower && F[i] > 0) || (x_[i] >= domain.upper && F[i] < 0)))
      F[i] = 0;
    F[i] /= units_[i];
  }
  const double size = length_of(F);
  if (taken_ == 0) {
    at_first_ = F;
    first_ = least_ = size;
  }
  if (!std::isfinite(size)) return end(NearbyZero::unknown);
  least_ = std::min(least_, size);
  if (size <= 1e-6 * first_) return end(NearbyZero::found);
  if (++taken_ == most_steps)
    return end(least_ <= 0.1 * first_ ? NearbyZero::open : NearbyZero::none);
  if (taken_ == 1) {
    // Where F grew over the path as its distance from the zero did, the zero is `size` extents
    // away.
    mixing_ = std::max(within_ * std::clamp(100 * size, 1e-6, 0.1), 4 * rounding_) / size;
  } else {
    std::vector<double> change = F;
    add(change, -1, f_);
    if (taken_ == 2 && is_zero_to_rounding(change)) {
      x_ = start_;
      return end(NearbyZero::found);
    }
    changes_.push_back(std::move(change));
    if (changes_.size() > std::min(most_changes, F.size())) {
      changes_.erase(changes_.begin());
      moves_.erase(moves_.begin());
    }
  }
  f_ = F;
  // The least squares combination of the changes, by orthogonalization, the latest first.
  std::vector<double> step(F.size());
  std::vector<std::vector<double>> axes, along = moves_;
  std::vector<double> left = F;
  for (std::size_t i = changes_.size(); i-- > 0;) {
    std::vector<double> axis = changes_[i], move = along[i];
    const double before = length_of(axis);
    for (std::size_t j = 0; j < axes.size(); ++j) {
      const double share = inner(axes[j], axis);
      add(axis, -share, axes[j]);
      add(move, -share, along[changes_.size() - 1 - j]);
    }
    const double after = length_of(axis);
    // What is left of a change that the others explain is rounding.
    if (!(after > 1e-10 * before)) {
      std::fill(axis.begin(), axis.end(), 0.0);
      std::fill(move.begin(), move.end(), 0.0);
    } else {
      for (double& v : axis) v /= after;
      for (double& v : move) v /= after;
    }
    const double share = inner(axis, left);
    add(left, -share, axis);
    add(step, -share, move);
    axes.push_back(std::move(axis));
    along[i] = std::move(move);
  }
  const bool explained = !changes_.empty() && length_of(left) <= 0.01 * size;
  // Not the first step again, which in a rotation would lead back and forth between two points.
  add(step, taken_ == 1 ? -mixing_ : -0.6 * mixing_, left);
  if (explained && length_of(step) <= std::max(rounding_ / 4, least_share * within_))
    return end(NearbyZero::found);
  go(std::move(step));
}

// Whether each coordinate of F at the point is no more than what it changes by, at the rate of the
// first step, over a distance that counts as none. Then F can hardly fall any further: it is as
// small as the rounding of the point, or of a solve within the rule, leaves it.
bool ZeroSearch::is_zero_to_rounding(const std::vector<double>& change) const {
  const double share = std::max(4 * rounding_, least_share * within_) / length_of(moves_.front());
  for (std::size_t i = 0; i < change.size(); ++i)
    if (!(std::abs(at_first_[i]) <= share * std::abs(change[i]))) return false;
  return true;
}

// Steps within the ball, and within the domain.
void ZeroSearch::go(std::vector<double> step) {
  const std::vector<double> from = x_;
  const double length = length_of(step);
  bool cut = false;
  if (length > within_) {
    for (double& s : step) s *= within_ / length;
    cut = true;
  }
  add(x_, 1, step);
  std::vector<double> away = x_;
  add(away, -1, start_);
  if (const double far = length_of(away); far > within_) {
    x_ = start_;
    add(x_, within_ / far, away);
    cut = true;
  }
  if (cut && ++left_ball_ == most_cuts) return end(NearbyZero::none);
  for (std::size_t i = 0; i < x_.size(); ++i)
    if (domains_[i].kind == FM_DOMAIN_BOX)
      x_[i] = std::clamp(x_[i], domains_[i].lower, domains_[i].upper);
  std::vector<double> move = x_;
  add(move, -1, from);
  // A step that bounds and the ball take away entirely would repeat itself.
  if (length_of(move) == 0) return end(NearbyZero::none);
  moves_.push_back(std::move(move));
}

}  // namespace firstmove::engine
