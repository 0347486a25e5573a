#include "manifest/keys.hpp"

namespace firstmove::engine {
namespace sweep_keys {

constexpr ManifestKey sweep[] = {
    {.key = "mode",
     .type = KeyType::choice,
     .otherwise = "`\"list\"` if there is a `list`, else `\"grid\"`",
     .choices = {"grid", "zip", "list"},
     .doc = "`\"grid\"`: every combination of the values; `\"zip\"`: the n-th values of all keys "
            "together; `\"list\"`: the combinations of `list`."},
    {.key = "seed",
     .type = KeyType::integer,
     .otherwise = "the experiment's `seed`",
     .minimum = 0,
     .doc = "The seed of random values."},
    {.key = "list",
     .type = KeyType::tables,
     .least_entries = 1,
     .doc = "The combinations themselves, a table for each: `[{ \"game.params.A\" = 80.0, "
            "\"learner.0.step\" = 0.1 }, ..]`."},
    {.key = "exclude",
     .type = KeyType::tables,
     .doc = "Leaves out every combination that has all values of one of these tables."},
};

constexpr ManifestKey generators[] = {
    {.key = "linear", .type = KeyType::tuple, .doc = "n values from lo to hi, evenly spaced."},
    {.key = "log",
     .type = KeyType::tuple,
     .doc = "n values from lo to hi, evenly spaced in their logarithms."},
    {.key = "range",
     .type = KeyType::tuple,
     .doc = "The integers lo, lo + step, .. that are at most hi."},
    {.key = "random_uniform",
     .type = KeyType::tuple,
     .doc = "n random values, uniform between lo and hi. They depend on the seed and on this key "
            "of the sweep alone."},
    {.key = "random_log",
     .type = KeyType::tuple,
     .doc = "n random values whose logarithms are uniform between those of lo and hi."},
};

constexpr double most_values = 100'000, largest_integer = 0x1p53;

constexpr ManifestKey number(std::string_view key) {
  return {.key = key, .type = KeyType::number, .doc = ""};
}
constexpr ManifestKey positive(std::string_view key) {
  return {.key = key, .type = KeyType::number, .minimum = 0, .minimum_open = true, .doc = ""};
}
constexpr ManifestKey integer(std::string_view key, double least, double most) {
  return {.key = key, .type = KeyType::integer, .minimum = least, .maximum = most, .doc = ""};
}
constexpr ManifestKey linear[] = {number("lo"), number("hi"), integer("n", 2, most_values)};
constexpr ManifestKey log[] = {positive("lo"), positive("hi"), integer("n", 2, most_values)};
constexpr ManifestKey range[] = {integer("lo", -largest_integer, largest_integer),
                                 integer("hi", -largest_integer, largest_integer),
                                 integer("step", 1, largest_integer)};
constexpr ManifestKey random_uniform[] = {number("lo"), number("hi"), integer("n", 1, most_values)};
constexpr ManifestKey random_log[] = {positive("lo"), positive("hi"), integer("n", 1, most_values)};

constexpr ManifestTable tables[] = {
    {.name = "sweep", .heading = "[sweep]", .keys = sweep},
    {.name = "generator", .heading = "sweep", .keys = generators, .one_key = true},
    {.name = "generator.linear", .heading = "'linear'", .keys = linear},
    {.name = "generator.log", .heading = "'log'", .keys = log},
    {.name = "generator.range", .heading = "'range'", .keys = range},
    {.name = "generator.random_uniform", .heading = "'random_uniform'", .keys = random_uniform},
    {.name = "generator.random_log", .heading = "'random_log'", .keys = random_log},
};

}  // namespace sweep_keys

std::span<const ManifestTable> keys_of_sweep() { return sweep_keys::tables; }

}  // namespace firstmove::engine
