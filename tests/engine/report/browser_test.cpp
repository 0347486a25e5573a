// A page with every kind of mark, opened from disk in Chromium.
#include "engine/report/every_mark.hpp"
#include "report/assets.hpp"
#include "support/support.hpp"

namespace {

using namespace firstmove;
using namespace firstmove::engine;
using namespace firstmove::test;

Outcome checked(const fs::path& page, const std::string& options = "") {
  return shell(SOURCE_TREE "/tests/engine/report/check_report.py " + page.string() + " " + options);
}

// The page that a build without the plotting library makes.
std::string without_plotly(std::string page) {
  for (const std::string from : {"<script type=\"application/json\">", "<footer>"})
    for (std::size_t at; (at = page.find(from)) != std::string::npos;)
      page.erase(at, page.find("</script>", at) + 9 - at);
  return page;
}

TEST_CASE("figures are drawn, switches work, and nothing overflows, with and without scripts") {
  const TempFolder folder;
  write_file(folder / "page.html", html(every_page()));
  const Outcome outcome = checked(folder / "page.html", assets().plotly.empty() ? "--still" : "");
  CHECK_MESSAGE(outcome.code == 0, outcome.out << outcome.err);
}

TEST_CASE("without the plotting library the switches change the still figures") {
  const TempFolder folder;
  write_file(folder / "page.html", without_plotly(html(every_page())));
  const Outcome outcome = checked(folder / "page.html", "--still");
  CHECK_MESSAGE(outcome.code == 0, outcome.out << outcome.err);
}

TEST_CASE("the check reports the errors of a page") {
  const TempFolder folder;
  Page page = every_page();
  page.sections.pop_back();
  page.sections.back().blocks.resize(2);
  std::string text = without_plotly(html(page));
  text.replace(text.find("</main>"), 7,
               "<div style=\"width:2000px\">wide</div><script>missing()</script></main>");
  write_file(folder / "page.html", text);
  const Outcome outcome = checked(folder / "page.html", "--still");
  CHECK(outcome.code == 1);
  CHECK(outcome.out.find("missing is not defined") != std::string::npos);
  CHECK(outcome.out.find("1400 pixels wide, the page takes 2") != std::string::npos);
}

}  // namespace
