// The files that `firstmove new` makes a folder of, built into the program: see templates/.
#pragma once

#include <string_view>
#include <vector>

namespace firstmove::host {

// KIND/LANGUAGE/FILE, either of which may be "any". The files are a plugin that is called
// new-plugin, new_plugin or NewPlugin where the language wants it so.
struct Template {
  std::string_view path, text;
};
const std::vector<Template>& templates();

}  // namespace firstmove::host
