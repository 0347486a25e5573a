// firstmove plugins
#pragma once

#include "catalog.hpp"

namespace firstmove {

enum class PluginsForm { text, json, markdown };

// Prints what the catalog holds to standard output; as Markdown its learners (learners_page.hpp).
int plugins_command(const Catalog& catalog, PluginsForm form);

}  // namespace firstmove
