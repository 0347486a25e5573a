// Reports of experiments: their numbers against the results, and their pages in a browser.
#include <cmath>
#include <nlohmann/json.hpp>
#include <regex>

#include "compare/landmarks.hpp"
#include "report/assets.hpp"
#include "support/support.hpp"

namespace {

using namespace firstmove::test;

std::string opened(const fs::path& page) {
  const Outcome outcome =
      shell(SOURCE_TREE "/tests/engine/report/check_report.py " + page.string() +
            (firstmove::engine::assets().plotly.empty() ? " --still" : ""));
  return outcome.code == 0 ? "" : outcome.out + outcome.err;
}

// Runs a manifest and makes its report; holds the text of the page.
struct Reported {
  TempFolder folder;
  std::string page;
  Reported(const std::string& manifest, const std::string& arguments = "",
           const std::string& options = "") {
    const std::string out = (folder / "r").string();
    const Outcome run = host("run " + manifest + " -q --fresh --out " + out + " " + arguments);
    REQUIRE_MESSAGE(run.code <= 1, run.err);
    const Outcome report = host("report " + out + " " + options);
    REQUIRE_MESSAGE(report.code == 0, report.err);
    CHECK(report.out == out + "/report.html\n");
    page = read_file(folder / "r" / "report.html");
  }
};

bool has(const std::string& text, const std::string& what) {
  return text.find(what) != std::string::npos;
}

// The cells of the first table after a title, row by row.
std::vector<std::vector<std::string>> table_after(const std::string& page,
                                                  const std::string& title) {
  const std::size_t at = page.find(title);
  REQUIRE(at != std::string::npos);
  const std::size_t body = page.find("<tbody", at), end = page.find("</tbody>", body);
  REQUIRE(end != std::string::npos);
  const std::string table = page.substr(body, end - body);
  std::vector<std::vector<std::string>> rows;
  for (std::size_t from = table.find("<tr"); from != std::string::npos;) {
    const std::size_t to = table.find("</tr>", from);
    std::vector<std::string> cells;
    const std::string row = table.substr(from, to - from);
    static const std::regex cell("<t[dh][^>]*>(.*?)</t[dh]>"), tag("<[^>]*>");
    for (std::sregex_iterator i(row.begin(), row.end(), cell), last; i != last; ++i)
      cells.push_back(std::regex_replace((*i)[1].str(), tag, ""));
    rows.push_back(std::move(cells));
    from = table.find("<tr", to);
  }
  return rows;
}

TEST_CASE("the torus: equilibria, shares and costs of the page equal those of the results") {
  const Reported torus(SOURCE_TREE "/experiments/torus.toml",
                       "--set experiment.seeds=40 --set experiment.steps=5000");
  const auto points = table_after(torus.page, "Critical points");
  REQUIRE(points.size() == 8);
  int nash = 0, stackelberg = 0;
  for (const auto& row : points) {
    nash += row[1] == "differential Nash";
    stackelberg += row[1] == "differential Stackelberg";
  }
  CHECK(nash == 2);
  CHECK(stackelberg == 2);

  const auto learners = table_after(torus.page, "Learners");
  REQUIRE(learners.size() == 2);
  const std::vector<double> costs = numbers(
      torus.folder / "r",
      "SELECT value FROM final_cost JOIN run ON run = id WHERE learner_index = 0 AND player = 0");
  const auto effort = table_after(torus.page, "Costs and effort");
  const double shown = std::stod(std::regex_replace(effort[0][1], std::regex("−"), "-"));
  CHECK(shown == doctest::Approx(median(costs)).epsilon(1e-4));
  CHECK(has(learners[0][5], "N1"));
  CHECK(has(learners[1][5], "S1"));
  for (const char* figure : {"costs", "costs-products", "costs-seconds", "gradients", "distance",
                             "paths", "regions", "spectra", "final-costs", "profiles"}) {
    CAPTURE(figure);
    const fs::path file = torus.folder / "r" / "figures" / (std::string(figure) + ".svg");
    CHECK(fs::exists(file));
    CHECK(read_file(file).find("no data") == std::string::npos);
    CHECK(read_file(torus.folder / "r" / "figures" / (std::string(figure) + ".pdf"))
              .starts_with("%PDF"));
  }
  CHECK(opened(torus.folder / "r" / "report.html") == "");
}

TEST_CASE("all learners: the page has every one, for each of the games") {
  const Reported all(SOURCE_TREE "/experiments/all-learners.toml", "", "--page-only");
  CHECK(table_after(all.page, "Learners").size() == 60);
  for (const std::string& learner : query(all.folder / "r", "SELECT DISTINCT learner FROM run"))
    CHECK(has(all.page, learner));
  CHECK_FALSE(fs::exists(all.folder / "r" / "figures"));
  CHECK(all.page.size() < 15'000'000);
  CHECK(opened(all.folder / "r" / "report.html") == "");
}

TEST_CASE("skipped runs are in the summary and in the report") {
  const TempFolder folder;
  write_file(folder / "m.toml", R"(
[experiment]
name = "skips"
steps = 50
seeds = 3
warnings = false
refused = "skip"
[game]
plugin = "oligopoly-chain"
params = { c = [1.0, 1.0, 1.0] }
[[learner]]
name = "for two players"
rule = "competitive-gradient"
step = 0.1
[[learner]]
name = "for any"
rule = "gradient-play"
step = 0.1
[[observer]]
plugin = "summary"
[[observer]]
plugin = "standings"
)");
  const std::string out = (folder / "r").string();
  const Outcome run = host("run " + (folder / "m.toml").string() + " --out " + out);
  CHECK_MESSAGE(run.code == 0, run.err);
  CHECK(has(run.err,
            "for two players  skips\n 3 of 3 runs were skipped\n   3 x learner "
            "'for two players': rule 'competitive-gradient' cannot play"));
  REQUIRE(host("report --page-only " + out).code == 0);
  const auto rows = table_after(read_file(folder / "r" / "report.html"), "Learners");
  REQUIRE(rows.size() == 2);
  CHECK(rows[0][3] == "3 skipped");
  CHECK(rows[1][3] == "3 converged");
}

TEST_CASE("failures are counted, and warnings are repeated") {
  const TempFolder folder;
  write_file(folder / "m.toml", R"(
[experiment]
name = "falls"
steps = 300
seeds = 5
[game]
plugin = "hamiltonian"
[[learner]]
name = "too far"
rule = "gradient-play"
step = 60.0
[[learner]]
name = "well"
rule = "extragradient"
step = 0.3
)");
  const Reported falls((folder / "m.toml").string());
  const auto rows = table_after(falls.page, "Learners");
  REQUIRE(rows.size() == 2);
  CHECK(rows[0][3] == "5 diverged");
  CHECK(table_after(falls.page, "Costs and effort")[0][1] == "∞ [∞, ∞]");
  CHECK(rows[1][3] == "5 converged");
  CHECK(has(falls.page, "are not square-summable"));
}

TEST_CASE("a report of an interrupted experiment lists missing runs, with or without the plugins") {
  const TempFolder folder;
  const std::string out = (folder / "r").string();
  REQUIRE(host("run " SOURCE_TREE "/experiments/torus.toml -q --set experiment.seeds=6 --set "
               "experiment.steps=200 --out " +
               out)
              .code == 0);
  for (const char* table :
       {"final_state", "final_cost", "start_cost", "metric", "path", "recording"})
    query(folder / "r", std::string("DELETE FROM ") + table + " WHERE run > 8");
  query(folder / "r", "DELETE FROM run WHERE id > 8");
  REQUIRE(host("report --page-only " + out).code == 0);
  CHECK(has(read_file(folder / "r" / "report.html"),
            "3 of 12 runs are missing: the experiment is interrupted. Missing by learner: "
            "Stackelberg, two timescales 3."));
  const std::string manifest = read_file(folder / "r" / "manifest.toml");
  write_file(folder / "r" / "manifest.toml",
             std::regex_replace(manifest, std::regex("'torus'|\"torus\""), "'gone'"));
  const Outcome without = host("report --page-only " + out);
  CHECK(without.code == 0);
  CHECK(has(read_file(folder / "r" / "report.html"), "there is no game &#39;gone&#39;"));
  const Outcome none = host("report " + (folder / "nothing").string());
  CHECK(none.code == 2);
  CHECK(none.err == "there are no results in " + (folder / "nothing").string() + "\n");
}

TEST_CASE("several results make one page, with one entry for each learner's name") {
  const TempFolder folder;
  const std::string a = (folder / "a").string(), b = (folder / "b").string();
  const std::string run = "run " SOURCE_TREE
                          "/experiments/torus.toml -q --fresh --set "
                          "experiment.seeds=3 --set experiment.steps=100 --out ";
  REQUIRE(host(run + a).code == 0);
  REQUIRE(host(run + b + " --set experiment.seed=5").code == 0);
  const Outcome report =
      host("report --page-only --out " + (folder / "both").string() + " " + a + " " + b);
  REQUIRE_MESSAGE(report.code == 0, report.err);
  const std::string page = read_file(folder / "both" / "report.html");
  CHECK(has(page, "2 learners, 12 runs"));
  CHECK(has(page, "id=\"curves-1\""));
  CHECK(has(page, "id=\"curves-2\""));
}

TEST_CASE("claims are compared with the results") {
  const TempFolder folder;
  write_file(folder / "m.toml", R"(
[experiment]
name = "claims"
steps = 2000
seeds = 4
warnings = false
[game]
plugin = "duopoly"
[[learner]]
name = "play"
rule = "gradient-play"
step = 0.2
[[claim]]
text = "Nash quantity"
source = "section 4.1"
measure = "x1"
value = 30.6666667
within = 1e-6
[[claim]]
text = "a wrong profit"
measure = "cost f2"
value = -1000
within = 1
[[claim]]
text = "all get there"
measure = "share"
at = [30.67, 33.67]
value = 1
within = 0
[[claim]]
text = "one equilibrium"
measure = "critical points"
kind = "differential Nash"
value = 1
within = 0
)");
  const Reported claims((folder / "m.toml").string());
  const auto rows = table_after(claims.page, "Claims and findings");
  REQUIRE(rows.size() == 4);
  CHECK(rows[0][4] == "agrees");
  CHECK(rows[1][4] == "differs");
  CHECK(rows[1][3].starts_with("−1133.4"));
  CHECK(rows[2][4] == "agrees");
  CHECK(rows[3][4] == "agrees");
}

TEST_CASE("the paper's figures: its claims agree with the results, except for two profits") {
  const TempFolder folder;
  const Outcome paper =
      shell("cd " + folder.path().string() +
            " && FIRSTMOVE_BUILD=" BUILD_TREE " " SOURCE_TREE "/scripts/paper.sh --quick");
  REQUIRE_MESSAGE(paper.code == 0, paper.err);
  const std::string page = read_file(folder / "results" / "paper" / "report.html");
  std::size_t claims = 0;
  std::vector<std::string> differ;
  for (int figure = 1; figure <= 4; ++figure)
    for (const auto& row : table_after(page, "id=\"claims-" + std::to_string(figure) + "\"")) {
      ++claims;
      if (row[4] != "agrees") differ.push_back(row[2]);
    }
  CHECK(claims == 18);
  CHECK(differ == std::vector<std::string>{"−944.4", "−1048.2"});
}

TEST_CASE("invalid claims are refused") {
  const TempFolder folder;
  const auto said = [&](const std::string& claim) {
    write_file(folder / "m.toml",
               "[experiment]\nname = \"c\"\nsteps = 9\nseeds = 1\n[game]\nplugin = \"torus\"\n"
               "[[learner]]\nname = \"play\"\nrule = \"gradient-play\"\nstep = 0.1\n"
               "[[claim]]\ntext = \"t\"\nvalue = 1\nwithin = 0\n" +
                   claim + "\n");
    const Outcome outcome = shell("cd " + folder.path().string() + " && " HOST " show m.toml");
    CHECK(outcome.code == 2);
    return outcome.err;
  };
  CHECK(said("measure = \"x3\"") ==
        "m.toml:15:11: measure must be a coordinate like 'x1' or 'x2[0]', 'cost f1', 'converged', "
        "'share' or 'critical points', and is 'x3'\n");
  CHECK(said("measure = \"x1\"\nlearner = \"plya\"") ==
        "m.toml:16:11: no learner 'plya'; did you mean 'play'?\n");
  CHECK(said("measure = \"x1\"\nat = [1.0]") ==
        "m.toml:16:6: at needs 2 numbers, one for each coordinate; it is [1.0]\n");
  CHECK(said("measure = \"share\"") ==
        "m.toml:11:1: [[claim]] of a share needs 'at': where the runs ended\n");
}

TEST_CASE("a sweep of 1,000 combinations completes after a kill, and its report stays small") {
  const TempFolder folder;
  write_file(folder / "m.toml", R"(
include = [")" SOURCE_TREE R"(/experiments/torus.toml"]
without = ["observer.progress", "observer.summary"]
[experiment]
name = "thousand"
steps = 60
seeds = 10
warnings = false
[sweep]
"game.params.alpha" = [[1.0, 1.3], [1.0, 1.2], [1.0, 1.1], [1.1, 1.3], [1.2, 1.3], [0.9, 1.3], [0.8, 1.3], [1.0, 1.4], [1.0, 1.5], [1.3, 1.0]]
"learner.0.noise.normal" = { log = [0.001, 0.1, 10] }
"learner.0.step" = { linear = [0.02, 0.2, 10] }
)");
  const std::string command =
      "run " + (folder / "m.toml").string() + " -q --out " + (folder / "r").string();
  shell("timeout -s KILL 2 " HOST " " + command);
  const Outcome rest = host(command);
  REQUIRE_MESSAGE(rest.code == 0, rest.err);
  CHECK(query(folder / "r", "SELECT count(*) FROM run") == std::vector<std::string>{"20000"});
  CHECK(query(folder / "r", "SELECT count(DISTINCT variant) FROM run") ==
        std::vector<std::string>{"1000"});
  const Outcome report = host("report --page-only " + (folder / "r").string());
  REQUIRE_MESSAGE(report.code == 0, report.err);
  CHECK(fs::file_size(folder / "r" / "report.html") < 15'000'000);
  CHECK(opened(folder / "r" / "report.html") == "");
}

}  // namespace
