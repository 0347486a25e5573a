// Truncated Taylor series in several variables, over lanes of replicas or over intervals: all
// derivatives up to an order that is chosen at run time, from one evaluation of a cost. Griewank,
// Walther, "Evaluating Derivatives", 2nd edition, chapter 13; Berz, "Modern Map Methods in Particle
// Beam Physics", 1999, chapter 2. Jets (jet.hpp) compute a few derivatives fast; series compute all
// of them up to a high order: the cost of a product grows as binomial(2 d + m, m), not as 3^m.
#pragma once

#include <algorithm>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "jet.hpp"
#include "multi_index.hpp"

namespace firstmove {

// Tables and reusable arrays that all series of `variables` variables up to an order share; C is
// the type of the coefficients. Used by one thread at a time; must outlive its series.
template <class C>
class BasicSpace {
 public:
  BasicSpace(std::size_t variables, std::size_t order) : indices_(variables, order) {
    std::vector<std::vector<Pair>> pairs(indices_.size());
    for (std::uint32_t a = 0; a < indices_.size(); ++a)
      for (std::uint32_t b = 0; b < indices_.size(); ++b) {
        std::vector<std::uint32_t> sum = indices_[a];
        sum.insert(sum.end(), indices_[b].begin(), indices_[b].end());
        if (sum.size() > order) break;  // later b are of the same or a higher order
        std::sort(sum.begin(), sum.end());
        pairs[indices_.position(sum)].push_back({a, b});
      }
    for (const auto& of_one : pairs) {
      begins_.push_back(pairs_.size());
      pairs_.insert(pairs_.end(), of_one.begin(), of_one.end());
    }
    begins_.push_back(pairs_.size());
    for (std::size_t i = 0; i < indices_.size(); ++i) factorials_.push_back(factorial(indices_[i]));
    for (std::size_t k = 0; k <= order; ++k) sizes_.push_back(indices_.up_to(k));
    make_slopes();
  }
  BasicSpace(const BasicSpace&) = delete;
  BasicSpace& operator=(const BasicSpace&) = delete;

  struct Pair {
    std::uint32_t a, b;
  };
  std::size_t variables() const { return indices_.variables(); }
  std::size_t order() const { return indices_.order(); }
  // The number of coefficients of a series of this degree.
  std::size_t size(std::size_t degree) const { return sizes_[degree]; }
  // The pairs of coefficients whose products add up to coefficient c.
  std::span<const Pair> pairs(std::size_t c) const {
    return {pairs_.data() + begins_[c], pairs_.data() + begins_[c + 1]};
  }
  // A derivative is its coefficient times this.
  double factorial(std::size_t c) const { return factorials_[c]; }
  // The derivative by a variable: its coefficient c is `factor` times coefficient `from`.
  struct Slope {
    std::uint32_t from;
    double factor;
  };
  const Slope& slope(std::size_t variable, std::size_t c) const {
    return slopes_[variable * sizes_[order() == 0 ? 0 : order() - 1] + c];
  }

  C* take() {
    if (spare_.empty()) {
      arrays_.push_back(std::make_unique<C[]>(indices_.size()));
      spare_.push_back(arrays_.back().get());
    }
    C* const array = spare_.back();
    spare_.pop_back();
    return array;
  }
  void give(C* array) { spare_.push_back(array); }

 private:
  static double factorial(const std::vector<std::uint32_t>& index) {
    double product = 1, run = 0;
    for (std::size_t i = 0; i < index.size(); ++i) {
      run = i != 0 && index[i] == index[i - 1] ? run + 1 : 1;
      product *= run;
    }
    return product;
  }
  void make_slopes() {
    if (order() == 0) return;
    for (std::uint32_t v = 0; v < variables(); ++v)
      for (std::size_t c = 0; c < sizes_[order() - 1]; ++c) {
        std::vector<std::uint32_t> raised = indices_[c];
        raised.insert(std::upper_bound(raised.begin(), raised.end(), v), v);
        const std::size_t from = indices_.position(raised);
        slopes_.push_back({static_cast<std::uint32_t>(from), factorials_[from] / factorials_[c]});
      }
  }

  MultiIndices indices_;
  std::vector<Pair> pairs_;
  std::vector<std::size_t> begins_, sizes_;
  std::vector<double> factorials_;
  std::vector<Slope> slopes_;
  std::vector<std::unique_ptr<C[]>> arrays_;
  std::vector<C*> spare_;
};

template <class C>
class BasicSeries;
// Elementary functions compute derivatives up to this order, the highest that a series may have.
template <class C>
struct Jet<BasicSeries<C>> : std::true_type {
  static constexpr int order = 8;
};

// A series, or a constant, which belongs to every space. Its coefficients are derivatives divided
// by factorials, in the order of FM_TAYLOR. An operation on two series yields the lower degree.
template <class C>
class BasicSeries {
 public:
  using Space = BasicSpace<C>;
  BasicSeries() = default;
  BasicSeries(double constant) : constant_(constant) {}  // NOLINT: constants mix with variables
  explicit BasicSeries(C constant) : constant_(constant) {}
  // The zero series of a degree.
  BasicSeries(Space& space, std::size_t degree)
      : space_(&space), degree_(degree), c_(space.take()) {
    std::fill_n(c_, size(), C(0.0));
  }
  // The variable v, expanded at a value.
  static BasicSeries variable(Space& space, std::size_t v, C value) {
    BasicSeries x(space, space.order());
    x.c_[0] = value;
    if (space.order() > 0) x.c_[1 + v] = C(1.0);
    return x;
  }
  BasicSeries(const BasicSeries& other)
      : space_(other.space_), degree_(other.degree_), constant_(other.constant_) {
    if (!other.c_) return;
    c_ = space_->take();
    std::copy_n(other.c_, size(), c_);
  }
  BasicSeries(BasicSeries&& other) noexcept { swap(other); }
  BasicSeries& operator=(BasicSeries other) noexcept { return swap(other), *this; }
  ~BasicSeries() {
    if (c_) space_->give(c_);
  }
  void swap(BasicSeries& other) noexcept {
    std::swap(space_, other.space_);
    std::swap(degree_, other.degree_);
    std::swap(constant_, other.constant_);
    std::swap(c_, other.c_);
  }

  bool is_constant() const { return c_ == nullptr; }
  std::size_t degree() const { return degree_; }
  std::size_t size() const { return space_->size(degree_); }
  C& operator[](std::size_t c) { return c_[c]; }
  const C& operator[](std::size_t c) const { return c_[c]; }
  friend C value(const BasicSeries& x) { return x.c_ ? x.c_[0] : x.constant_; }
  // The partial derivative of multi-index c.
  C derivative(std::size_t c) const {
    if (!c_) return c == 0 ? constant_ : C(0.0);
    return c_[c] * space_->factorial(c);
  }

  // The partial derivative by a variable, a series of one degree less.
  BasicSeries slope(std::size_t variable) const {
    if (!c_) return BasicSeries(0.0);
    BasicSeries d(*space_, degree_ - 1);
    for (std::size_t c = 0; c < d.size(); ++c) {
      const typename Space::Slope& s = space_->slope(variable, c);
      d.c_[c] = c_[s.from] * s.factor;
    }
    return d;
  }
  BasicSeries truncated(std::size_t degree) const {
    BasicSeries x = *this;
    if (c_) x.degree_ = std::min(x.degree_, degree);
    return x;
  }

  friend BasicSeries operator+(const BasicSeries& a, const BasicSeries& b) {
    return combine(a, b, [](C x, C y) { return x + y; });
  }
  friend BasicSeries operator-(const BasicSeries& a, const BasicSeries& b) {
    return combine(a, b, [](C x, C y) { return x - y; });
  }
  template <class M>
  friend BasicSeries choose(M m, const BasicSeries& yes, const BasicSeries& no) {
    return combine(yes, no, [m](C x, C y) { return choose(m, x, y); });
  }
  friend BasicSeries operator*(const BasicSeries& a, const BasicSeries& b) {
    if (!a.c_) return times(b, a.constant_);
    if (!b.c_) return times(a, b.constant_);
    BasicSeries y(*a.space_, std::min(a.degree_, b.degree_));
    for (std::size_t c = 0, n = y.size(); c < n; ++c) {
      C sum(0.0);
      for (const auto [i, j] : a.space_->pairs(c)) sum = multiply_add(a.c_[i], b.c_[j], sum);
      y.c_[c] = sum;
    }
    return y;
  }
  // Solves y b = a for y, coefficient by coefficient.
  friend BasicSeries operator/(const BasicSeries& a, const BasicSeries& b) {
    if (!b.c_) return combine(a, BasicSeries(0.0), [&b](C x, C) { return x / b.constant_; });
    BasicSeries y(*b.space_, a.c_ ? std::min(a.degree_, b.degree_) : b.degree_);
    for (std::size_t c = 0, n = y.size(); c < n; ++c) {
      C rest = a.c_ ? a.c_[c] : c == 0 ? a.constant_ : C(0.0);
      for (const auto [i, j] : b.space_->pairs(c))
        if (j != 0) rest -= y.c_[i] * b.c_[j];
      y.c_[c] = rest / b.c_[0];
    }
    return y;
  }
  friend BasicSeries scale(const BasicSeries& a, double s) { return times(a, C(s)); }
  friend BasicSeries shift(BasicSeries a, double s) {
    (a.c_ ? a.c_[0] : a.constant_) += C(s);
    return a;
  }
  // f(x), given the derivatives of f at the value of x, by Horner's rule in x minus its value.
  friend BasicSeries compose(const BasicSeries& x, const C* derivatives) {
    if (!x.c_) return BasicSeries(derivatives[0]);
    BasicSeries u = x;
    u.c_[0] = C(0.0);
    double factorial = 1;
    for (std::size_t k = 2; k <= x.degree_; ++k) factorial *= static_cast<double>(k);
    BasicSeries y(*x.space_, x.degree_);
    y.c_[0] = derivatives[x.degree_] / factorial;
    for (std::size_t k = x.degree_; k-- > 0;) {
      factorial /= static_cast<double>(k + 1);
      y = y * u;
      y.c_[0] = y.c_[0] + derivatives[k] / factorial;
    }
    return y;
  }

 private:
  static BasicSeries times(const BasicSeries& a, C factor) {
    return combine(a, BasicSeries(0.0), [factor](C x, C) { return x * factor; });
  }
  template <class Operation>
  static BasicSeries combine(const BasicSeries& a, const BasicSeries& b,
                             const Operation& operation) {
    if (!a.c_ && !b.c_) return BasicSeries(operation(a.constant_, b.constant_));
    const BasicSeries& shape = !b.c_ || (a.c_ && a.degree_ <= b.degree_) ? a : b;
    BasicSeries y(*shape.space_, shape.degree_);
    for (std::size_t c = 0, n = y.size(); c < n; ++c) {
      const C rest = C(0.0);
      y.c_[c] = operation(a.c_     ? a.c_[c]
                          : c == 0 ? a.constant_
                                   : rest,
                          b.c_     ? b.c_[c]
                          : c == 0 ? b.constant_
                                   : rest);
    }
    return y;
  }

  Space* space_ = nullptr;  // null for a constant
  std::size_t degree_ = 0;
  C constant_{0.0};
  C* c_ = nullptr;  // null for a constant
};

using SeriesSpace = BasicSpace<Lane>;
using Series = BasicSeries<Lane>;

}  // namespace firstmove
