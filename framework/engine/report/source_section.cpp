#include <spdlog/fmt/fmt.h>

#include "report/sections.hpp"

namespace firstmove::engine {

Section source_section(const Study& study) {
  Section section{"source", "Provenance", {}};
  const Database& database = study.results().database();
  Statement experiment(database, "SELECT version, abi, host, created FROM experiment");
  if (experiment.next())
    section.blocks.push_back(
        Paragraph{fmt::format("Results in {}, started {} (UTC) by firstmove {} (ABI {}) on {}.",
                              study.results().folder().string(), experiment.text(3),
                              experiment.text(0), experiment.text(1), experiment.text(2)),
                  false});
  DataTable plugins;
  plugins.title = "Plugins";
  plugins.columns = {
      {"kind", false, ""}, {"id", false, ""}, {"version", false, ""}, {"SHA-256", false, ""}};
  Statement plugin(database, "SELECT kind, id, version, sha256 FROM plugin ORDER BY kind, id");
  while (plugin.next())
    plugins.rows.push_back({std::nullopt,
                            {{plugin.text(0), "", ""},
                             {plugin.text(1), "", ""},
                             {plugin.text(2), "", ""},
                             {plugin.text(3).substr(0, 12), plugin.text(3), ""}}});
  section.blocks.push_back(std::move(plugins));
  DataTable warnings;
  warnings.title = "What the theory does not cover";
  warnings.columns = {{"learner", false, ""}, {"", false, ""}, {"runs", true, ""}};
  Statement warning(database,
                    "SELECT learner, text, count(run) FROM warning GROUP BY learner, text "
                    "ORDER BY learner, text");
  while (warning.next())
    warnings.rows.push_back(
        {std::nullopt,
         {{warning.text(0), "", ""},
          {warning.text(1), "", ""},
          {warning.integer(2) == 0 ? "all" : std::to_string(warning.integer(2)), "", ""}}});
  if (!warnings.rows.empty()) section.blocks.push_back(std::move(warnings));
  section.blocks.push_back(Details{"The manifest with every default", study.manifest_text()});
  return section;
}

}  // namespace firstmove::engine
