// The part of SQLite's C interface that results need, with owned handles. Nothing that a file
// contains is trusted: values of a wrong type are damage, and text is made valid UTF-8.
#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

namespace firstmove::engine {

constexpr const char* in_memory = ":memory:";  // instead of a file

enum class Access { read, write, create };

class Database {
 public:
  // With Access::read the file is never changed; it may lie in a place that cannot be written.
  // All functions here throw UnreadableResults if the file cannot be read or is damaged, and
  // std::runtime_error if it cannot be written.
  Database(const std::filesystem::path& file, Access access);

  void execute(const char* sql);
  sqlite3* get() const { return handle_.get(); }
  const std::filesystem::path& file() const { return file_; }
  // As a URI, with which ATTACH opens the file in the same way.
  const std::string& uri() const { return uri_; }
  // After an error of SQLite.
  [[noreturn]] void fail() const;
  // `what` is wrong with the contents: "the table 'run' is missing".
  [[noreturn]] void damaged(const std::string& what) const;

 private:
  int open(const std::string& mode, int flags);
  void open_to_read();

  std::filesystem::path file_;
  Access access_;
  std::string uri_;
  std::unique_ptr<sqlite3, decltype(&sqlite3_close)> handle_{nullptr, sqlite3_close};
};

// A prepared statement: bind everything, then step.
class Statement {
 public:
  Statement(const Database& database, const char* sql);

  template <class... Values>
  Statement& bind(const Values&... values) {
    sqlite3_reset(handle_.get());
    int index = 0;
    (bind_one(++index, values), ...);
    return *this;
  }
  // Binds `count` values that are `distance` apart from the parameter `first` on, and NULL to the
  // rest of `room` parameters.
  Statement& bind_values(int first, const double* values, std::size_t count, std::size_t distance,
                         std::size_t room);
  void run();   // to its end; then ready for the next bind
  bool next();  // whether there is a row

  // The value of a column of the row. A number of another type, or outside 0 .. most, is damage.
  std::int64_t integer(int column) const;
  std::uint64_t natural(int column, std::uint64_t most) const;
  double real(int column) const;
  double real_or_nan(int column) const;  // NaN for NULL
  std::string text(int column) const;    // "" for NULL
  int type(int column) const { return sqlite3_column_type(handle_.get(), column); }

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
  void bind_one(int index, std::optional<std::int64_t> value) {
    if (value)
      bind_one(index, *value);
    else
      sqlite3_bind_null(handle_.get(), index);
  }
  // Made valid UTF-8: names of files may be anything, and many readers of SQLite require it.
  void bind_one(int index, const std::string& value);
  void bind_one(int index, const char* value) {  // a null pointer: NULL
    if (value)
      bind_one(index, std::string(value));
    else
      sqlite3_bind_null(handle_.get(), index);
  }
  [[noreturn]] void wrong(int column, const std::string& expected) const;

  const Database& database_;
  std::unique_ptr<sqlite3_stmt, decltype(&sqlite3_finalize)> handle_{nullptr, sqlite3_finalize};
};

}  // namespace firstmove::engine
