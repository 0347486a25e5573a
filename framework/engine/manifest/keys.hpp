// The keys of a manifest: what each may hold, its default, its bounds and its documentation. The
// readers, the JSON Schema, the merge rules and the tables of docs/manifest.md all use these
// records.
#pragma once

#include <toml++/toml.h>

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace firstmove::engine {

enum class KeyType {
  integer,
  number,
  string,
  boolean,
  choice,        // one of `choices`, a string
  plugin,        // the id of a plugin of the table's kind
  table,         // its keys are those of the table "TABLE.KEY", if there is one
  tables,        // a list of such tables
  string_table,  // a table of strings, under any keys
  strings,       // a list of strings
  text,          // a string or a list of strings
  integers,      // a list; the bounds hold for every entry
  numbers,       // a list; the bounds hold for every entry
  tuple,         // a list with a number for each key of the table "TABLE.KEY", in their order
  tuples,        // a tuple, or a list of tuples
  kinds,         // a table with one key of the table "KEY"; or one of `choices`; or, if the key has
                 // a bound, a number
  seeds,         // an integer, or a list of the integers that "TABLE.KEY" bounds
  teams,         // a list of lists of players
  sizes,         // a table of integers under any keys, or a list of such tables
  ranges,        // of coordinates: a list, or a table by players
};

// What a manifest that includes others does with the value that it inherits.
enum class Merge {
  usual,    // tables merge key by key, anything else is replaced
  whole,    // is replaced, a table too
  dropped,  // as usual; but another plugin, rule or source leaves nothing of the inherited value
};

struct ManifestKey {
  std::string_view key;
  KeyType type = KeyType::string;
  bool required = false;
  // A required key that may be absent if there is a value at this dotted key, from the same table.
  std::string_view unless = {};
  // Keys with a `way` belong to one of several ways of writing the table; `required` holds within
  // the way.
  std::string_view way = {};
  std::string_view default_value = {};  // TOML; empty: none
  std::string_view otherwise = {};      // without a default: what holds if the key is absent
  double minimum = -std::numeric_limits<double>::infinity();
  double maximum = std::numeric_limits<double>::infinity();
  bool minimum_open = false, maximum_open = false;
  std::size_t least_entries = 0;  // of a list
  std::array<std::string_view, 4> choices = {};
  // Of a string: the regular expression of the schema; and for the reader the same as a function,
  // with the rule for its message: "name 'x' must RULE". Without them the key's own reader checks.
  std::string_view pattern = {};
  bool (*valid)(std::string_view) = nullptr;
  std::string_view rule = {};
  Merge merge = Merge::usual;
  // Why a sweep over it is refused, if it would only repeat the same runs.
  std::string_view not_swept = {};
  std::string_view symbol = {};   // of a kind: its value in { normal = v }
  std::string_view formula = {};  // of a kind, by its symbols
  std::string_view doc;

  bool accepts(double value) const {
    return (minimum_open ? value > minimum : value >= minimum) &&
           (maximum_open ? value < maximum : value <= maximum);
  }
  bool bounded() const { return std::isfinite(minimum) || std::isfinite(maximum); }
  bool is_list() const;
  std::vector<std::string> words() const;  // its choices
};

struct ManifestTable {
  std::string_view name;     // "experiment.budget"; "" is the manifest itself
  std::string_view heading;  // how mistakes name it: "[experiment]", "'budget'"
  std::span<const ManifestKey> keys;
  std::string_view identity = {};  // of a list: the key by which inherited entries are found
  std::int32_t plugin_kind = 0;    // FM_KIND_..; 0: it names no plugin
  bool one_key = false;            // a value has exactly one of the keys: its kind

  const ManifestKey* find(std::string_view key) const;
  const ManifestKey& at(std::string_view key) const;  // a logic_error if there is none
  // The ways in which the table can be written, in the order of its keys.
  std::vector<std::string_view> ways() const;
};

// The tables of all files keys_of_*.cpp; the manifest itself is the first.
const std::vector<ManifestTable>& manifest_tables();
const ManifestTable* find_manifest_table(std::string_view name);
const ManifestTable& manifest_table(std::string_view name);  // a logic_error if there is none
// The table that describes the value of a key; null if there is none.
const ManifestTable* table_of_key(const ManifestTable& table, const ManifestKey& key);

// Why a dotted key of a [sweep] is refused, with what may be swept over in its place; "" if it is
// not.
std::string fault_of_swept_key(const std::vector<std::string>& parts);

// The default of a key; null if it has none.
const toml::node* default_of(const ManifestKey& key);
double default_number(std::string_view table, std::string_view key);

// "above 0", "at least 0", "in [0, 1)", "from 1 to 65536"; "" without bounds.
std::string bounds_text(const ManifestKey& key);
// "an integer from 1 to 65536", "a number above 0", "true or false".
std::string value_text(const ManifestKey& key);
// "{ power = [g, p] }", and what it needs: "g above 0 and p at least 0, for g / k^p".
std::string kind_form(const ManifestTable& kinds, const ManifestKey& kind);
std::string kind_needs(const ManifestTable& kinds, const ManifestKey& kind);

// The table as docs/manifest.md shows it, in Markdown.
std::string manifest_keys_markdown(const ManifestTable& table);

std::span<const ManifestTable> keys_of_experiment();
std::span<const ManifestTable> keys_of_learners();
std::span<const ManifestTable> keys_of_kinds();
std::span<const ManifestTable> keys_of_sweep();

}  // namespace firstmove::engine
