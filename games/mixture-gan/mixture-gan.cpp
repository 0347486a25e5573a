// A GAN that learns a mixture of Gaussians in the plane (section 4.3, Examples 2 and 3; Appendix
// D.1): the generator leads, the discriminator follows.
#include <firstmove/game.hpp>
#include <firstmove/networks.hpp>
#include <firstmove/random.hpp>

#include "quality.hpp"

namespace {

using namespace firstmove;

// The streams of random inputs.
enum Stream : std::uint32_t { latent_stream, mode_stream, deviation_stream };

struct MixtureGan {
  static Info info() {
    return {
        "mixture-gan",
        "1.0.0",
        "a generator against a discriminator D of points in the plane; f_2 = -mean log D(data) - "
        "mean log(1 - D(generated)); f_1 = -f_2, or -mean log D(generated)",
        "the firstmove authors",
        "MIT",
        "Fiez, Chasnov, Ratliff 2019, section 4.3, Examples 2 and 3, Appendix D.1, figures 5, 6; "
        "Goodfellow et al. 2014, Generative Adversarial Nets (the objectives)",
        {text("data")
             .one_of({"diamond", "circle", "grid"})
             .otherwise("\"circle\"")
             .doc("the mixture: 4 modes at distance 1.5, 8 modes at distance 1, or 5 x 5 modes at "
                  "distance 1 of each other"),
         real("sigma").above(0).optional().doc(
             "standard deviation of each mode; if not given, 0.3 for the diamond and 0.05 for "
             "the others, which is what figures 5 and 6 show"),
         text("objective")
             .one_of({"saturating", "non-saturating"})
             .optional()
             .doc("of the generator: f_1 = -f_2, or f_1 = -mean log D(generated); if not given, "
                  "saturating for the diamond only, as in the paper"),
         text("activation")
             .one_of({"tanh", "relu"})
             .optional()
             .doc("of the hidden layers; if not given, tanh for the diamond and relu for the "
                  "others, as in the paper"),
         integer("latent").at_least(1).at_most(4096).otherwise("16").doc(
             "dimension of the generator's standard normal input"),
         reals("generator").at_least(1).otherwise("[32, 32]").doc("widths of its hidden layers"),
         reals("discriminator").at_least(1).otherwise("[32]").doc("widths of its hidden layers"),
         integer("batch").at_least(1).at_most(65536).otherwise("256").doc(
             "size of the minibatches of data and of generated points, drawn at each step"),
         integer("measured")
             .at_least(1)
             .at_most(1'000'000)
             .otherwise("4096")
             .doc("points that the metrics generate, the same at each step")}};
  }

  explicit MixtureGan(const Values& values)
      : data(mixture(values)),
        saturating(chosen(values, "objective", "saturating", "non-saturating") == "saturating"),
        latent(static_cast<std::size_t>(values.integer("latent"))),
        batch(static_cast<std::size_t>(values.integer("batch"))),
        measured(static_cast<std::size_t>(values.integer("measured"))),
        generator(widths(latent, values.counts("generator"), 2), activation(values)),
        discriminator(widths(2, values.counts("discriminator"), 1), activation(values)),
        cells(data) {}

  Shape shape() const {
    Shape shape{{std::vector(generator.parameters(), real_line()),
                 std::vector(discriminator.parameters(), real_line())}};
    std::vector<double> ranges = generator.start_ranges();
    const std::vector<double> more = discriminator.start_ranges();
    ranges.insert(ranges.end(), more.begin(), more.end());
    std::vector<double> lower;
    for (const double range : ranges) lower.push_back(-range);
    return shape.starts(lower, ranges);
  }

  template <class T>
  std::array<T, 2> costs(Actions<T> x) const {
    const auto real = picked_rows<T>(mode_stream, data.table(), batch) +
                      normal_sample<T>(deviation_stream, batch, 2) * T(data.sigma);
    const auto generated = generator(x.of(0), normal_sample<T>(latent_stream, batch, latent));
    const auto of_real = discriminator(x.of(1), real),
               of_generated = discriminator(x.of(1), generated);
    // -log sigmoid(l) = softplus(-l), -log(1 - sigmoid(l)) = softplus(l).
    const T follower = mean(softplus(-of_real)) + mean(softplus(of_generated));
    return {saturating ? -follower : mean(softplus(-of_generated)), follower};
  }

  static std::vector<const char*> metrics() {
    return {"divergence", "modes", "near-modes", "discriminator-distance"};
  }
  std::vector<double> measure(std::span<const double> x, const MeasuredAt& at) const {
    const auto of_generator = x.first(generator.parameters());
    const auto of_discriminator = x.subspan(generator.parameters());
    Points points;
    std::vector<double> frequencies(cells.count());
    for (std::size_t k = 0; k < measured; ++k) {
      const std::vector<double> point = generator.evaluate(of_generator, inputs(at, k));
      if (!std::isfinite(point[0]) || !std::isfinite(point[1]))
        return std::vector(4, std::numeric_limits<double>::quiet_NaN());
      points.push_back({point[0], point[1]});
      frequencies[cells.of(points.back())] += 1 / static_cast<double>(measured);
    }
    const Coverage covered = coverage(data, points);
    const auto D = [&](const std::array<double, 2>& point) {
      return sigmoid(discriminator.evaluate(of_discriminator, {point[0], point[1]})[0]);
    };
    return {divergence(cells, frequencies), covered.modes, covered.near,
            distance_from_best(cells, frequencies, D)};
  }

 private:
  static Mixture mixture(const Values& values) {
    const std::string kind = values.text("data");
    const double usual = kind == "diamond" ? 0.3 : 0.05;
    const double sigma = values.has("sigma") ? values.real("sigma") : usual;
    if (kind == "diamond") return Mixture::diamond(sigma);
    return kind == "circle" ? Mixture::circle(sigma) : Mixture::grid(sigma);
  }
  static std::string chosen(const Values& values, const char* name, const char* of_diamond,
                            const char* of_others) {
    if (values.has(name)) return values.text(name);
    return values.text("data") == "diamond" ? of_diamond : of_others;
  }
  static Activation activation(const Values& values) {
    return chosen(values, "activation", "tanh", "relu") == "tanh" ? Activation::tanh
                                                                  : Activation::relu;
  }
  static std::vector<std::size_t> widths(std::size_t in, const std::vector<std::size_t>& hidden,
                                         std::size_t out) {
    std::vector<std::size_t> all = {in};
    all.insert(all.end(), hidden.begin(), hidden.end());
    all.push_back(out);
    return all;
  }
  // Input number k of the points that are measured.
  std::vector<double> inputs(const MeasuredAt& at, std::size_t k) const {
    const Draw draw{at.seed, at.replicate, k, 0, Purpose::game};
    std::vector<double> z;
    for (std::size_t i = 0; i < latent; ++i) z.push_back(draw.normal(i));
    return z;
  }
  static double sigmoid(double l) {
    return l < 0 ? std::exp(l) / (1 + std::exp(l)) : 1 / (1 + std::exp(-l));
  }

  Mixture data;
  bool saturating;
  std::size_t latent, batch, measured;
  Network generator, discriminator;
  Cells cells;
};

}  // namespace

FIRSTMOVE_GAME(MixtureGan)
