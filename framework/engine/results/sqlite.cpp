#include "results/sqlite.hpp"

#include <spdlog/fmt/fmt.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <fstream>
#include <limits>
#include <string_view>
#include <system_error>

#include "base/clean_text.hpp"
#include "results/readable.hpp"
#include "results/unreadable.hpp"

namespace firstmove::engine {
namespace {

// "file:///results/a%3fb.sqlite?mode=ro"
std::string uri_of(const std::filesystem::path& file, const std::string& mode) {
  constexpr std::string_view plain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/-_.~";
  std::string uri = "file://";
  for (const char c : std::filesystem::absolute(file).lexically_normal().string())
    uri += plain.find(c) != std::string_view::npos
               ? std::string(1, c)
               : fmt::format("%{:02x}", static_cast<unsigned char>(c));
  return uri + "?mode=" + mode;
}

// Whether a log of changes that SQLite has yet to apply lies beside the file: its name, or "".
std::string pending_changes(const std::filesystem::path& file) {
  for (const char* suffix : {"-wal", "-journal"}) {
    const std::string beside = file.string() + suffix;
    std::error_code error;
    if (const auto size = std::filesystem::file_size(beside, error); !error && size != 0)
      return beside;
  }
  return "";
}

// Whether a run writes the file or was killed: byte 18 of the header
// (https://sqlite.org/fileformat2.html).
bool in_wal_mode(const std::filesystem::path& file) {
  std::ifstream header(file, std::ios::binary);
  return header.seekg(18) && header.get() == 2;
}

bool is_damage(int code) {
  const int kind = code & 0xff;
  return kind == SQLITE_CORRUPT || kind == SQLITE_NOTADB || kind == SQLITE_FORMAT ||
         kind == SQLITE_CONSTRAINT || kind == SQLITE_MISMATCH;
}

// The first word after FROM.
std::string table_in(const char* sql) {
  const std::string_view text = sql ? sql : "";
  const std::size_t from = text.find(" FROM ");
  if (from == std::string_view::npos) return "";
  const std::string_view rest = text.substr(from + 6);
  return std::string(rest.substr(0, rest.find_first_of(" ,;)")));
}

}  // namespace

Database::Database(const std::filesystem::path& file, Access access)
    : file_(file), access_(access) {
  if (access == Access::read) {
    open_to_read();
    return;
  }
  const int create = access == Access::create ? SQLITE_OPEN_CREATE : 0;
  if (open(create != 0 ? "rwc" : "rw", SQLITE_OPEN_READWRITE | create) != SQLITE_OK) fail();
}

// Returns the result of a first read, because SQLite opens files only then.
int Database::open(const std::string& mode, int flags) {
  uri_ = file_ == in_memory ? file_.string() : uri_of(file_, mode);
  handle_.reset();
  sqlite3* handle = nullptr;
  const int result = sqlite3_open_v2(uri_.c_str(), &handle, flags | SQLITE_OPEN_URI, nullptr);
  handle_.reset(handle);
  if (result != SQLITE_OK) return result;
  sqlite3_extended_result_codes(handle, 1);
  sqlite3_busy_timeout(handle, 10'000);
  // What SQLite recommends for files from others (https://sqlite.org/security.html).
  sqlite3_db_config(handle, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  sqlite3_db_config(handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
  return sqlite3_exec(handle, "PRAGMA cell_size_check = ON; SELECT count(*) FROM sqlite_schema;",
                      nullptr, nullptr, nullptr);
}

// In WAL mode SQLite needs a log and an index beside the file. It leaves them behind if it may only
// read; so the file is opened for writing where that is possible, but nothing is written. Where
// they cannot be made, the file alone is complete if there is no log with changes.
void Database::open_to_read() {
  const bool shared = in_wal_mode(file_) && ::access(file_.c_str(), W_OK) == 0;
  const int usual = shared ? open("rw", SQLITE_OPEN_READWRITE) : open("ro", SQLITE_OPEN_READONLY);
  if (usual == SQLITE_OK) {
    execute("PRAGMA query_only = ON");
    return;
  }
  const int kind = usual & 0xff;
  if (kind != SQLITE_CANTOPEN && kind != SQLITE_READONLY && kind != SQLITE_IOERR &&
      kind != SQLITE_PERM)
    fail();
  if (::access(file_.c_str(), R_OK) != 0)
    throw UnreadableResults(fmt::format("{} cannot be read: {}", file_.string(),
                                        std::generic_category().message(errno)));
  const std::string pending = pending_changes(file_);
  if (pending.empty()) {
    if (open("ro&immutable=1", SQLITE_OPEN_READONLY) != SQLITE_OK) fail();
    return;
  }
  // SQLite applies a log of changes that it cannot read beside the file.
  if (open("rw", SQLITE_OPEN_READWRITE) == SQLITE_OK) return;
  if (is_damage(sqlite3_extended_errcode(handle_.get()))) fail();
  throw UnreadableResults(fmt::format(
      "{} holds changes of a run that was killed, and SQLite cannot read them in a place that "
      "cannot be written; copy the whole results folder to a place where you can write",
      pending));
}

void Database::fail() const {
  if (!handle_) throw std::runtime_error("SQLite has no memory");
  const int code = sqlite3_extended_errcode(handle_.get());
  const std::string message = valid_utf8(sqlite3_errmsg(handle_.get()));
  if (is_damage(code)) damaged(message);
  if (access_ == Access::read)
    throw UnreadableResults(fmt::format("{} cannot be read: {}", file_.string(), message));
  throw std::runtime_error(fmt::format("{} cannot be written: {}", file_.string(), message));
}

void Database::damaged(const std::string& what) const {
  throw UnreadableResults(
      fmt::format("{} is damaged: {}{}", file_.string(), what, readable_tables(handle_.get())));
}

void Database::execute(const char* sql) {
  if (sqlite3_exec(handle_.get(), sql, nullptr, nullptr, nullptr) != SQLITE_OK) fail();
}

Statement::Statement(const Database& database, const char* sql) : database_(database) {
  sqlite3_stmt* handle = nullptr;
  if (sqlite3_prepare_v2(database.get(), sql, -1, &handle, nullptr) != SQLITE_OK) database.fail();
  handle_.reset(handle);
}

void Statement::bind_one(int index, const std::string& value) {
  const std::string text = valid_utf8(value);
  sqlite3_bind_text(handle_.get(), index, text.c_str(), static_cast<int>(text.size()),
                    SQLITE_TRANSIENT);
}

Statement& Statement::bind_values(int first, const double* values, std::size_t count,
                                  std::size_t distance, std::size_t room) {
  for (std::size_t i = 0; i < room; ++i, ++first)
    if (i < count)
      bind_one(first, values[i * distance]);
    else
      sqlite3_bind_null(handle_.get(), first);
  return *this;
}

void Statement::run() {
  while (next()) {
  }
  sqlite3_reset(handle_.get());
}

bool Statement::next() {
  const int result = sqlite3_step(handle_.get());
  if (result != SQLITE_ROW && result != SQLITE_DONE) database_.fail();
  return result == SQLITE_ROW;
}

void Statement::wrong(int column, const std::string& expected) const {
  constexpr std::array types = {"", "an integer", "a real number", "text", "a blob", "NULL"};
  const char* name = sqlite3_column_name(handle_.get(), column);
  const bool integer = type(column) == SQLITE_INTEGER;
  database_.damaged(fmt::format("a row of the table '{}' has {} for '{}', which must be {}",
                                table_in(sqlite3_sql(handle_.get())),
                                integer
                                    ? std::to_string(sqlite3_column_int64(handle_.get(), column))
                                    : types.at(static_cast<std::size_t>(type(column))),
                                name ? name : "", expected));
}

std::int64_t Statement::integer(int column) const {
  if (type(column) != SQLITE_INTEGER) wrong(column, "an integer");
  return sqlite3_column_int64(handle_.get(), column);
}

std::uint64_t Statement::natural(int column, std::uint64_t most) const {
  const std::int64_t value =
      type(column) == SQLITE_INTEGER ? sqlite3_column_int64(handle_.get(), column) : -1;
  if (value < 0 || static_cast<std::uint64_t>(value) > most)
    wrong(column, fmt::format("an integer from 0 to {}", most));
  return static_cast<std::uint64_t>(value);
}

double Statement::real(int column) const {
  if (type(column) != SQLITE_FLOAT && type(column) != SQLITE_INTEGER) wrong(column, "a number");
  return sqlite3_column_double(handle_.get(), column);
}

double Statement::real_or_nan(int column) const {
  return type(column) == SQLITE_NULL ? std::numeric_limits<double>::quiet_NaN() : real(column);
}

std::string Statement::text(int column) const {
  const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(handle_.get(), column));
  return valid_utf8(text ? std::string_view(text, static_cast<std::size_t>(
                                                      sqlite3_column_bytes(handle_.get(), column)))
                         : "");
}

}  // namespace firstmove::engine
