#include "manifest/merge.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <string>

#include "manifest/sweep.hpp"

namespace firstmove::engine {
namespace {

constexpr std::array choices = {"step",  "noise",   "optimizer", "start", "stop",
                                "every", "players", "domain",    "box"};
constexpr std::array how = {"rule", "params", "players", "step", "noise", "optimizer"};

std::string text_at(const toml::table& table, const char* key) {
  return table[key].value_or(std::string());
}

// With the new key, which knows its own place.
void replace(toml::table& base, const toml::key& key, toml::node&& value) {
  base.erase(key.str());
  base.insert(key, std::move(value));
}

void merge_tables(toml::table& base, toml::table&& more) {
  for (auto&& [key, value] : more) {
    toml::node* mine = base.get(key.str());
    const bool whole = std::find(choices.begin(), choices.end(), key.str()) != choices.end();
    if (mine && mine->is_table() && value.is_table() && !whole)
      merge_tables(*mine->as_table(), std::move(*value.as_table()));
    else
      replace(base, key, std::move(value));
  }
}

// Whether `more` names another plugin under `key` than `base` does.
bool changes(const char* key, const toml::table& base, const toml::table& more) {
  return base.contains(key) && more.contains(key) && text_at(base, key) != text_at(more, key);
}

// A game of another kind leaves nothing of the one before.
void merge_game(toml::table& base, toml::table&& more) {
  constexpr std::array kinds = {"plugin", "source", "cost"};
  for (const char* kind : kinds)
    for (const char* other : kinds)
      if (kind != other && more.contains(kind) && base.contains(other)) base.clear();
  if (changes("plugin", base, more) || changes("source", base, more))
    for (const char* key : {"params", "teams"}) base.erase(key);
  merge_tables(base, std::move(more));
}

void merge_learner(toml::table& base, toml::table&& more) {
  const bool other_kind = (base.contains("rule") && more.contains("players")) ||
                          (base.contains("players") && more.contains("rule"));
  if (other_kind)
    for (const char* key : how) base.erase(key);
  else if (changes("rule", base, more))
    base.erase("params");
  merge_tables(base, std::move(more));
}

// Entries of one identity merge, the n-th with the n-th; the others are appended.
void merge_lists(toml::array& base, toml::array&& more, const char* identity,
                 void (*merge)(toml::table&, toml::table&&)) {
  const std::size_t inherited = base.size();
  std::map<std::string, std::size_t> next;  // by identity: where to look for the next one
  for (toml::node& entry : more) {
    toml::table* table = entry.as_table();
    const std::string name = table ? text_at(*table, identity) : "";
    std::size_t& at = next[name];
    while (at < inherited && (name.empty() || !base[at].is_table() ||
                              text_at(*base[at].as_table(), identity) != name))
      ++at;
    if (at < inherited)
      merge(*base[at++].as_table(), std::move(*table));
    else
      base.push_back(std::move(entry));
  }
}

// The keys keep their places, which is the order of the combinations.
void merge_sweep(toml::table& base, toml::table&& more) {
  const bool says_mode = more.contains("mode") || more.contains("list");
  if (says_mode && sweep_mode(more) != sweep_mode(base)) {
    base = std::move(more);
    return;
  }
  for (auto&& [key, value] : more) base.insert_or_assign(key, std::move(value));
}

struct Rule {
  const char* key;
  const char* identity;  // of a list's entries; nullptr: the key holds a table
  void (*merge)(toml::table&, toml::table&&);
};
constexpr std::array rules = {
    Rule{"experiment", nullptr, merge_tables}, Rule{"game", nullptr, merge_game},
    Rule{"sweep", nullptr, merge_sweep},       Rule{"learner", "name", merge_learner},
    Rule{"cross_play", "name", merge_learner}, Rule{"observer", "plugin", merge_tables},
    Rule{"claim", "text", merge_tables}};

}  // namespace

void merge_manifest(toml::table& base, toml::table&& more) {
  for (auto&& [key, value] : more) {
    toml::node* mine = base.get(key.str());
    const std::string_view name = key.str();
    const auto rule =
        std::find_if(rules.begin(), rules.end(), [name](const Rule& r) { return name == r.key; });
    if (!mine || rule == rules.end() || mine->type() != value.type())
      replace(base, key, std::move(value));
    else if (!rule->identity && value.is_table())
      rule->merge(*mine->as_table(), std::move(*value.as_table()));
    else if (rule->identity && value.is_array())
      merge_lists(*mine->as_array(), std::move(*value.as_array()), rule->identity, rule->merge);
    else
      replace(base, key, std::move(value));
  }
}

}  // namespace firstmove::engine
