// What of a damaged database can still be read.
#pragma once

#include <sqlite3.h>

#include <string>

namespace firstmove::engine {

// "; with SQLite all of its tables can still be read whole but metric", or that all or none can.
// Reads the tables for at most about a second, and then says nothing. Never throws.
std::string readable_tables(sqlite3* database);

}  // namespace firstmove::engine
