// Reads the tables of a manifest by the records of their keys.
#pragma once

#include <toml++/toml.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/toml_reader.hpp"
#include "manifest/keys.hpp"

namespace firstmove::engine {

// Every function that takes a key reads its value, or else its default. It returns nothing if there
// is neither; it also returns nothing, and adds a mistake, if the value is wrong. Keys must be in
// the table's records. refuse_unknown_keys() refuses all keys that are not.
class KeyReader : public TableReader {
 public:
  // `heading` is how mistakes name the table, if not as its record says.
  KeyReader(const toml::table& table, const ManifestTable& keys, std::vector<Mistake>& mistakes,
            std::string heading = "");

  // Whether the table must have the key, however it is written.
  bool needs(std::string_view key) const;
  // A mistake is added if the key is needed and absent.
  const toml::node* node_at(std::string_view key);
  std::optional<std::int64_t> integer_at(std::string_view key);
  std::optional<double> number_at(std::string_view key);
  std::optional<bool> boolean_at(std::string_view key);
  std::optional<std::string> text_at(std::string_view key);    // also checks key.valid
  std::optional<std::string> choice_at(std::string_view key);  // one of the key's choices
  const toml::table* table_at(std::string_view key);
  const toml::array* list_at(std::string_view key);

  // The way in which the table is written: that of the required keys that it has. Empty if there is
  // none, or more than one.
  std::string_view way() const;
  // Adds a mistake for every key that belongs to another way.
  void refuse_other_ways(std::string_view chosen);

  const ManifestTable& keys() const { return keys_; }

 private:
  const ManifestTable& keys_;
};

}  // namespace firstmove::engine
