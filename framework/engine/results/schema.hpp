// The tables of a results file, and the check that a file has them.
#pragma once

#include "results/sqlite.hpp"

namespace firstmove::engine {

// SQLite's user_version of results.sqlite. Format 5 is read, too: in it `trajectory` and `clock`
// are tables.
constexpr int results_version = 6;
constexpr bool is_readable(std::int64_t version) {
  return version == 5 || version == results_version;
}

// So many values of a coordinate along a run lie in one row of the table `path`: what takes time is
// a row.
constexpr std::size_t values_a_row = 32;

// Makes the empty tables.
void create_tables(Database& database);
// Of them those of paths and clocks, and the views that show a value a row.
void create_series_tables(Database& database);
void create_series_views(Database& database);

// The number of the format in which a file was written. Throws UnreadableResults if it has none.
std::int64_t version_of(const Database& database);

// Throws OtherFormat if the file was written in another format, and UnreadableResults if a table is
// missing or has other columns.
void check_tables(const Database& database);

}  // namespace firstmove::engine
