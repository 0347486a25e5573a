// Dotted keys of --set, [sweep] and `without`: "game.params.A", "learner.0.step". An entry of a
// list of tables is named by its place or by its name: learner."LOLA".step,
// observer.trajectory.every. Nodes are moved, never copied: a copy of a node forgets its place, and
// mistakes could not name it.
#pragma once

#include <toml++/toml.h>

#include <string>
#include <variant>
#include <vector>

namespace firstmove::engine {

// A value on its own, under the key "value", or nothing.
using LooseValue = toml::table;
toml::node* loose_node(LooseValue& box);

// The parts of a dotted key by TOML's own rules (quoted parts may hold dots); none if it is no key.
std::vector<std::string> split_key(const std::string& path);
// What names an entry of a list of tables: its name, or its plugin. Null if nothing does.
const toml::node* identity(const toml::node& entry);

// Where a dotted key leads in a tree, whether or not there is something. Of use as long as the
// table or list that it lies in is.
class Location {
 public:
  toml::node* get() const;  // null if there is nothing
  // Puts the value here, making tables on the way, and what was here in its place; a second
  // time, everything is as it was. A table put in the place of a named one keeps the name unless it
  // has its own.
  void exchange(LooseValue& box) const;
  // Removes what is here.
  void erase() const;
  bool operator==(const Location&) const = default;

 private:
  friend std::variant<Location, std::string> find_location(toml::table&, const std::string&);
  toml::node* child() const;
  void place(toml::node&& value) const;

  toml::node* parent_ = nullptr;   // a table or a list that is there
  std::string key_;                // in a table
  std::size_t index_ = 0;          // in a list
  std::vector<std::string> rest_;  // below a key that is not there
};

// The location of a dotted key, or what is wrong with it.
std::variant<Location, std::string> find_location(toml::table& tree, const std::string& path);

// The same key with every list's entries by their names where these are unique: one spelling for
// each value. Parts that lead nowhere stay as they are.
std::string canonical_key(const toml::table& tree, const std::string& path);
// How an entry of a list is called in such keys.
std::string canonical_part(const toml::array& list, std::size_t index);

}  // namespace firstmove::engine
