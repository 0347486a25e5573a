#include "manifest/resolve.hpp"

#include <algorithm>

#include "manifest/keys.hpp"
#include "manifest/read_specs.hpp"

namespace firstmove::engine {
namespace {

bool all_tables(const toml::array& array) { return array.is_homogeneous<toml::table>(); }

// Removes from `common` what `other` does not have or has with another value.
void keep_common(toml::table& common, const toml::table& other) {
  for (auto entry = common.begin(); entry != common.end();) {
    toml::node& mine = entry->second;
    const toml::node* theirs = other.get(entry->first);
    bool keep = theirs && mine.visit([theirs](const auto& value) {
      const auto* same = theirs->as<toml::impl::remove_cvref<decltype(value)>>();
      return same && *same == value;
    });
    if (!keep && theirs && mine.is_table() && theirs->is_table()) {
      keep_common(*mine.as_table(), *theirs->as_table());
      keep = !mine.as_table()->empty();
    } else if (toml::array* array = mine.as_array();
               !keep && array && theirs && theirs->is_array() && all_tables(*array) &&
               all_tables(*theirs->as_array()) && array->size() == theirs->as_array()->size()) {
      for (std::size_t i = 0; i < array->size(); ++i)
        keep_common(*array->get_as<toml::table>(i), *theirs->as_array()->get_as<toml::table>(i));
      keep = true;
    }
    entry = keep ? std::next(entry) : common.erase(entry);
  }
}

// Adds to `base` what only `more` has.
void add_missing(toml::table& base, const toml::table& more) {
  for (const auto& [key, theirs] : more) {
    toml::node* mine = base.get(key);
    if (!mine) {
      base.insert(key, theirs);
    } else if (mine->is_table() && theirs.is_table()) {
      add_missing(*mine->as_table(), *theirs.as_table());
    } else if (toml::array* array = mine->as_array();
               array && theirs.is_array() && all_tables(*array) && all_tables(*theirs.as_array()) &&
               array->size() == theirs.as_array()->size()) {
      for (std::size_t i = 0; i < array->size(); ++i)
        add_missing(*array->get_as<toml::table>(i), *theirs.as_array()->get_as<toml::table>(i));
    }
  }
}

void fill_params(toml::table& table, const Parameters& params,
                 const std::vector<std::string>& except = {}) {
  toml::table all = params.to_toml();
  for (const std::string& name : except) all.erase(name);
  add_missing(table, toml::table{{"params", std::move(all)}});
}

// optimizer = "adam", or { adam = {} }, with its numbers.
void spell_out_optimizer(toml::table& table) {
  const toml::node* given = table.get("optimizer");
  if (!given) return;
  const toml::table* by_kind = given->as_table();
  toml::table whole;
  insert_optimizer(whole, default_optimizer(by_kind ? std::string(by_kind->begin()->first.str())
                                                    : *given->value<std::string>()));
  if (given->is_string()) table.erase("optimizer");
  add_missing(table, whole);
}

template <class Visit>
void for_each_player(toml::table& manifest, const Visit& visit) {
  toml::array* learners = manifest.get_as<toml::array>("learner");
  for (std::size_t l = 0; learners && l < learners->size(); ++l) {
    toml::table& learner = *learners->get_as<toml::table>(l);
    toml::array* players = learner.get_as<toml::array>("players");
    if (!players) visit(l, 0, learner, learner);
    for (std::size_t p = 0; players && p < players->size(); ++p)
      visit(l, p, *players->get_as<toml::table>(p), learner);
  }
}

// The defaults of a table's keys, and of the tables below it.
toml::table defaults_of(const ManifestTable& keys) {
  toml::table defaults;
  for (const ManifestKey& key : keys.keys) {
    const ManifestTable* below = key.type == KeyType::table ? table_of_key(keys, key) : nullptr;
    if (const toml::node* value = default_of(key))
      defaults.insert(key.key, *value);
    else if (below && key.merge == Merge::usual)
      defaults.insert(key.key, defaults_of(*below));
  }
  return defaults;
}

void fill_experiment(toml::table& table, const ExperimentSpec& spec) {
  if (!spec.game.refusal.empty()) return;  // its players are not known
  toml::array order;
  for (std::uint32_t place = 0; place < spec.place.size(); ++place)
    order.push_back(std::find(spec.place.begin(), spec.place.end(), place) - spec.place.begin() +
                    1);
  add_missing(table, defaults_of(manifest_table("experiment")));
  add_missing(table, toml::table{{"seeds", static_cast<std::int64_t>(spec.replicates.size())},
                                 {"order", std::move(order)}});
  if (!table.contains("start")) table.insert("start", to_toml(spec.start));
}

void fill_player(toml::table& table, const toml::table& learner, const PlayerSpec& player) {
  fill_params(table, player.params);
  if (!player.rule.learner().direction) return;
  if (!learner.contains("noise") && !table.contains("noise")) insert_noise(table, player.noise);
  if (!learner.contains("optimizer") && !table.contains("optimizer"))
    insert_optimizer(table, player.optimizer);
}

void fill(toml::table& manifest, const ExperimentSpec& spec) {
  fill_experiment(*manifest.get_as<toml::table>("experiment"), spec);
  if (spec.game.refusal.empty())
    fill_params(*manifest.get_as<toml::table>("game"), spec.game.params, spec.game.from_source);
  for_each_player(manifest, [&spec](std::size_t l, std::size_t p, toml::table& table,
                                    const toml::table& learner) {
    fill_player(table, learner, spec.learners[l].players[p]);
  });
  for (std::size_t i = 0; i < spec.cross_play.size(); ++i) {
    toml::table& table = *manifest["cross_play"][i].as_table();
    fill_player(table, table, spec.cross_play[i].player);
  }
  for (std::size_t i = 0; i < spec.observers.size(); ++i) {
    toml::table& table = *manifest["observer"][i].as_table();
    fill_params(table, spec.observers[i].params);
    if (!table.contains("every")) table.insert("every", to_toml(spec.observers[i].every));
  }
}

}  // namespace

void Resolver::add(toml::table tree, const ExperimentSpec& spec) {
  fill(tree, spec);
  if (first_)
    common_ = std::move(tree);
  else
    keep_common(common_, tree);
  first_ = false;
}

toml::table Resolver::resolved(toml::table base) const {
  add_missing(base, common_);
  if (base["learner"].is_array_of_tables())
    for_each_player(base, [](std::size_t, std::size_t, toml::table& table, toml::table& learner) {
      spell_out_optimizer(table);
      spell_out_optimizer(learner);
    });
  if (toml::array* entries = base["cross_play"].as_array())
    for (std::size_t i = 0; i < entries->size(); ++i)
      spell_out_optimizer(*entries->get_as<toml::table>(i));
  return base;
}

}  // namespace firstmove::engine
