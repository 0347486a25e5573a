// firstmove plugins
#pragma once

#include "catalog.hpp"

namespace firstmove {

// Prints what the catalog holds to standard output.
int plugins_command(const Catalog& catalog, bool as_json);

}  // namespace firstmove
