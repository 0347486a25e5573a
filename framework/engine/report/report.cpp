#include "report/report.hpp"

#include <spdlog/fmt/fmt.h>
#include <spdlog/fmt/ranges.h>

#include <algorithm>
#include <memory>

#include "base/write_file.hpp"
#include "report/page.hpp"
#include "report/pdf.hpp"
#include "report/sections.hpp"
#include "report/svg.hpp"

namespace firstmove::engine {
namespace {

namespace fs = std::filesystem;

// One list of learners for the page: learners with the same name in several studies are merged.
std::vector<std::string> number_learners(std::vector<std::unique_ptr<Study>>& studies) {
  std::vector<std::string> names;
  for (auto& study : studies) {
    std::vector<std::size_t> numbers;
    for (const std::string& name : study->learners()) {
      const auto known = std::find(names.begin(), names.end(), name);
      numbers.push_back(static_cast<std::size_t>(known - names.begin()));
      if (known == names.end()) names.push_back(name);
    }
    study->put_on_page(std::move(numbers));
  }
  return names;
}

std::vector<Section> sections_of(const Study& study, std::size_t number, bool alone) {
  std::vector<Section> sections;
  for (const auto& make :
       {claims_section, overview_section, curves_section, plane_section, spectra_section,
        comparison_section, cross_play_section, sweep_section, source_section}) {
    Section section = make(study);
    if (section.blocks.empty()) continue;
    if (!alone) {
      section.id += fmt::format("-{}", number + 1);
      section.heading = study.name() + ": " + section.heading;
      for (Block& block : section.blocks)
        if (Figure* figure = std::get_if<Figure>(&block))
          figure->id += fmt::format("-{}", number + 1);
    }
    sections.push_back(std::move(section));
  }
  return sections;
}

void write_figures(const Page& page, const fs::path& folder) {
  fs::create_directories(folder);
  for (const Section& section : page.sections)
    for (const Block& block : section.blocks)
      if (const Figure* figure = std::get_if<Figure>(&block)) {
        write_whole_file(folder / (figure->id + ".svg"), svg(*figure));
        write_pdf(*figure, folder / (figure->id + ".pdf"));
      }
}

}  // namespace

fs::path write_report(const Report& report, const std::vector<fs::path>& plugin_path) {
  std::vector<std::unique_ptr<Study>> studies;
  for (const fs::path& folder : report.folders)
    studies.push_back(std::make_unique<Study>(folder, plugin_path, report.options));
  Page page;
  page.learners = number_learners(studies);
  std::vector<std::string> names;
  std::size_t runs = 0;
  for (std::size_t s = 0; s < studies.size(); ++s) {
    names.push_back(studies[s]->name());
    runs += studies[s]->all_runs().size();
    for (Section& section : sections_of(*studies[s], s, studies.size() == 1))
      page.sections.push_back(std::move(section));
  }
  page.title = fmt::format("{}", fmt::join(names, ", "));
  page.subtitle = fmt::format("{} learners, {} runs", page.learners.size(), runs);
  std::error_code failed;
  fs::create_directories(report.out, failed);
  if (failed)
    throw InputError(
        fmt::format("the folder {} cannot be made: {}", report.out.string(), failed.message()));
  if (report.files) write_figures(page, report.out / "figures");
  write_whole_file(report.out / "report.html", html(page));
  return report.out / "report.html";
}

}  // namespace firstmove::engine
