// Writes every file and runs every command shown in the documents, exactly as shown.
#include <regex>

#include "support/support.hpp"

namespace {

using namespace firstmove::test;

struct Block {
  std::string info, text;
};

// The fenced blocks of a Markdown file.
std::vector<Block> blocks(const fs::path& file) {
  std::vector<Block> all;
  std::istringstream stream(read_file(file));
  bool inside = false;
  for (std::string line; std::getline(stream, line);) {
    if (line.starts_with("```")) {
      if (!inside) all.push_back({line.substr(3), ""});
      inside = !inside;
    } else if (inside) {
      all.back().text += line + "\n";
    }
  }
  return all;
}

// Compares two lines of output: words must agree, numbers to a relative 1e-4 unless both are below
// 1e-7; anything may follow "..".
bool alike(const std::string& shown, const std::string& printed) {
  std::istringstream left(shown), right(printed);
  for (std::string a, b;;) {
    const bool more = static_cast<bool>(left >> a);
    if (more && a == "..") return true;
    if (more != static_cast<bool>(right >> b)) return false;
    if (!more) return true;
    if (a == b) continue;
    const auto number = [](std::string word, double& value) {
      word.erase(
          0, word.find_first_not_of("([") == std::string::npos ? 0 : word.find_first_not_of("(["));
      char* end = nullptr;
      value = std::strtod(word.c_str(), &end);
      return end != word.c_str() && std::string(end).find_first_not_of(",])") == std::string::npos;
    };
    double x = 0, y = 0;
    if (!number(a, x) || !number(b, y)) return false;
    if (std::abs(x - y) > 1e-4 * std::abs(x) && std::max(std::abs(x), std::abs(y)) > 1e-7)
      return false;
  }
}

// Each line that a document shows as a command's output must be among the lines printed.
void check_shown(const std::string& shown, const std::string& printed) {
  std::istringstream lines(shown);
  for (std::string line; std::getline(lines, line);) {
    bool found = false;
    std::istringstream all(printed);
    for (std::string one; !found && std::getline(all, one);) found = alike(line, one);
    CHECK_MESSAGE(found, "not printed: " << line);
  }
}

// Executes a document in a folder, with firstmove on the PATH; runs its Python blocks marked
// "python run". With `shown`, a text block after a command must be the output of that command.
// Returns what the Python blocks printed.
std::vector<std::string> play_in(const TempFolder& folder, const std::string& document,
                                 bool shown = false) {
  CAPTURE(document);
  std::vector<std::string> python;
  fs::create_symlink(SOURCE_TREE "/experiments", folder / "experiments");
  fs::create_symlink(SOURCE_TREE "/scripts", folder / "scripts");
  fs::create_symlink(SOURCE_TREE "/plugins", folder / "plugins");
  std::string printed;
  for (const Block& block : blocks(std::string(SOURCE_TREE) + "/" + document)) {
    const std::size_t at = block.info.find("file=");
    if (at != std::string::npos) {
      const fs::path file = folder / block.info.substr(at + 5);
      fs::create_directories(file.parent_path());
      write_file(file, block.text);
    } else if (block.info == "sh") {
      const Outcome outcome = shell(
          "set -eu; cd " + folder.path().string() +
          "; export PATH=" BUILD_TREE "/bin:$PATH FIRSTMOVE_BUILD=" BUILD_TREE "; " + block.text);
      CHECK_MESSAGE(outcome.code == 0, block.text << outcome.err);
      printed = outcome.out + outcome.err;
    } else if (block.info == "python run") {
      write_file(folder / "block.py", block.text);
      const Outcome outcome =
          shell("cd " + folder.path().string() + "; /usr/bin/python3 -W error block.py");
      CHECK_MESSAGE(outcome.code == 0, block.text << outcome.err);
      python.push_back(outcome.out);
    } else if (shown && block.info == "text") {
      check_shown(block.text, printed);
    }
  }
  return python;
}

void play(const std::string& document, bool shown = false) {
  const TempFolder folder;
  play_in(folder, document, shown);
}

TEST_CASE("README.md") {
  const TempFolder folder;
  play_in(folder, "README.md");
  CHECK(fs::exists(folder / "results" / "tug" / "results.sqlite"));
  // Every run ends without a failure.
  for (const std::string& status : query(folder / "results" / "tug", "SELECT status FROM run"))
    CHECK(status == "finished");
}
TEST_CASE("docs/plugins.md") { play("docs/plugins.md"); }
TEST_CASE("docs/tutorial.md") {
  const TempFolder home;
  setenv("XDG_DATA_HOME", home.path().c_str(), 1);
  setenv("XDG_CACHE_HOME", home.path().c_str(), 1);
  const TempFolder folder;
  play_in(folder, "docs/tutorial.md", true);
  unsetenv("XDG_CACHE_HOME");
  unsetenv("XDG_DATA_HOME");
  CHECK(fs::exists(folder / "results/rope/report.html"));
  CHECK(fs::exists(folder / "results/market/report.html"));
}
TEST_CASE("docs/check.md") {
  const TempFolder data;
  setenv("XDG_DATA_HOME", data.path().c_str(), 1);
  play("docs/check.md", true);
  unsetenv("XDG_DATA_HOME");
}
TEST_CASE("docs/manifest.md") { play("docs/manifest.md"); }
TEST_CASE("docs/formulas.md") { play("docs/formulas.md"); }
TEST_CASE("docs/networks.md") { play("docs/networks.md"); }
TEST_CASE("docs/report.md") { play("docs/report.md"); }
TEST_CASE("docs/paper.md") { play("docs/paper.md"); }
TEST_CASE("docs/packaging.md") { play("docs/packaging.md"); }
TEST_CASE("docs/outcomes.md") { play("docs/outcomes.md"); }
TEST_CASE("docs/analysis.md") { play("docs/analysis.md", true); }
// Counts in the text blocks, whose lines the test above has found in the output.
TEST_CASE("docs/analysis.md has a worked example of every verdict and of every status") {
  const TempFolder folder;
  std::string shown;
  for (const Block& block : blocks(SOURCE_TREE "/docs/analysis.md")) {
    if (block.info == "text") shown += "\n" + block.text;
    if (block.info == "toml file=market.toml") write_file(folder / "market.toml", block.text);
    if (block.info == "toml file=axis.toml") write_file(folder / "axis.toml", block.text);
  }
  const std::string at = (folder / "market.toml").string() + " --at 45,18,17 --learner 'one leads'";
  const std::string led = (folder / "axis.toml").string() + " --at 0,0 --eta 1";
  std::size_t verdicts = 0;
  for (const std::string& command : {at, led}) {
    const Outcome probed = host("probe " + command);
    REQUIRE(probed.code == 0);
    std::istringstream lines(probed.out);
    bool inside = false;
    for (std::string line, name, holds; std::getline(lines, line);) {
      std::istringstream words(line);
      holds.clear();
      words >> name >> holds;
      if (inside && (holds == "yes" || holds == "no" || holds == "open")) {
        ++verdicts;
        const std::size_t yes = shown.find(" " + name + " ");
        bool found = false;
        for (std::size_t p = yes; !found && p != std::string::npos;
             p = shown.find(" " + name + " ", p + 1))
          found = shown.compare(shown.find_first_not_of(' ', p + name.size() + 1), 3, "yes") == 0;
        CHECK_MESSAGE(found, "no example where this holds: " << name);
      }
      inside = inside || name == "class";
    }
  }
  CHECK(verdicts == 30);  // 16 of three players with a learner, 9 of two and 5 regularized
  for (const char* status : {": hypotheses fail", ": holds", ": undecided", ": violated"})
    CHECK_MESSAGE(shown.find(status) != std::string::npos, status);
}
TEST_CASE("docs/learners.md is the plugins' own description of their rules") {
  CHECK(read_file(SOURCE_TREE "/docs/learners.md") ==
        shell("FIRSTMOVE_PLUGIN_PATH= " HOST " plugins --markdown").out);
  const std::string json = shell("FIRSTMOVE_PLUGIN_PATH= " HOST " plugins --json").out;
  for (const auto& entry : fs::directory_iterator(SOURCE_TREE "/learners")) {
    const std::string id = entry.path().filename();
    CAPTURE(id);
    const std::size_t from = json.find("\"id\": \"" + id + "\"");
    REQUIRE(from != std::string::npos);
    CHECK(json.find("\"rule\": {", from) < json.find("\"file\"", from));  // it describes its rule
  }
}

TEST_CASE("all learners play side by side, and one fails where no best response exists") {
  const TempFolder folder;
  const Outcome outcome =
      host("run " SOURCE_TREE "/experiments/all-learners.toml --out " + (folder / "r").string());
  REQUIRE_MESSAGE(outcome.code == 0, outcome.err);
  CHECK(query(folder / "r", "select count(*) from run where status = 'failed'") ==
        std::vector<std::string>{"0"});
  // The command of the comment in the manifest.
  const Outcome pennies =
      host("run " SOURCE_TREE
           "/experiments/all-learners.toml --set 'sweep.list=[{ \"game.plugin\" = "
           "\"iterated-matching-pennies\" }]' --set experiment.seeds=4 --out " +
           (folder / "pennies").string());
  REQUIRE_MESSAGE(pennies.code == 1, pennies.err);
  CHECK(query(folder / "pennies", "select distinct learner from run where status = 'failed'") ==
        std::vector<std::string>{"Stackelberg over a best response"});
  CHECK(query(folder / "pennies",
              "select count(*) from run where status = 'failed' and reason not like "
              "'player 2 has no best response in reach%'") == std::vector<std::string>{"0"});
  const std::string manifest = read_file(SOURCE_TREE "/experiments/all-learners.toml");
  for (const auto& entry : fs::directory_iterator(SOURCE_TREE "/learners"))
    CHECK_MESSAGE(
        manifest.find("rule = \"" + entry.path().filename().string() + "\"") != std::string::npos,
        entry.path());
  CHECK(query(folder / "r", "select count(distinct sweep_json) from run") ==
        std::vector<std::string>{"3"});
  CHECK(outcome.err.find("local symplectic surgery") != std::string::npos);
}
TEST_CASE("docs/results.md names the tables and columns of the results") {
  const TempFolder folder;
  REQUIRE(host("--quiet run " SOURCE_TREE "/experiments/duopoly.toml --set "
               "experiment.steps=10 --out " +
               (folder / "r").string())
              .code == 0);
  const std::string text = read_file(SOURCE_TREE "/docs/results.md");
  for (const std::string& table :
       query(folder / "r", "SELECT name FROM sqlite_master WHERE type IN ('table', 'view')")) {
    std::string columns;
    for (const std::string& column :
         query(folder / "r", "SELECT name FROM pragma_table_info('" + table + "')"))
      columns += (columns.empty() ? "" : ", ") + column;
    columns = std::regex_replace(columns, std::regex("v1, .*, v30"), "..");  // of `path`
    std::string row = text.substr(text.find("| `" + table + "` | "));
    row = row.substr(0, row.find('\n'));
    for (std::size_t p; (p = row.find(" (")) != std::string::npos;)
      row.erase(p, row.find(')', p) + 1 - p);
    CHECK(row == "| `" + table + "` | " + columns + " |");
  }
}

// The numbers in the lines of a printed table that begin with a word.
std::vector<std::vector<double>> rows_of(const std::string& word, const std::string& printed) {
  std::vector<std::vector<double>> rows;
  std::istringstream lines(printed);
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    std::string first;
    if (!(words >> first) || first != word) continue;
    rows.emplace_back();
    for (double value; words >> value;) rows.back().push_back(value);
  }
  return rows;
}

// The SQL queries in a document's blocks of a language: strings that begin with SELECT.
std::vector<std::string> queries(const std::string& document, const std::string& language) {
  std::vector<std::string> found;
  for (const Block& block : blocks(SOURCE_TREE "/" + document)) {
    if (block.info.substr(0, block.info.find(' ')) != language) continue;
    const std::regex query("\"\\s*(SELECT[^\"]*)\"");
    for (std::sregex_iterator at(block.text.begin(), block.text.end(), query), end; at != end; ++at)
      found.push_back((*at)[1]);
  }
  return found;
}

TEST_CASE("docs/results.md: Python prints what SQL finds, R and Julia run the same queries") {
  const TempFolder folder;
  const std::vector<std::string> python = play_in(folder, "docs/results.md");
  REQUIRE(python.size() == 3);
  const fs::path results = folder / "results" / "pair";
  const auto close = [](double found, double expected) {
    return std::abs(found - expected) <= 1e-5 * std::abs(expected);
  };
  const auto median_of = [&](const std::string& sql) {
    const std::vector<double> values =
        numbers(results, "SELECT printf('%.17g', value) FROM " + sql);
    REQUIRE(values.size() == 20);
    return median(values);
  };
  const auto last = rows_of("300", python[0]);
  REQUIRE(last.size() == 1);
  REQUIRE(last[0].size() == 2);
  std::size_t column = 0;
  for (const std::string learner : {"LOLA", "leader"}) {
    CAPTURE(learner);
    const std::string of = " JOIN run ON run = id AND learner = '" + learner + "' ";
    const auto printed = rows_of(learner, python[0]);
    REQUIRE(printed.size() == 2);  // the median cost, and how often each outcome
    REQUIRE(printed[0].size() == 1);
    CHECK(close(printed[0][0], median_of("final_cost" + of + "WHERE player = 0")));
    CHECK(printed[1] == numbers(results,
                                "SELECT (SELECT count(*) FROM run WHERE outcome = o.outcome AND "
                                "learner = '" +
                                    learner +
                                    "') "
                                    "FROM (SELECT DISTINCT outcome FROM run ORDER BY outcome) o"));
    CHECK(close(last[0][column++],
                median_of("metric" + of + "WHERE name = 'cost-1' AND step = 300")));
    CHECK(close(rows_of(learner, python[1]).at(0).at(0),
                median_of("trajectory" + of + "WHERE step = 300 AND player = 0")));
  }
  const std::vector<double> ends = numbers(
      results, "SELECT printf('%.17g', value) FROM metric WHERE name = 'cost-1' AND step = 300");
  const auto array = rows_of("cost", python[2]);
  REQUIRE(array.size() == 1);
  REQUIRE(array[0].size() == 4);
  CHECK(array[0][0] == 40);
  CHECK(array[0][1] == numbers(results, "SELECT count(DISTINCT step) FROM metric")[0]);
  CHECK(array[0][2] == 300);
  CHECK(close(array[0][3], median(ends)));

  const std::vector<std::string> asked = queries("docs/results.md", "python");
  CHECK(asked.size() == 2);
  for (const char* language : {"r", "julia"}) CHECK(queries("docs/results.md", language) == asked);
  for (const std::string& sql : asked) CHECK(!query(results, sql).empty());
  for (const Block& block : blocks(SOURCE_TREE "/docs/results.md"))
    if (block.info == "sql") CHECK(!query(results, block.text).empty());
}

TEST_CASE("a new folder under games or learners is a plugin without any other edit") {
  const TempFolder folder;
  // The source tree with one more folder in each place.
  for (const char* part :
       {"CMakeLists.txt", "cmake", "framework", "experiments", "games", "learners", "plugins"})
    fs::copy(std::string(SOURCE_TREE) + "/" + part, folder / part, fs::copy_options::recursive);
  for (const char* document : {"README.md", "docs/plugins.md"})
    for (const Block& block : blocks(std::string(SOURCE_TREE) + "/" + document))
      if (const std::size_t at = block.info.find("file="); at != std::string::npos) {
        std::string name = block.info.substr(at + 5);
        if (name == "tug/tug.cpp") name = "games/tug/tug.cpp";
        if (!name.ends_with(".cpp")) continue;
        fs::create_directories((folder / name).parent_path());
        write_file(folder / name, block.text);
      }
  const std::string build = (folder / "build").string();
  const Outcome built =
      shell("cmake -S " + folder.path().string() + " -B " + build +
            " -G Ninja -DFIRSTMOVE_TESTS=OFF -DFIRSTMOVE_BENCH=OFF && cmake --build " + build +
            " --target tug sign-play");
  REQUIRE_MESSAGE(built.code == 0, built.out << built.err);
  write_file(folder / "m.toml", R"(
[experiment]
name = "tug"
steps = 2000
start = { at = [1.5, -0.5] }
seeds = 1
[game]
plugin = "tug"
[[learner]]
name = "signs"
rule = "sign-play"
step = { power = [1.0, 1.0] }
)");
  const Outcome run = shell(HOST " run " + (folder / "m.toml").string() + " --plugin-path " +
                            build + "/lib/firstmove/plugins --out " + (folder / "r").string());
  REQUIRE_MESSAGE(run.code == 0, run.err);
  // Nash: x_i = sech^2(x_1 - x_2), so both are 1.
  for (const double x : numbers(folder / "r", "SELECT quote(value) FROM final_state"))
    CHECK(std::abs(x - 1) < 1e-2);
}

TEST_CASE("removing a library removes its plugin from the list and nothing else") {
  const TempFolder folder;
  fs::copy(PLUGINS, folder / "plugins");
  // A copy of the host in a tree of its own.
  fs::create_directories(folder / "bin");
  fs::create_directories(folder / "lib/firstmove");
  fs::rename(folder / "plugins", folder / "lib/firstmove/plugins");
  fs::copy(HOST, folder / "bin/firstmove");
  const std::string list = (folder / "bin/firstmove").string() + " plugins | grep -E '^[a-z]'";
  const std::string before = shell(list).out;
  CHECK(before.find("torus  game") != std::string::npos);
  fs::remove(folder / "lib/firstmove/plugins/torus.so");
  std::string expected = before;
  const std::size_t at = expected.find("torus  game");
  expected.erase(at, expected.find('\n', at) + 1 - at);
  CHECK(shell(list).out == expected);
  CHECK(shell((folder / "bin/firstmove").string() +
              " run " SOURCE_TREE "/experiments/duopoly.toml --out " + (folder / "r").string())
            .code == 0);
}

// Every folder below games/, learners/ and plugins/observers/ is one plugin.
std::ptrdiff_t plugin_folders_in_tree() {
  std::ptrdiff_t count = 0;
  for (const char* kind : {"games", "learners", "plugins/observers"})
    for (const auto& entry : fs::directory_iterator(fs::path(SOURCE_TREE) / kind))
      count += entry.is_directory();
  return count;
}

TEST_CASE("the listing shows parameters and citations, in text and as JSON") {
  const std::string text = shell(HOST " plugins").out;
  CHECK(text.find("from Fiez, Chasnov, Ratliff 2019, section 4.2") != std::string::npos);
  CHECK(
      text.find("alpha        list of reals, default [1.0, 1.3]: weight of each player's preferred "
                "place") != std::string::npos);
  CHECK(shell(HOST " plugins --json | grep -c '\"citation\"'").out ==
        std::to_string(plugin_folders_in_tree()) + "\n");
}

TEST_CASE("layers: plugins use the ABI and the SDK, the engine no plugin, the host the engine") {
  const auto includes = [](const std::string& folders, const std::string& pattern) {
    return shell("cd " SOURCE_TREE " && grep -rnE '^ *#include *[<\"]" + pattern + "' " + folders)
        .out;
  };
  CHECK(includes("games learners plugins",
                 "(engine|host|catalog|manifest|oracle|store|toml|spdlog)") == "");
  CHECK(includes("framework/abi", "[^>]*\\.(hpp)") == "");
  CHECK(shell("cd " SOURCE_TREE " && grep -rhoE '#include .*' framework/abi | sort -u").out ==
        "#include <stdbool.h>\n#include <stddef.h>\n#include <stdint.h>\n");
  // Exceptions: the templates of `firstmove new`, and the small games that `check` gives to
  // learners.
  CHECK(
      includes(
          "framework/engine framework/host --exclude-dir=templates --exclude=practice.cpp",
          "(firstmove/(game|learner|observer|jet|lane|plugin)|[^\">]*(games|learners|plugins)/)") ==
      "");
}

}  // namespace
