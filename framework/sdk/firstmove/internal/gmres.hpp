// Solves linear systems that are known only by products with their matrix, which need be neither
// symmetric nor definite; one system per replica, side by side.
#pragma once

#include <algorithm>

#include "../rows.hpp"
#include "../solve.hpp"
#include "../sums.hpp"

namespace firstmove {

// The generalized method of minimal residuals with restarts. Saad, Schultz 1986; Saad, "Iterative
// Methods for Sparse Linear Systems", 2nd edition, algorithms 6.9 and 6.11. A replica stops once
// its residual is at most tolerance * |b|, independently of its neighbours; and where A is singular
// to rounding on the subspace that it has built, since a further step would add rounding errors.
class Gmres {
 public:
  // Restarts after `restart` products, or after n if n is smaller.
  Gmres() = default;
  Gmres(std::size_t n, std::size_t stride, std::size_t restart = 50)
      : n_(n),
        m_(std::min(n, restart)),
        basis_((m_ + 1) * n, stride),
        R_(m_ * m_, stride),
        H_((m_ + 1) * m_, stride),
        cosines_(m_, stride),
        sines_(m_, stride),
        g_(m_ + 1, stride),
        residual_(n, stride),
        flags_(7, stride) {}

  // Solves A x = b, starting from the given x. product(v, Av, needed) multiplies the v of every
  // replica; only the results with needed[r] != 0 are used. Takes at most `iterations` products,
  // and one more at each start or restart from an x that is not zero.
  template <class Product>
  void solve(Product&& product, ConstRows b, Rows x, bool zero_start, std::size_t iterations,
             double tolerance, std::size_t count) {
    const std::size_t stride = b.stride();
    for (std::size_t r = 0; r < stride; r += Lane::width) {
      if (zero_start) for_rows(n_, stride, r, [&](auto at) { x.store(at, Lane(0.0)); });
      const Lane length = sqrt(inner(b, b, r));
      store(target, r, length * tolerance);
      store(size, r, length);
      store(working, r, Lane(1.0));
      store(concave, r, Lane(0.0));
      store(largest, r, Lane(0.0));
    }
    for (std::size_t done = 0; done < iterations && any_working(count);) {
      begin(product, b, x, done == 0 && zero_start);
      std::size_t j = 0;
      for (; j < m_ && done < iterations && any_working(count); ++j, ++done) {
        product(ConstRows(vector(j)), vector(j + 1), flags_.rows()[working]);
        extend(j);
      }
      update(j, x);
    }
  }

  // Whether a replica met a direction v with v' A v <= 0.
  bool met_concave(std::size_t replica) { return flags_.rows()[concave][replica] != 0; }
  // |b - A x| / |b| at the answer; 0 for b = 0.
  double residual(std::size_t replica) {
    const Rows flags = flags_.rows();
    return flags[remains][replica] == 0 ? 0 : flags[remains][replica] / flags[size][replica];
  }

 private:
  // The share of |A v| below which a new column counts as dependent on those before it.
  static constexpr double singular = 1e-13;
  enum Flag : std::size_t {
    target,
    working,
    concave,
    size,     // |b|
    cycled,   // 1 for replicas that did not stop before this restart
    remains,  // |b - A x|
    largest   // of |A v|, over the basis vectors so far
  };

  void store(Flag flag, std::size_t r, Lane value) { flags_.rows().store(flag, r, value); }
  Lane load(Flag flag, std::size_t r) { return flags_.rows().load(flag, r); }
  Rows vector(std::size_t j) { return basis_.rows().part(j * n_, n_); }
  bool any_working(std::size_t count) {
    const double* const flags = flags_.rows()[working];
    return std::any_of(flags, flags + count, [](double f) { return f != 0; });
  }

  // The first basis vector: the residual, scaled to length 1; zero for replicas that have stopped.
  template <class Product>
  void begin(Product&& product, ConstRows b, Rows x, bool zero) {
    const Rows v = vector(0);
    if (!zero) product(ConstRows(x), v, flags_.rows()[working]);
    for (std::size_t r = 0; r < b.stride(); r += Lane::width) {
      for_rows(n_, b.stride(), r, [&](auto at) FIRSTMOVE_INLINE_LAMBDA {
        v.store(at, zero ? b.load(at) : b.load(at) - v.load(at));
      });
      const Lane norm = sqrt(inner(v, v, r));
      const Mask worked = load(working, r) > Lane(0.0);
      const Mask works = worked && norm > load(target, r);
      store(remains, r, choose(worked, norm, load(remains, r)));
      store(cycled, r, choose(works, Lane(1.0), Lane(0.0)));
      store(working, r, choose(works, Lane(1.0), Lane(0.0)));
      g_.rows().store(0, r, choose(works, norm, Lane(0.0)));
      for_rows(n_, b.stride(), r, [&](auto at) FIRSTMOVE_INLINE_LAMBDA {
        v.store(at, choose(works, v.load(at) / norm, Lane(0.0)));
      });
    }
  }

  // Makes A v_j orthogonal to the basis (modified Gram-Schmidt) and rotates the new column of the
  // Hessenberg matrix to triangular form. A replica that has stopped gets the column of the
  // identity and a zero right-hand side, so its x does not change.
  void extend(std::size_t j) {
    const Rows w = vector(j + 1), R = R_.rows(), g = g_.rows();
    for (std::size_t r = 0; r < w.stride(); r += Lane::width) {
      const Mask works = load(working, r) > Lane(0.0);
      const auto entry = [&](std::size_t i) { return i * m_ + j; };
      const Lane scale = max(load(largest, r), sqrt(inner(w, w, r)));
      store(largest, r, scale);
      for (std::size_t i = 0; i <= j; ++i) {
        const Rows v = vector(i);
        const Lane h = inner(w, v, r);
        for_rows(n_, w.stride(), r, [&](auto at) FIRSTMOVE_INLINE_LAMBDA {
          w.store(at, w.load(at) - h * v.load(at));
        });
        R.store(entry(i), r, h);
        H_.rows().store(entry(i), r, choose(works, h, Lane(0.0)));
        if (i == j) store(concave, r, choose(works && h <= Lane(0.0), Lane(1.0), load(concave, r)));
      }
      const Lane below = sqrt(inner(w, w, r));
      H_.rows().store(entry(j + 1), r, choose(works, below, Lane(0.0)));
      for_rows(n_, w.stride(), r, [&](auto at) FIRSTMOVE_INLINE_LAMBDA {
        w.store(at, choose(works, quotient(w.load(at), below), Lane(0.0)));
      });
      for (std::size_t i = 0; i < j; ++i) {
        const Lane cosine = cosines_.rows().load(i, r), sine = sines_.rows().load(i, r);
        const Lane upper = R.load(entry(i), r), lower = R.load(entry(i + 1), r);
        R.store(entry(i), r, cosine * upper + sine * lower);
        R.store(entry(i + 1), r, cosine * lower - sine * upper);
      }
      const Lane diagonal = R.load(entry(j), r);
      const Lane length = sqrt(diagonal * diagonal + below * below);
      const Lane cosine = quotient(diagonal, length), sine = quotient(below, length);
      cosines_.rows().store(j, r, cosine);
      sines_.rows().store(j, r, sine);
      const Lane residual = g.load(j, r);
      const Mask goes_on = works && length > singular * scale;
      for (std::size_t i = 0; i < j; ++i)
        R.store(entry(i), r, choose(works, R.load(entry(i), r), Lane(0.0)));
      R.store(entry(j), r, choose(goes_on, length, Lane(1.0)));
      g.store(j, r, choose(goes_on, cosine * residual, Lane(0.0)));
      g.store(j + 1, r, choose(goes_on, -(sine * residual), Lane(0.0)));
      const Mask left = goes_on && abs(sine * residual) > load(target, r);
      store(working, r, choose(left, Lane(1.0), Lane(0.0)));
    }
  }

  // x += V y, R y = g with `columns` columns; and b - A x, which loses V H y, H the Hessenberg
  // matrix. The rotated right-hand side does not show what is left where A is singular.
  void update(std::size_t columns, Rows x) {
    const Rows R = R_.rows(), g = g_.rows();
    for (std::size_t r = 0; r < x.stride(); r += Lane::width)
      for (std::size_t k = columns; k-- > 0;) {
        Lane y = g.load(k, r);
        for (std::size_t i = k + 1; i < columns; ++i) y -= R.load(k * m_ + i, r) * g.load(i, r);
        y = quotient(y, R.load(k * m_ + k, r));
        g.store(k, r, y);
        const Rows v = vector(k);
        for_rows(n_, x.stride(), r, [&](auto at) FIRSTMOVE_INLINE_LAMBDA {
          x.store(at, x.load(at) + y * v.load(at));
        });
      }
    for (std::size_t r = 0; r < x.stride(); r += Lane::width) measure(columns, r);
  }
  void measure(std::size_t columns, std::size_t r) {
    const Rows rest = residual_.rows(), y = g_.rows();
    const Lane norm = load(remains, r);
    const Rows first = vector(0);
    for_rows(n_, rest.stride(), r,
             [&](auto at) FIRSTMOVE_INLINE_LAMBDA { rest.store(at, norm * first.load(at)); });
    for (std::size_t i = 0; i <= columns; ++i) {
      Lane part(0.0);
      for (std::size_t k = i == 0 ? 0 : i - 1; k < columns; ++k)
        part = multiply_add(H_.rows().load(i * m_ + k, r), y.load(k, r), part);
      const Rows v = vector(i);
      for_rows(n_, rest.stride(), r, [&](auto at) FIRSTMOVE_INLINE_LAMBDA {
        rest.store(at, rest.load(at) - part * v.load(at));
      });
    }
    const Lane length = sqrt(inner(rest, rest, r));
    store(remains, r, choose(load(cycled, r) > Lane(0.0), length, norm));
  }

  std::size_t n_ = 0, m_ = 0;
  RowStore basis_, R_, H_, cosines_, sines_, g_, residual_, flags_;
};

}  // namespace firstmove
