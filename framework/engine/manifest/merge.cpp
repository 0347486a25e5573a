#include "manifest/merge.hpp"

#include <algorithm>
#include <map>
#include <string>

#include "manifest/keys.hpp"
#include "manifest/sweep.hpp"

namespace firstmove::engine {
namespace {

std::string text_at(const toml::table& table, std::string_view key) {
  return table[key].value_or(std::string());
}

// The new key is inserted too: it knows its place in its file.
void replace(toml::table& base, const toml::key& key, toml::node&& value) {
  base.erase(key.str());
  base.insert(key, std::move(value));
}

// Whether `base` is written in one way and `more` in another.
bool changes_way(const ManifestTable& keys, const toml::table& base, const toml::table& more) {
  for (const ManifestKey& old_key : keys.keys)
    for (const ManifestKey& new_key : keys.keys)
      if (old_key.required && new_key.required && !old_key.way.empty() && !new_key.way.empty() &&
          old_key.way != new_key.way && base.contains(old_key.key) && more.contains(new_key.key))
        return true;
  return false;
}

// Whether `more` names another plugin or source than `base` does.
bool changes_plugin(const ManifestTable& keys, const toml::table& base, const toml::table& more) {
  return std::any_of(keys.keys.begin(), keys.keys.end(), [&](const ManifestKey& key) {
    const bool names = key.type == KeyType::plugin || (key.required && !key.way.empty());
    return names && base.contains(key.key) && more.contains(key.key) &&
           text_at(base, key.key) != text_at(more, key.key);
  });
}

// `keys` is null for a table whose keys are not fixed, such as params.
void merge_tables(const ManifestTable* keys, toml::table& base, toml::table&& more) {
  if (keys && changes_way(*keys, base, more)) {
    for (const ManifestKey& key : keys->keys)
      if (key.key != keys->identity) base.erase(key.key);
  } else if (keys && changes_plugin(*keys, base, more)) {
    for (const ManifestKey& key : keys->keys)
      if (key.merge == Merge::dropped) base.erase(key.key);
  }
  for (auto&& [key, value] : more) {
    toml::node* mine = base.get(key.str());
    const ManifestKey* known = keys ? keys->find(key.str()) : nullptr;
    const bool whole = known && known->merge == Merge::whole;
    if (mine && mine->is_table() && value.is_table() && !whole)
      merge_tables(known ? table_of_key(*keys, *known) : nullptr, *mine->as_table(),
                   std::move(*value.as_table()));
    else
      replace(base, key, std::move(value));
  }
}

// Entries of the same identity merge, the n-th with the n-th; the others are appended.
void merge_lists(const ManifestTable& keys, toml::array& base, toml::array&& more) {
  const std::size_t inherited = base.size();
  std::map<std::string, std::size_t> next;  // by identity: where to look for its next entry
  for (toml::node& entry : more) {
    toml::table* table = entry.as_table();
    const std::string name = table ? text_at(*table, keys.identity) : "";
    std::size_t& at = next[name];
    while (at < inherited && (name.empty() || !base[at].is_table() ||
                              text_at(*base[at].as_table(), keys.identity) != name))
      ++at;
    if (at < inherited)
      merge_tables(&keys, *base[at++].as_table(), std::move(*table));
    else
      base.push_back(std::move(entry));
  }
}

// The keys keep their places in the files, which set the order of the combinations.
void merge_sweep(toml::table& base, toml::table&& more) {
  const bool says_mode = more.contains("mode") || more.contains("list");
  if (says_mode && sweep_mode(more) != sweep_mode(base)) {
    base = std::move(more);
    return;
  }
  for (auto&& [key, value] : more) base.insert_or_assign(key, std::move(value));
}

}  // namespace

void merge_manifest(toml::table& base, toml::table&& more) {
  for (auto&& [key, value] : more) {
    toml::node* mine = base.get(key.str());
    const ManifestKey* known = manifest_table("").find(key.str());
    const ManifestTable* keys = known ? table_of_key(manifest_table(""), *known) : nullptr;
    if (!mine || !keys || mine->type() != value.type())
      replace(base, key, std::move(value));
    else if (key.str() == "sweep" && value.is_table())
      merge_sweep(*mine->as_table(), std::move(*value.as_table()));
    else if (keys->identity.empty() && value.is_table())
      merge_tables(keys, *mine->as_table(), std::move(*value.as_table()));
    else if (!keys->identity.empty() && value.is_array())
      merge_lists(*keys, *mine->as_array(), std::move(*value.as_array()));
    else
      replace(base, key, std::move(value));
  }
}

}  // namespace firstmove::engine
