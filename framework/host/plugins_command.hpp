// firstmove plugins
#pragma once

#include "engine_names.hpp"
#include "plugin/catalog.hpp"

namespace firstmove::host {

enum class PluginsForm { text, json, markdown };

// Prints what the catalog holds to standard output; as Markdown its learners (learners_page.hpp).
int plugins_command(const Catalog& catalog, PluginsForm form);

}  // namespace firstmove::host
