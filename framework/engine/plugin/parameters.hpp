// A plugin's parameters: TOML values checked against the schema of its descriptor, kept in the form
// that crosses the ABI.
#pragma once

#include <firstmove/abi.h>

#include <toml++/toml.h>

#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "base/diagnostics.hpp"

namespace firstmove::engine {

// Every parameter of one descriptor, defaults filled in. Immutable once made; copies share it.
class Parameters {
 public:
  Parameters() = default;  // of a plugin without parameters

  // `given` may be null (nothing given). Mistakes are appended with their places; `owner` names the
  // plugin in them, e.g. "game 'duopoly'".
  Parameters(const fm_descriptor& descriptor, const toml::table* given, const std::string& owner,
             std::vector<Mistake>& mistakes);

  // The values as given, for a plugin whose schema is not available.
  explicit Parameters(const toml::table& given);

  const fm_values& values() const;  // lives as long as any copy of this object
  toml::table to_toml() const;      // all values that are set, defaults included

 private:
  struct Storage;
  std::shared_ptr<const Storage> storage_;
};

}  // namespace firstmove::engine
