#include <firstmove/abi.h>

#include <algorithm>
#include <cctype>

#include "base/file_names.hpp"
#include "manifest/keys.hpp"

namespace firstmove::engine {
namespace experiment_keys {

constexpr std::string_view about_files = "it says how files make up the manifest, not what runs";
constexpr std::string_view about_all = "one value holds for all runs, and does not change them";
constexpr std::string_view about_names =
    "a sweep may not change names, seeds, or the number of learners and observers";

constexpr ManifestKey root[] = {
    {.key = "experiment",
     .type = KeyType::table,
     .required = true,
     .doc = "The runs: how many, how long, and from where."},
    {.key = "game", .type = KeyType::table, .required = true, .doc = "The game that is played."},
    {.key = "learner",
     .type = KeyType::tables,
     .required = true,
     .unless = "cross_play",
     .least_entries = 1,
     .doc = "The learners. Each one plays the game in runs of its own."},
    {.key = "cross_play",
     .type = KeyType::tables,
     .least_entries = 1,
     .doc = "Entries that play each other in every combination."},
    {.key = "observer",
     .type = KeyType::tables,
     .not_swept = "all runs have the same observers",
     .doc = "The plugins that watch the runs."},
    {.key = "claim",
     .type = KeyType::tables,
     .not_swept = "claims do not change runs",
     .doc = "Stated numbers that a report compares."},
    {.key = "sweep",
     .type = KeyType::table,
     .not_swept = about_files,
     .doc = "Values to run in combination."},
    {.key = "include",
     .type = KeyType::text,
     .not_swept = about_files,
     .doc = "Manifests to inherit from, relative to this file."},
    {.key = "without",
     .type = KeyType::text,
     .not_swept = about_files,
     .doc = "Dotted keys that are not inherited."},
};

bool is_folder_name(std::string_view name) {
  return !name.empty() && name.size() <= most_name && name.front() != '.' &&
         std::all_of(name.begin(), name.end(), [](unsigned char c) {
           return std::isalnum(c) || c == '-' || c == '_' || c == '.';
         });
}

constexpr ManifestKey experiment[] = {
    {.key = "name",
     .required = true,
     .pattern = "^[A-Za-z0-9_-][A-Za-z0-9_.-]{0,199}$",
     .valid = is_folder_name,
     .rule = "be made of at most 200 letters, digits, '-', '_' and '.', and not begin with '.'; it "
             "names a folder",
     .not_swept = about_names,
     .doc = "Names the results folder. At most 200 letters, digits, `-`, `_` and `.`; it does not "
            "begin with `.`."},
    {.key = "steps",
     .type = KeyType::integer,
     .required = true,
     .minimum = 1,
     .doc = "The number of steps of each run; a run may stop earlier."},
    {.key = "seeds",
     .type = KeyType::seeds,
     .required = true,
     .unless = "start.grid",
     .minimum = 1,
     .maximum = 100'000'000,
     .least_entries = 1,
     .not_swept = about_names,
     .doc = "The number of replicates, which are numbered 0, 1, ..; or a list of replicate "
            "numbers. A grid of starts has one replicate for each point."},
    {.key = "seed",
     .type = KeyType::integer,
     .default_value = "0",
     .minimum = 0,
     .doc = "The seed of every random draw of the experiment."},
    {.key = "start",
     .type = KeyType::kinds,
     .otherwise = "the game's own box",
     .merge = Merge::whole,
     .doc = "Where replicates start."},
    {.key = "stop",
     .type = KeyType::table,
     .otherwise = "never",
     .merge = Merge::whole,
     .doc = "When a run stops before its last step."},
    {.key = "budget", .type = KeyType::table, .doc = "What a run may spend."},
    {.key = "outcome",
     .type = KeyType::table,
     .doc = "The bounds of the tests that decide the outcome of a run (results.md)."},
    {.key = "refused",
     .type = KeyType::choice,
     .default_value = "\"error\"",
     .choices = {"error", "skip"},
     .not_swept = about_all,
     .doc = "What happens if a learner cannot play the game. `\"skip\"`: its runs are recorded as "
            "skipped. This also holds for a learner whose plugin cannot be loaded or created, and "
            "for every learner of such a game in a sweep."},
    {.key = "order",
     .type = KeyType::integers,
     .otherwise = "`[1, 2, ..]`",
     .minimum = 1,
     .least_entries = 1,
     .doc = "The players in order of play, the leader first."},
    {.key = "warnings",
     .type = KeyType::boolean,
     .default_value = "true",
     .not_swept = about_all,
     .doc = "Whether to print and record what the convergence results do not cover."},
    {.key = "batch",
     .type = KeyType::integer,
     .otherwise = "chosen by the program",
     .minimum = 1,
     .maximum = 65536,
     .not_swept = about_all,
     .doc = "The number of replicates that advance together. Results do not depend on it."},
};

constexpr ManifestKey seeds[] = {
    {.key = "number",
     .type = KeyType::integer,
     .minimum = 0,
     .maximum = 4294967295.0,
     .doc = "The number of a replicate."},
};

constexpr ManifestKey stop[] = {
    {.key = "update_norm",
     .type = KeyType::number,
     .required = true,
     .minimum = 0,
     .doc = "The run stops once the Euclidean norm of the joint update is at most this."},
};

constexpr ManifestKey budget[] = {
    {.key = "products",
     .type = KeyType::integer,
     .otherwise = "no limit",
     .minimum = 1,
     .doc = "Oracle products: a run takes no further step once it has used this many."},
    {.key = "seconds",
     .type = KeyType::number,
     .otherwise = "no limit",
     .minimum = 0,
     .minimum_open = true,
     .doc = "Wall time, the run's share of its batch: no further step once it is used up."},
    {.key = "call",
     .type = KeyType::number,
     .default_value = "600.0",
     .minimum = 0,
     .minimum_open = true,
     .doc = "Seconds that one call of a plugin may take before its run fails."},
};

constexpr ManifestKey outcome[] = {
    {.key = "tolerance",
     .type = KeyType::number,
     .default_value = "0.01",
     .minimum = 0,
     .minimum_open = true,
     .doc = "Of the tests for convergence, in proportion to the extent of the path (results.md)."},
    {.key = "bound",
     .type = KeyType::number,
     .default_value = "1e6",
     .minimum = 0,
     .minimum_open = true,
     .doc = "A run that ends farther than bound (1 + |x_0|) from the origin has diverged."},
};

constexpr ManifestKey observer[] = {
    {.key = "plugin", .type = KeyType::plugin, .required = true, .doc = "An observer plugin."},
    {.key = "params",
     .type = KeyType::table,
     .default_value = "{}",
     .merge = Merge::dropped,
     .doc = "The parameters of the plugin."},
    {.key = "every",
     .type = KeyType::kinds,
     .default_value = "{ log = 200 }",
     .merge = Merge::whole,
     .doc = "The steps at which it observes. It always observes the start "
            "and the last step of a run."},
};

constexpr ManifestKey claim[] = {
    {.key = "text", .required = true, .doc = "The claim in words."},
    {.key = "source", .otherwise = "not stated", .doc = "Where the claim was made."},
    {.key = "learner", .otherwise = "all learners", .doc = "The learner whose runs are measured."},
    {.key = "measure",
     .required = true,
     .pattern = "^(x[0-9]+(\\[[0-9]+\\])?|cost f[0-9]+|converged|share|critical points)$",
     .doc = "A coordinate of the final joint action (`\"x1\"`, `\"x2[3]\"`) or a final cost "
            "(`\"cost f1\"`), as the median over runs; `\"converged\"`, the share of runs that "
            "converged; `\"share\"`, the share of runs that ended at `at`; `\"critical points\"`, "
            "the number of critical points of the given `kind`."},
    {.key = "kind",
     .otherwise = "every kind",
     .doc = "The kind of critical points, as reports name it."},
    {.key = "at",
     .type = KeyType::numbers,
     .otherwise = "all runs",
     .least_entries = 1,
     .doc = "A joint action: only runs that ended there count. The measure `\"share\"` requires "
            "it."},
    {.key = "value", .type = KeyType::number, .required = true, .doc = "The stated number."},
    {.key = "within",
     .type = KeyType::number,
     .required = true,
     .minimum = 0,
     .doc = "The largest difference that still agrees with the claim."},
};

constexpr ManifestTable tables[] = {
    {.name = "", .heading = "the manifest", .keys = root},
    {.name = "experiment", .heading = "[experiment]", .keys = experiment},
    {.name = "experiment.seeds", .heading = "'seeds'", .keys = seeds},
    {.name = "experiment.stop", .heading = "'stop'", .keys = stop},
    {.name = "experiment.budget", .heading = "'budget'", .keys = budget},
    {.name = "experiment.outcome", .heading = "'outcome'", .keys = outcome},
    {.name = "observer",
     .heading = "[[observer]]",
     .keys = observer,
     .identity = "plugin",
     .plugin_kind = FM_KIND_OBSERVER},
    {.name = "claim", .heading = "[[claim]]", .keys = claim, .identity = "text"},
};

}  // namespace experiment_keys

std::span<const ManifestTable> keys_of_experiment() { return experiment_keys::tables; }

}  // namespace firstmove::engine
