// Shared by the tests: temporary folders, the host as a process, plugins, and points.
#pragma once

#include <doctest/doctest.h>
#include <sqlite3.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>
#include <sstream>
#include <string>
#include <vector>

#include "game/oracle.hpp"
#include "manifest/manifest.hpp"
#include "play/learner.hpp"

namespace firstmove::engine {}

namespace firstmove::test {
using namespace engine;

namespace fs = std::filesystem;

class TempFolder {
 public:
  TempFolder() {
    std::string pattern = (fs::temp_directory_path() / "firstmove-XXXXXX").string();
    path_ = mkdtemp(pattern.data());
  }
  ~TempFolder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;
  fs::path operator/(const std::string& name) const { return path_ / name; }
  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

inline std::string read_file(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  std::ostringstream text;
  text << stream.rdbuf();
  return text.str();
}
inline void write_file(const fs::path& file, const std::string& text) {
  std::ofstream(file, std::ios::binary) << text;
}

// The exit code and the output of a shell command.
struct Outcome {
  int code;
  std::string out, err;
};
inline Outcome shell(const std::string& command) {
  const TempFolder folder;
  const std::string whole = "( " + command + " ) >" + (folder / "out").string() + " 2>" +
                            (folder / "err").string() + " </dev/null";
  const int status = std::system(whole.c_str());
  return {WIFEXITED(status) ? WEXITSTATUS(status) : 128, read_file(folder / "out"),
          read_file(folder / "err")};
}
// Runs the host with the fixtures on its plugin path.
inline Outcome host(const std::string& arguments) {
  return shell("FIRSTMOVE_PLUGIN_PATH=" FIXTURES " " HOST " " + arguments);
}

// One column of a query on a results file, as text. The query may also change the file.
inline std::vector<std::string> query(const fs::path& folder, const std::string& sql) {
  sqlite3* database = nullptr;
  REQUIRE(sqlite3_open_v2((folder / "results.sqlite").c_str(), &database, SQLITE_OPEN_READWRITE,
                          nullptr) == SQLITE_OK);
  // A process that was killed a moment ago may still hold its locks.
  sqlite3_busy_timeout(database, 10'000);
  std::vector<std::string> rows;
  char* error = nullptr;
  sqlite3_exec(
      database, sql.c_str(),
      [](void* to, int, char** values, char**) {
        static_cast<std::vector<std::string>*>(to)->push_back(values[0] ? values[0] : "NULL");
        return 0;
      },
      &rows, &error);
  const std::string message = error ? error : "";
  sqlite3_free(error);
  sqlite3_close(database);
  REQUIRE_MESSAGE(message.empty(), message);
  return rows;
}
inline std::vector<double> numbers(const fs::path& folder, const std::string& sql) {
  std::vector<double> values;
  for (const std::string& row : query(folder, sql)) values.push_back(std::stod(row));
  return values;
}
inline double median(std::vector<double> values) {
  REQUIRE(!values.empty());
  std::sort(values.begin(), values.end());
  const std::size_t n = values.size();
  return n % 2 == 1 ? values[n / 2] : 0.5 * (values[n / 2 - 1] + values[n / 2]);
}

inline const Catalog& catalog() {
  static const Catalog both({PLUGINS, FIXTURES});
  return both;
}

inline Parameters parameters(const Plugin& plugin, const std::string& toml = "") {
  std::vector<Mistake> mistakes;
  const toml::table given = toml::parse(std::string_view(toml));
  Parameters params(*plugin.descriptor, &given, "the plugin", mistakes);
  for (const Mistake& mistake : mistakes) FAIL_CHECK(mistake.what);
  return params;
}

// A game with a batch of replicas at given joint actions.
struct Scene {
  Scene(const std::string& id, const std::string& params,
        const std::vector<std::vector<double>>& points)
      : plugin(catalog().find(FM_KIND_GAME, id)),
        game(plugin, parameters(plugin, params)),
        replicates(points.size()),
        oracle(game, replicates, 0),
        x(points[0].size(), oracle.stride()) {
    for (std::size_t r = 0; r < x.stride(); ++r)
      for (std::size_t c = 0; c < x.rows(); ++c) x.row(c)[r] = points[r % points.size()][c];
  }

  // A quantity for every replica; all replicas share the rows of `vectors`.
  BatchArray get(const fm_request& request, const std::vector<std::vector<double>>& vectors = {}) {
    std::vector<BatchArray> inputs;
    for (const auto& v : vectors) {
      inputs.emplace_back(v.size(), x.stride());
      for (std::size_t c = 0; c < v.size(); ++c)
        std::fill_n(inputs.back().row(c), x.stride(), v[c]);
    }
    std::vector<const double*> pointers;
    for (const BatchArray& input : inputs) pointers.push_back(input.data());
    BatchArray result(rows_of(request, game.shape()), x.stride());
    double* const out = result.data();
    oracle.evaluate(oracle.prepare({request}), 1, x.data(), pointers.data(), &out);
    return result;
  }

  Plugin plugin;
  Game game;
  std::vector<std::uint32_t> replicates;
  Oracle oracle;
  BatchArray x;
};

inline fm_request request(std::int32_t quantity, std::uint32_t i, std::uint32_t j = 0,
                          std::uint32_t k = 0, std::uint32_t l = 0) {
  return {sizeof(fm_request), quantity, i, j, k, l};
}

inline std::vector<std::vector<double>> random_points(std::size_t count, std::size_t coordinates,
                                                      double lower, double upper,
                                                      unsigned seed = 1) {
  std::mt19937 generator(seed);
  std::uniform_real_distribution<double> draw(lower, upper);
  std::vector<std::vector<double>> points(count, std::vector<double>(coordinates));
  for (auto& point : points)
    for (double& c : point) c = draw(generator);
  return points;
}

}  // namespace firstmove::test
