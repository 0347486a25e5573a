// The tables of a results file, and the check that a file has them.
#pragma once

#include "results/sqlite.hpp"

namespace firstmove::engine {

constexpr int results_version = 5;  // SQLite's user_version of results.sqlite

// Makes the empty tables.
void create_tables(Database& database);

// The number of the format in which a file was written. Throws UnreadableResults if it has none.
std::int64_t version_of(const Database& database);

// Throws OtherFormat if the file was written in another format, and UnreadableResults if a table is
// missing or has other columns.
void check_tables(const Database& database);

}  // namespace firstmove::engine
