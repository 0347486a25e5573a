// A Wasserstein GAN that learns a covariance matrix, section 4.3: the generator x = V z leads, the
// quadratic discriminator x' W x follows, and f(V, W) = sum_ij W_ij (Sigma - V V')_ij.
#include <firstmove/handwritten.hpp>
#include <firstmove/random.hpp>

#include <Eigen/Dense>

#include <optional>

#include "matrices.hpp"

namespace {

using namespace firstmove;
using Eigen::MatrixXd;

struct CovarianceGan {
  static constexpr bool contiguous = true;

  static Info info() {
    return {
        "covariance-gan",
        "1.0.0",
        "f_1 = sum_ij W_ij (Sigma - V V')_ij, f_2 = -f_1 + eta / 2 Tr W'W; x lists V, then W, "
        "by rows",
        "the firstmove authors",
        "MIT",
        "Fiez, Chasnov, Ratliff 2019, section 4.3, figure 4",
        {integer("m").at_least(1).at_most(512).otherwise("3").doc("V and W are m x m"),
         real("eta").at_least(0).optional().doc("regularization of W; m / 5 if not given"),
         reals("sigma", 2)
             .optional()
             .doc("the covariance, m x m and symmetric; if not given, U U' with U standard normal, "
                  "drawn from the experiment's seed")}};
  }

  explicit CovarianceGan(const Values& values)
      : m(static_cast<std::size_t>(values.integer("m"))),
        eta(values.has("eta") ? values.real("eta") : static_cast<double>(m) / 5),
        products(m) {
    if (!values.has("sigma")) return;
    const Array given = values.array("sigma");
    if (given.shape[0] != m || given.shape[1] != m)
      throw Refusal("'sigma' needs " + std::to_string(m) + " x " + std::to_string(m) +
                    " numbers, as 'm' says, and has " + std::to_string(given.shape[0]) + " x " +
                    std::to_string(given.shape[1]));
    sigma.assign(given.values.begin(), given.values.end());
    for (std::size_t i = 0; i < m; ++i)
      for (std::size_t j = 0; j < i; ++j)
        if (sigma[i * m + j] != sigma[j * m + i])
          throw Refusal("'sigma' must be symmetric, as covariances are, and its entries (" +
                        std::to_string(i) + ", " + std::to_string(j) + ") and (" +
                        std::to_string(j) + ", " + std::to_string(i) + ") differ");
  }

  Shape shape() const { return Shape::alike(2, real_line(), m * m).starts(-1, 1); }
  static std::vector<const char*> metrics() { return {"covariance-error", "discriminator-norm"}; }

  // Products only: dense blocks of m^2 x m^2 are too large to be useful.
  bool offers(const fm_request& r) const {
    const bool known = r.quantity == FM_COST || r.quantity == FM_GRADIENT ||
                       r.quantity == FM_HESSIAN_PRODUCT || r.quantity == FM_THIRD_PRODUCT;
    return known && r.player < 2 && r.j < 2 && r.k < 2 && r.l < 2;
  }

  void meet(const Here& here) {
    if (drawn_from && *drawn_from != here.seed) sigma.clear();
    if (sigma.empty()) {
      sigma = drawn(here.seed);
      drawn_from = here.seed;
    }
    now = here;
    V = here.x.part(0, m * m);
    W = here.x.part(m * m, m * m);
    difference_known = false;
  }

  void evaluate(const fm_request& r, std::span<const ConstRows> v, Rows out) {
    if (r.quantity == FM_METRIC) return measure(r.player, out);
    clear(out);
    const double sign = r.player == 0 ? 1 : -1;  // f_2 = -f + eta / 2 |W|^2
    const double ridge = r.player == 0 ? 0 : eta;
    switch (r.quantity) {
      case FM_COST:
        return cost(sign, ridge, out);
      case FM_GRADIENT:
        if (r.j == 0) return products.add(-sign, symmetrized(W, m), entries(V, m), out);
        add_scaled(sign, off(), out);
        return add_scaled(ridge, W, out);
      case FM_HESSIAN_PRODUCT:
        if (r.j == 1 && r.k == 1) return add_scaled(ridge, v[0], out);
        return second(sign, r, v[0], out);
      default:
        return third(sign, r, v[0], v[1], out);
    }
  }

 private:
  // Sigma - V V', which products with second derivatives do without.
  ConstRows off() {
    if (difference.rows().size() == 0 || difference.rows().stride() != now.x.stride())
      difference = RowStore(m * m, now.x.stride());
    const Rows S = difference.rows();
    if (difference_known) return S;
    difference_known = true;
    for (std::size_t c = 0; c < m * m; ++c) std::fill_n(S[c], S.stride(), sigma[c]);
    products.add(-1, entries(V, m), transposed(V, m), S);
    return S;
  }
  // f is linear in W, quadratic in V: D_11 f u = -(W + W') u, D_12 f u = -(u + u') V,
  // D_21 f u = -(u V' + V u').
  void second(double sign, const fm_request& r, ConstRows u, Rows out) {
    if (r.j == 0 && r.k == 0) return products.add(-sign, symmetrized(W, m), entries(u, m), out);
    if (r.j == 0) return products.add(-sign, symmetrized(u, m), entries(V, m), out);
    products.add(-sign, entries(u, m), transposed(V, m), out);
    products.add(-sign, entries(V, m), transposed(u, m), out);
  }
  // Only the third derivatives twice along V and once along W are not zero.
  void third(double sign, const fm_request& r, ConstRows u, ConstRows v, Rows out) {
    if (r.j + r.k + r.l != 1) return;
    if (r.l == 1) return products.add(-sign, symmetrized(v, m), entries(u, m), out);
    if (r.k == 1) return products.add(-sign, symmetrized(u, m), entries(v, m), out);
    products.add(-sign, entries(u, m), transposed(v, m), out);
    products.add(-sign, entries(v, m), transposed(u, m), out);
  }
  void cost(double sign, double ridge, Rows out) {
    const ConstRows S = off();
    for (std::size_t r = 0; r < out.stride(); r += Lane::width) {
      Lane f(0.0), norm(0.0);
      for (std::size_t c = 0; c < m * m; ++c) {
        f = multiply_add(W.load(c, r), S.load(c, r), f);
        norm = multiply_add(W.load(c, r), W.load(c, r), norm);
      }
      out.store(0, r, sign * f + 0.5 * ridge * norm);
    }
  }

  // |Sigma - V V'|_2 and |(W + W') / 2|_2: largest singular values.
  void measure(std::uint32_t which, Rows out) {
    const ConstRows X = which == 0 ? off() : W;
    const auto n = static_cast<Eigen::Index>(m);
    for (std::size_t r = 0; r < now.count; ++r) {
      MatrixXd matrix(n, n);
      for (Eigen::Index i = 0; i < n; ++i)
        for (Eigen::Index j = 0; j < n; ++j)
          matrix(i, j) = X[static_cast<std::size_t>(i * n + j)][r];
      const MatrixXd symmetric = 0.5 * (matrix + matrix.transpose());
      out[0][r] = symmetric.allFinite()
                      ? Eigen::SelfAdjointEigenSolver<MatrixXd>(symmetric, Eigen::EigenvaluesOnly)
                            .eigenvalues()
                            .cwiseAbs()
                            .maxCoeff()
                      : std::numeric_limits<double>::quiet_NaN();
    }
    std::fill(out[0] + now.count, out[0] + out.stride(), out[0][0]);
  }

  // U U' with U standard normal, the same for every replicate.
  std::vector<double> drawn(std::uint64_t seed) const {
    const Draw draw{seed, 0, 0, 0, Purpose::game};
    std::vector<double> U(m * m), product(m * m, 0.0);
    for (std::size_t c = 0; c < U.size(); ++c) U[c] = draw.normal(c);
    for (std::size_t i = 0; i < m; ++i)
      for (std::size_t j = 0; j <= i; ++j) {
        for (std::size_t k = 0; k < m; ++k) product[i * m + j] += U[i * m + k] * U[j * m + k];
        product[j * m + i] = product[i * m + j];
      }
    return product;
  }

  std::size_t m;
  double eta;
  std::vector<double> sigma;
  std::optional<std::uint64_t> drawn_from;  // the seed of sigma, unless the manifest gives sigma
  Here now{};
  ConstRows V, W;
  MatrixProducts products;
  RowStore difference;
  bool difference_known = false;  // at the present joint action
};

}  // namespace

FIRSTMOVE_HANDWRITTEN_GAME(CovarianceGan)
