// Dotted keys of --set, [sweep] and `without`: "game.params.A", "learner.0.step". An entry of a
// list of tables is named by its index or by its name: learner."LOLA".step,
// observer.trajectory.every. Nodes are moved, never copied: a copy of a node has no place in a
// file, which mistakes need.
#pragma once

#include <toml++/toml.h>

#include <string>
#include <variant>
#include <vector>

namespace firstmove::engine {

// A value on its own, under the key "value", or nothing.
using LooseValue = toml::table;
toml::node* loose_node(LooseValue& box);

// The parts of a dotted key by TOML's own rules (quoted parts may hold dots); none if it is not a
// key.
std::vector<std::string> split_key(const std::string& path);
// What names an entry of a list of tables: its name, or its plugin. Null if it has neither.
const toml::node* identity(const toml::node& entry);

// The place of a dotted key in a tree, whether or not there is a value. Valid as long as the table
// or list that it lies in.
class Location {
 public:
  toml::node* get() const;  // null if there is nothing
  // Swaps the value here with the one in the box, and makes the tables on the way; a second call
  // restores both. A table that replaces a named one gets its name unless it has its own.
  void exchange(LooseValue& box) const;
  // Removes the value here.
  void erase() const;
  bool operator==(const Location&) const = default;

 private:
  friend std::variant<Location, std::string> find_location(toml::table&, const std::string&);
  toml::node* child() const;
  void place(toml::node&& value) const;

  toml::node* parent_ = nullptr;   // an existing table or list
  std::string key_;                // in a table
  std::size_t index_ = 0;          // in a list
  std::vector<std::string> rest_;  // below a key that does not exist
};

// The location of a dotted key, or what is wrong with it.
std::variant<Location, std::string> find_location(toml::table& tree, const std::string& path);

// The same key with entries of lists written by name where the names are unique: one spelling for
// each value. Parts that do not exist in the tree stay as they are.
std::string canonical_key(const toml::table& tree, const std::string& path);
// How such keys name an entry of a list.
std::string canonical_part(const toml::array& list, std::size_t index);

}  // namespace firstmove::engine
