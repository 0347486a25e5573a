// The part of SQLite's C interface that the store needs, with owned handles.
#pragma once

#include <sqlite3.h>

#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>

#include "base/clean_text.hpp"

namespace firstmove::engine {

// what() has SQLite's message.
class DatabaseError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

class Database {
 public:
  // Throws DatabaseError, like all functions here.
  Database(const std::filesystem::path& file, bool create);
  void execute(const char* sql);
  sqlite3* get() const { return handle_.get(); }
  [[noreturn]] void fail(const std::string& doing) const;

 private:
  std::unique_ptr<sqlite3, decltype(&sqlite3_close)> handle_{nullptr, sqlite3_close};
};

// A prepared statement: bind everything, then step.
class Statement {
 public:
  Statement(const Database& database, const char* sql);

  template <class... Values>
  Statement& bind(const Values&... values) {
    int index = 0;
    (bind_one(++index, values), ...);
    return *this;
  }
  void run();   // to its end; then ready for the next bind
  bool next();  // whether there is a row
  std::int64_t integer(int column) const { return sqlite3_column_int64(handle_.get(), column); }
  double real(int column) const { return sqlite3_column_double(handle_.get(), column); }
  int type(int column) const { return sqlite3_column_type(handle_.get(), column); }
  bool is_null(int column) const { return type(column) == SQLITE_NULL; }
  std::string text(int column) const;

 private:
  void bind_one(int index, std::int64_t value) { sqlite3_bind_int64(handle_.get(), index, value); }
  void bind_one(int index, std::uint64_t value) {
    bind_one(index, static_cast<std::int64_t>(value));
  }
  void bind_one(int index, std::uint32_t value) {
    bind_one(index, static_cast<std::int64_t>(value));
  }
  void bind_one(int index, double value) {
    sqlite3_bind_double(handle_.get(), index, value);
  }  // NaN: NULL
  // Not every text is valid UTF-8: the names of files are not. Many readers of SQLite require it.
  void bind_one(int index, const std::string& value) {
    const std::string text = valid_utf8(value);
    sqlite3_bind_text64(handle_.get(), index, text.c_str(), text.size(), SQLITE_TRANSIENT,
                        SQLITE_UTF8);
  }
  void bind_one(int index, const char* value) { bind_one(index, std::string(value)); }

  const Database& database_;
  std::unique_ptr<sqlite3_stmt, decltype(&sqlite3_finalize)> handle_{nullptr, sqlite3_finalize};
};

}  // namespace firstmove::engine
