// Results in the format of an earlier version.
#pragma once

#include "results/sqlite.hpp"

namespace firstmove::engine {

// Brings a file of format 5 to the present one, with the same numbers, so that runs can be added.
// All or nothing, also if the program is killed.
void upgrade(Database& database);

}  // namespace firstmove::engine
