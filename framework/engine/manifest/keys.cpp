#include "manifest/keys.hpp"

#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <map>
#include <stdexcept>

#include "base/toml_reader.hpp"

namespace firstmove::engine {
namespace {

// "a", "a and b", "a, b and c".
std::string enumerated(const std::vector<std::string>& parts, std::string_view last) {
  std::string text;
  for (std::size_t i = 0; i < parts.size(); ++i)
    text += (i == 0 ? "" : i + 1 == parts.size() ? fmt::format(" {} ", last) : ", ") + parts[i];
  return text;
}

// The bounds of what a double holds exactly are no news to a reader.
bool worth_saying(double bound) { return std::abs(bound) < 0x1p53; }

std::string plural_text(const ManifestKey& key, const char* noun) {
  const std::string bounds = bounds_text(key);
  const bool of = bounds.starts_with("at least") || bounds.starts_with("at most");
  return fmt::format("{}{}{}", noun, bounds.empty() ? "" : of ? " of " : " ", bounds);
}

// A number in a kind: "g above 0", "an integer n of at least 1".
std::string part_text(const ManifestKey& key, std::string_view symbol) {
  if (key.type == KeyType::integer)
    return plural_text(key, fmt::format("an integer {}", symbol).c_str());
  const std::string bounds = bounds_text(key);
  return bounds.empty() ? fmt::format("a number {}", symbol) : fmt::format("{} {}", symbol, bounds);
}

std::map<const ManifestKey*, toml::table> parse_defaults() {
  std::map<const ManifestKey*, toml::table> defaults;
  for (const ManifestTable& table : manifest_tables())
    for (const ManifestKey& key : table.keys)
      if (!key.default_value.empty())
        defaults.emplace(&key, toml::parse(fmt::format("value = {}", key.default_value)));
  return defaults;
}

std::vector<ManifestTable> all_tables_of_keys() {
  std::vector<ManifestTable> all;
  for (const auto& part :
       {keys_of_experiment(), keys_of_learners(), keys_of_kinds(), keys_of_sweep()})
    all.insert(all.end(), part.begin(), part.end());
  return all;
}

}  // namespace

bool ManifestKey::is_list() const {
  return type == KeyType::tables || type == KeyType::strings || type == KeyType::integers ||
         type == KeyType::numbers || type == KeyType::tuple;
}

std::vector<std::string> ManifestKey::words() const {
  std::vector<std::string> all;
  for (const std::string_view choice : choices)
    if (!choice.empty()) all.emplace_back(choice);
  return all;
}

const ManifestKey* ManifestTable::find(std::string_view key) const {
  const auto found =
      std::find_if(keys.begin(), keys.end(), [key](const ManifestKey& k) { return k.key == key; });
  return found == keys.end() ? nullptr : &*found;
}

const ManifestKey& ManifestTable::at(std::string_view key) const {
  if (const ManifestKey* found = find(key)) return *found;
  throw std::logic_error(fmt::format("the manifest's table '{}' has no key '{}'", name, key));
}

std::vector<std::string_view> ManifestTable::ways() const {
  std::vector<std::string_view> all;
  for (const ManifestKey& key : keys)
    if (!key.way.empty() && std::find(all.begin(), all.end(), key.way) == all.end())
      all.push_back(key.way);
  return all;
}

const std::vector<ManifestTable>& manifest_tables() {
  static const std::vector<ManifestTable> all = all_tables_of_keys();
  return all;
}

const ManifestTable* find_manifest_table(std::string_view name) {
  const auto& all = manifest_tables();
  const auto found = std::find_if(all.begin(), all.end(),
                                  [name](const ManifestTable& t) { return t.name == name; });
  return found == all.end() ? nullptr : &*found;
}

const ManifestTable& manifest_table(std::string_view name) {
  if (const ManifestTable* found = find_manifest_table(name)) return *found;
  throw std::logic_error(fmt::format("manifests have no table '{}'", name));
}

const ManifestTable* table_of_key(const ManifestTable& table, const ManifestKey& key) {
  if (key.type == KeyType::kinds || table.name.empty()) return find_manifest_table(key.key);
  return find_manifest_table(fmt::format("{}.{}", table.name, key.key));
}

const toml::node* default_of(const ManifestKey& key) {
  static const std::map<const ManifestKey*, toml::table> defaults = parse_defaults();
  const auto found = defaults.find(&key);
  return found == defaults.end() ? nullptr : found->second.get("value");
}

double default_number(std::string_view table, std::string_view key) {
  return as_real(*default_of(manifest_table(table).at(key))).value();
}

std::string fault_of_swept_key(const std::vector<std::string>& parts) {
  const ManifestTable* table = &manifest_table("");
  for (std::size_t i = 0; table && i < parts.size(); ++i) {
    const ManifestKey* key = table->find(parts[i]);
    if (!key) return "";  // a parameter, or a mistake that the reader finds
    if (!key->not_swept.empty()) {
      std::vector<std::string> others;
      for (const ManifestKey& other : table->keys)
        if (other.not_swept.empty()) others.emplace_back(other.key);
      return fmt::format("{}{}", key->not_swept, did_you_mean(parts[i], others));
    }
    if (key->type == KeyType::tables) ++i;  // the entry
    table = table_of_key(*table, *key);
  }
  return "";
}

std::string bounds_text(const ManifestKey& key) {
  const bool lower = worth_saying(key.minimum), upper = worth_saying(key.maximum);
  if (lower && upper && key.type == KeyType::number)
    return fmt::format("in {}{}, {}{}", key.minimum_open ? '(' : '[', key.minimum, key.maximum,
                       key.maximum_open ? ')' : ']');
  if (lower && upper) return fmt::format("from {} to {}", key.minimum, key.maximum);
  if (lower) return fmt::format("{} {}", key.minimum_open ? "above" : "at least", key.minimum);
  if (upper) return fmt::format("{} {}", key.maximum_open ? "below" : "at most", key.maximum);
  return "";
}

std::string value_text(const ManifestKey& key) {
  std::vector<std::string> quoted;
  for (const std::string& word : key.words()) quoted.push_back("'" + word + "'");
  switch (key.type) {
    case KeyType::integer:
      return plural_text(key, "an integer");
    case KeyType::number:
      return plural_text(key, key.bounded() ? "a number" : "a finite number");
    case KeyType::string:
      return "a string";
    case KeyType::boolean:
      return "true or false";
    case KeyType::choice:
      return enumerated(quoted, "or");
    case KeyType::plugin:
      return "the name of a plugin";
    case KeyType::table:
      return "a table";
    case KeyType::tables:
      return "a list of tables";
    case KeyType::string_table:
      return "a table of strings";
    case KeyType::strings:
      return "a list of strings";
    case KeyType::text:
      return "a string or a list of strings";
    case KeyType::integers:
      return "a list of " + plural_text(key, "integers");
    case KeyType::numbers:
      return "a list of " + plural_text(key, "numbers");
    case KeyType::tuple:
      return "a list of numbers";
    case KeyType::tuples:
      return "a list of numbers, or a list of such lists";
    case KeyType::kinds:
      if (key.bounded()) quoted.push_back(plural_text(key, "a number"));
      quoted.push_back("a table with one key");
      return enumerated(quoted, "or");
    case KeyType::seeds:
      return plural_text(key, "an integer") + ", or a list of integers";
    case KeyType::teams:
      return "a list of lists of players";
    case KeyType::sizes:
      return "a table of " + plural_text(key, "integers");
    case KeyType::ranges:
      return "a pair of numbers, a list of pairs, or a table of these";
  }
  return "";
}

std::string kind_form(const ManifestTable& kinds, const ManifestKey& kind) {
  std::string value(kind.symbol);
  if (const ManifestTable* parts = table_of_key(kinds, kind)) {
    for (const ManifestKey& part : parts->keys)
      value += (value.empty() ? "" : ", ") + std::string(part.key) +
               (kind.type == KeyType::table ? fmt::format(" = {}", part.default_value) : "");
    value = kind.type == KeyType::table ? "{ " + value + " }" : "[" + value + "]";
  } else if (kind.is_list()) {
    value = "[..]";
  }
  return fmt::format("{{ {} = {} }}", kind.key, value);
}

std::string kind_needs(const ManifestTable& kinds, const ManifestKey& kind) {
  std::string needs;
  if (const ManifestTable* parts = table_of_key(kinds, kind)) {
    std::vector<std::string> texts;
    for (const ManifestKey& part : parts->keys)
      if (part.bounded() || part.type == KeyType::integer)
        texts.push_back(part_text(part, part.key));
    needs = enumerated(texts, "and");
    if (texts.empty()) needs = parts->keys.size() == 2 ? "two numbers" : "three numbers";
  } else {
    needs = kind.is_list() ? plural_text(kind, "numbers") : part_text(kind, kind.symbol);
  }
  return kind.formula.empty() ? needs : fmt::format("{}, for {}", needs, kind.formula);
}

}  // namespace firstmove::engine
