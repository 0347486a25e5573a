#include "results/readable.hpp"

#include <spdlog/fmt/fmt.h>
#include <spdlog/fmt/ranges.h>

#include <chrono>
#include <memory>
#include <vector>

namespace firstmove::engine {
namespace {

using Clock = std::chrono::steady_clock;
using RawStatement = std::unique_ptr<sqlite3_stmt, decltype(&sqlite3_finalize)>;
enum class Reading { whole, broken, unfinished };

RawStatement prepared(sqlite3* database, const std::string& sql) {
  sqlite3_stmt* handle = nullptr;
  sqlite3_prepare_v2(database, sql.c_str(), -1, &handle, nullptr);
  return {handle, sqlite3_finalize};
}

Reading read_whole(sqlite3* database, const std::string& table, Clock::time_point end) {
  const RawStatement row = prepared(database, fmt::format("SELECT * FROM \"{}\"", table));
  if (!row) return Reading::broken;
  int result = SQLITE_DONE;
  for (int n = 0; (result = sqlite3_step(row.get())) == SQLITE_ROW; ++n) {
    // Long values lie in pages of their own, which are read only with the value.
    for (int c = 0; c < sqlite3_column_count(row.get()); ++c) sqlite3_column_blob(row.get(), c);
    if (n % 256 == 255 && Clock::now() > end) return Reading::unfinished;
  }
  return result == SQLITE_DONE ? Reading::whole : Reading::broken;
}

}  // namespace

std::string readable_tables(sqlite3* database) {
  constexpr std::chrono::seconds patience{1};
  const auto end = Clock::now() + patience;
  std::vector<std::string> names, broken;
  {
    const RawStatement name = prepared(database,
                                       "SELECT name FROM sqlite_schema WHERE type = 'table' AND "
                                       "name NOT GLOB '*[^a-z_]*'");
    while (name && sqlite3_step(name.get()) == SQLITE_ROW)
      if (const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(name.get(), 0)))
        names.emplace_back(text);
  }
  for (const std::string& name : names) switch (read_whole(database, name, end)) {
      case Reading::whole:
        break;
      case Reading::broken:
        broken.push_back(name);
        break;
      case Reading::unfinished:
        return "";
    }
  if (broken.size() == names.size()) return "; none of its tables can be read whole";
  if (broken.empty()) return "; all of its tables can still be read with SQLite";
  return fmt::format("; with SQLite all of its tables can still be read whole but {}",
                     fmt::join(broken, ", "));
}

}  // namespace firstmove::engine
