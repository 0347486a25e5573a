// The files that `firstmove new` copies into a new folder, built into the program: see templates/.
#pragma once

#include <string_view>
#include <vector>

namespace firstmove::host {

// `path` is KIND/LANGUAGE/FILE; the kind and the language may be "any". The files make a plugin
// that is named new-plugin, or new_plugin or NewPlugin where the language requires it.
struct Template {
  std::string_view path, text;
};
const std::vector<Template>& templates();

}  // namespace firstmove::host
