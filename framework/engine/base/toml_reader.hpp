// Reads TOML tables: reports every mistake with its position, and unknown keys with a suggestion.
#pragma once

#include <toml++/toml.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/diagnostics.hpp"

namespace firstmove::engine {

// "file:line:column" of a node, or the override that set it.
std::string where(const toml::source_region& source);
// The same for a node. For a table that an override or a sweep created implicitly: the position of
// a value in it.
std::string where(const toml::node& node);
// The same for an entry: the position of its key, unless an override or a sweep has set the value.
std::string where(const toml::key& key, const toml::node& value);
// A node's value as TOML on one line, reals in their shortest exact form. shown() truncates it for
// messages.
std::string toml_text(const toml::node& node);
std::string real_text(double value);
std::string shown(const toml::node& node);
// A part of a dotted key, quoted if necessary.
std::string key_text(std::string_view part);
// "an integer", "a table", ..
std::string type_of(const toml::node& node);

// The value of an integer or a real; nothing if the node is not a number or not finite.
std::optional<double> as_real(const toml::node& node);

class TableReader {
 public:
  // `name` is what mistakes call the table: "[experiment]".
  TableReader(const toml::table& table, std::string name, std::vector<Mistake>& mistakes)
      : table_(table), name_(std::move(name)), mistakes_(mistakes) {}
  TableReader(const TableReader&) = delete;
  TableReader& operator=(const TableReader&) = delete;

  // The node of a key that this table may have; null if it is missing, and then need() adds a
  // mistake.
  const toml::node* find(const std::string& key);
  const toml::node* need(const std::string& key);

  // The node's value. Nothing if `node` is null; nothing, and a mistake, if it has another type.
  std::optional<std::string> text(const toml::node* node);
  std::optional<double> real(const toml::node* node);
  std::optional<std::int64_t> integer(const toml::node* node, std::int64_t least);
  std::optional<bool> boolean(const toml::node* node);
  const toml::table* table(const toml::node* node, const char* expected = "a table");
  const toml::array* array(const toml::node* node, const char* expected = "a list");

  // Adds a mistake for every key that was not looked up. Call it last.
  void refuse_unknown_keys();

  // Adds the mistake that a value is not `what`: "an integer of at least 1".
  void expected(const toml::node& node, const std::string& what);
  void mistake(const toml::node& node, const std::string& what) {
    mistakes_.push_back({where(node), what});
  }
  void mistake(const std::string& what) { mistake(table_, what); }
  std::vector<Mistake>& mistakes() { return mistakes_; }
  const std::string& name() const { return name_; }
  const toml::table& raw() const { return table_; }

 private:
  const toml::table& table_;
  std::string name_;
  std::vector<Mistake>& mistakes_;
  std::vector<std::string> known_;
};

}  // namespace firstmove::engine
