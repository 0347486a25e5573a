#include "results/sqlite.hpp"

namespace firstmove::engine {

Database::Database(const std::filesystem::path& file, bool create) {
  sqlite3* handle = nullptr;
  const int flags = SQLITE_OPEN_READWRITE | (create ? SQLITE_OPEN_CREATE : 0);
  const int result = sqlite3_open_v2(file.c_str(), &handle, flags, nullptr);
  handle_.reset(handle);
  if (result != SQLITE_OK) fail("open " + file.string());
  sqlite3_busy_timeout(handle, 10'000);
}

void Database::fail(const std::string& doing) const {
  throw DatabaseError("SQLite cannot " + doing + ": " +
                      (handle_ ? sqlite3_errmsg(handle_.get()) : "out of memory"));
}

void Database::execute(const char* sql) {
  if (sqlite3_exec(handle_.get(), sql, nullptr, nullptr, nullptr) != SQLITE_OK) fail("write");
}

Statement::Statement(const Database& database, const char* sql) : database_(database) {
  sqlite3_stmt* handle = nullptr;
  if (sqlite3_prepare_v2(database.get(), sql, -1, &handle, nullptr) != SQLITE_OK)
    database.fail("prepare a statement");
  handle_.reset(handle);
}

void Statement::run() {
  while (next()) {
  }
  sqlite3_reset(handle_.get());
}

bool Statement::next() {
  const int result = sqlite3_step(handle_.get());
  if (result != SQLITE_ROW && result != SQLITE_DONE) database_.fail("run a statement");
  return result == SQLITE_ROW;
}

std::string Statement::text(int column) const {
  const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(handle_.get(), column));
  return text ? std::string(text,
                            static_cast<std::size_t>(sqlite3_column_bytes(handle_.get(), column)))
              : "";
}

}  // namespace firstmove::engine
