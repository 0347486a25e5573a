#include "manifest/keys.hpp"

namespace firstmove::engine {
namespace kind_keys {

constexpr ManifestKey any(std::string_view key, std::string_view doc) {
  return {.key = key, .type = KeyType::number, .doc = doc};
}
constexpr ManifestKey at_least_zero(std::string_view key, std::string_view doc) {
  return {.key = key, .type = KeyType::number, .minimum = 0, .doc = doc};
}
constexpr ManifestKey above_zero(std::string_view key, std::string_view doc) {
  return {.key = key, .type = KeyType::number, .minimum = 0, .minimum_open = true, .doc = doc};
}
constexpr ManifestKey decay_rate(std::string_view key, std::string_view value,
                                 std::string_view doc) {
  return {.key = key,
          .type = KeyType::number,
          .default_value = value,
          .minimum = 0,
          .maximum = 1,
          .maximum_open = true,
          .doc = doc};
}
constexpr ManifestKey small_number(std::string_view value) {
  ManifestKey key = above_zero("epsilon", "The number added to the denominator.");
  key.default_value = value;
  return key;
}
constexpr ManifestKey with_symbol(ManifestKey key, std::string_view symbol,
                                  std::string_view formula = {}) {
  key.symbol = symbol;
  key.formula = formula;
  return key;
}
constexpr ManifestKey tuple(std::string_view key, std::string_view formula, std::string_view doc) {
  return {.key = key, .type = KeyType::tuple, .formula = formula, .doc = doc};
}

// ---- Step sizes at the steps k = 1, 2, .. ------------------------------------------------------

constexpr ManifestKey step[] = {
    with_symbol(above_zero("constant", "The same at every step; a number alone says the same."),
                "g"),
    tuple("power", "g / k^p", "The k-th step size falls as a power of k."),
    tuple("exponential", "g nu^k", "The k-th step size falls exponentially."),
    {.key = "list",
     .type = KeyType::numbers,
     .minimum = 0,
     .minimum_open = true,
     .least_entries = 1,
     .doc = "The step sizes one by one; the last one stays."},
};
constexpr ManifestKey power[] = {above_zero("g", "The first step size."),
                                 at_least_zero("p", "The exponent.")};
constexpr ManifestKey exponential[] = {above_zero("g", "The scale."),
                                       {.key = "nu",
                                        .type = KeyType::number,
                                        .minimum = 0,
                                        .maximum = 1,
                                        .minimum_open = true,
                                        .doc = "The factor of each step."}};

// ---- Noise -------------------------------------------------------------------------------------

constexpr ManifestKey noise[] = {
    with_symbol(at_least_zero("normal", "Normal noise of variance v."), "v", "N(0, v)"),
    with_symbol(
        at_least_zero("state_normal", "Normal noise whose variance grows with the joint action x."),
        "c", "N(0, c (1 + |x|))"),
    tuple("student_t", "scale * t(nu)",
          "Heavy tails: Student's t with nu degrees of freedom, scaled."),
    with_symbol(at_least_zero("uniform", "Uniform noise on [-h, h]."), "h"),
};
constexpr ManifestKey student_t[] = {above_zero("nu", "The degrees of freedom."),
                                     at_least_zero("scale", "The scale.")};

// ---- Optimizers --------------------------------------------------------------------------------

constexpr ManifestKey optimizer[] = {
    {.key = "momentum",
     .type = KeyType::number,
     .default_value = "0.9",
     .minimum = -1,
     .maximum = 1,
     .minimum_open = true,
     .maximum_open = true,
     .symbol = "b",
     .doc = "The heavy ball method; the momentum may be negative."},
    {.key = "adam", .type = KeyType::table, .default_value = "{}", .doc = "Adam."},
    {.key = "rmsprop", .type = KeyType::table, .default_value = "{}", .doc = "RMSProp."},
};
constexpr ManifestKey adam[] = {
    decay_rate("beta1", "0.9", "The decay rate of the first moment."),
    decay_rate("beta2", "0.999", "The decay rate of the second moment."),
    small_number("1e-8"),
};
constexpr ManifestKey rmsprop[] = {
    decay_rate("decay", "0.99", "The decay rate of the mean square."),
    small_number("1e-8"),
};

// ---- Starts ------------------------------------------------------------------------------------

constexpr ManifestKey start[] = {
    {.key = "at",
     .type = KeyType::numbers,
     .least_entries = 1,
     .doc = "The same joint action for every replicate: a number for each coordinate."},
    {.key = "uniform",
     .type = KeyType::tuples,
     .doc = "Uniform on [lo, hi], lo at most hi; one pair for all coordinates, or a list with one "
            "for each."},
    {.key = "normal",
     .type = KeyType::tuples,
     .doc = "Normal; one pair for all coordinates, or a list with one for each."},
    {.key = "grid",
     .type = KeyType::tuples,
     .doc =
         "A grid from lo to hi, lo at most hi, with one replicate for each point; one triple for "
         "all coordinates, or a list with one for each."},
};
constexpr ManifestKey start_uniform[] = {any("lo", "The lower end."), any("hi", "The upper end.")};
constexpr ManifestKey start_normal[] = {any("mean", "The mean."),
                                        at_least_zero("variance", "The variance.")};
constexpr ManifestKey start_grid[] = {any("lo", "The first point."),
                                      any("hi", "The last point."),
                                      {.key = "points",
                                       .type = KeyType::integer,
                                       .minimum = 1,
                                       .maximum = 1'000'000,
                                       .doc = "The number of points."}};

// ---- Cadences ----------------------------------------------------------------------------------

constexpr ManifestKey every[] = {
    {.key = "steps",
     .type = KeyType::integer,
     .minimum = 1,
     .symbol = "n",
     .doc = "Every n-th step."},
    {.key = "log",
     .type = KeyType::integer,
     .minimum = 1,
     .maximum = 1'000'000,
     .symbol = "n",
     .doc = "About n steps, evenly spaced in the logarithm of the step."},
};

constexpr ManifestTable tables[] = {
    {.name = "step", .heading = "step", .keys = step, .one_key = true},
    {.name = "step.power", .heading = "step 'power'", .keys = power},
    {.name = "step.exponential", .heading = "step 'exponential'", .keys = exponential},
    {.name = "noise", .heading = "noise", .keys = noise, .one_key = true},
    {.name = "noise.student_t", .heading = "noise 'student_t'", .keys = student_t},
    {.name = "optimizer", .heading = "optimizer", .keys = optimizer, .one_key = true},
    {.name = "optimizer.adam", .heading = "optimizer 'adam'", .keys = adam},
    {.name = "optimizer.rmsprop", .heading = "optimizer 'rmsprop'", .keys = rmsprop},
    {.name = "start", .heading = "start", .keys = start, .one_key = true},
    {.name = "start.uniform", .heading = "start 'uniform'", .keys = start_uniform},
    {.name = "start.normal", .heading = "start 'normal'", .keys = start_normal},
    {.name = "start.grid", .heading = "start 'grid'", .keys = start_grid},
    {.name = "every", .heading = "every", .keys = every, .one_key = true},
};

}  // namespace kind_keys

std::span<const ManifestTable> keys_of_kinds() { return kind_keys::tables; }

}  // namespace firstmove::engine
