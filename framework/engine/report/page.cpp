#include "report/page.hpp"

#include <spdlog/fmt/fmt.h>

#include <algorithm>

#include "report/assets.hpp"
#include "report/extent.hpp"
#include "report/legend.hpp"
#include "report/overloaded.hpp"
#include "report/plotly.hpp"
#include "report/svg.hpp"
#include "report/text.hpp"

namespace firstmove::engine {
namespace {

// JSON within a script element must not contain anything that looks like a tag.
std::string within_script(std::string json) {
  for (std::size_t at = 0; (at = json.find('<', at)) != std::string::npos;)
    json.replace(at, 1, "\\u003c");
  return json;
}

std::string key(const std::string& drawn) {
  return fmt::format(
      "<svg class=\"key\" viewBox=\"-1 -1 {} {}\" width=\"{}\" height=\"{}\" "
      "aria-hidden=\"true\">{}</svg>",
      swatch_width + 2, swatch_height + 2, swatch_width + 2, swatch_height + 2, drawn);
}

std::string title_attribute(const std::string& hover) {
  return hover.empty() ? "" : " title=\"" + escaped(hover) + "\"";
}

std::string draw(const Heading& heading) { return "<h3>" + escaped(heading.text) + "</h3>\n"; }

std::string draw(const Paragraph& paragraph) {
  return fmt::format("<p{}>{}</p>\n", paragraph.warning ? " class=\"warning\"" : "",
                     escaped(paragraph.text));
}

std::string draw(const Details& details) {
  return fmt::format("<details><summary>{}</summary><pre>{}</pre></details>\n",
                     escaped(details.summary), escaped(details.text));
}

std::string draw(const DataTable::Cell& cell, bool number, const std::string& before) {
  std::string text = escaped(cell.text);
  if (!cell.link.empty()) text = fmt::format("<a href=\"{}\">{}</a>", escaped(cell.link), text);
  return fmt::format("<td{}{}>{}{}</td>", number ? " class=\"number\"" : "",
                     title_attribute(cell.hover), before, text);
}

std::string draw(const DataTable& table) {
  std::string html = "<div class=\"table\">\n";
  if (!table.title.empty()) html += "<h3>" + escaped(table.title) + "</h3>\n";
  html += "<div class=\"scroll\" tabindex=\"0\"><table>\n<thead><tr>";
  for (const DataTable::Column& column : table.columns)
    html += fmt::format("<th scope=\"col\"{}{}>{}</th>", column.number ? " class=\"number\"" : "",
                        title_attribute(column.hover), escaped(column.name));
  html += "</tr></thead>\n<tbody>\n";
  for (const DataTable::Row& row : table.rows) {
    html += row.learner ? fmt::format("<tr class=\"learner-{}\">", *row.learner) : "<tr>";
    for (std::size_t i = 0; i < row.cells.size(); ++i)
      html += draw(row.cells[i], i < table.columns.size() && table.columns[i].number,
                   i == 0 && row.learner ? key(learner_swatch(*row.learner)) : "");
    html += "</tr>\n";
  }
  html += "</tbody></table></div>\n";
  for (const std::string& note : table.notes)
    html += "<p class=\"note\">" + escaped(note) + "</p>\n";
  return html + "</div>\n";
}

std::string draw(const Figure& figure) {
  std::string html = fmt::format("<figure id=\"figure-{}\">\n", escaped(figure.id));
  if (!figure.title.empty()) html += "<h3>" + escaped(figure.title) + "</h3>\n";
  html += "<div class=\"controls\"></div>\n<div class=\"drawing\"><div class=\"still\">\n" +
          inline_svg(figure) + "</div><div class=\"live\"></div></div>\n";
  const std::vector<LegendEntry> legend = legend_of(figure);
  if (!legend.empty()) {
    html += "<ul class=\"legend\">";
    for (const LegendEntry& entry : legend) {
      const std::string whose =
          entry.of.learner ? fmt::format(" data-learner=\"{}\"", *entry.of.learner) : "";
      html += fmt::format("<li{}>{}{}</li>", whose, key(swatch(entry)), escaped(entry.name));
    }
    html += "</ul>\n";
  }
  if (const std::string caption = full_caption(figure); !caption.empty())
    html += "<figcaption>" + escaped(caption) + "</figcaption>\n";
  if (!assets().plotly.empty())
    html +=
        "<script type=\"application/json\">" + within_script(plotly_json(figure)) + "</script>\n";
  return html + "</figure>\n";
}

// The switches are hidden until report.js shows them, since they need it.
std::string learner_bar(const std::vector<std::string>& learners) {
  if (learners.empty()) return "";
  std::string html = "<div class=\"bar\" role=\"group\" aria-label=\"Learners shown\" hidden>\n";
  if (learners.size() > 2)
    html +=
        "<button type=\"button\" data-all=\"on\">all</button>\n"
        "<button type=\"button\" data-all=\"off\">none</button>\n";
  for (std::size_t i = 0; i < learners.size(); ++i)
    html += fmt::format(
        "<button type=\"button\" data-learner=\"{}\" aria-pressed=\"true\">{}{}</button>\n", i,
        key(learner_swatch(i)), escaped(learners[i]));
  return html + "</div>\n";
}

std::string contents(const std::vector<Section>& sections) {
  if (sections.size() < 2) return "";
  std::string html = "<nav class=\"contents\" aria-label=\"Contents\"><ul>\n";
  for (const Section& section : sections) {
    html +=
        fmt::format("<li><a href=\"#{}\">{}</a>", escaped(section.id), escaped(section.heading));
    std::string inner;
    for (const Block& block : section.blocks)
      if (const auto* figure = std::get_if<Figure>(&block); figure && !figure->title.empty())
        inner += fmt::format("<li><a href=\"#figure-{}\">{}</a></li>", escaped(figure->id),
                             escaped(figure->title));
    if (!inner.empty()) html += "<ul>" + inner + "</ul>";
    html += "</li>\n";
  }
  return html + "</ul></nav>\n";
}

std::string scripts() {
  std::string html;
  if (!assets().plotly.empty())
    html += fmt::format(
        "<footer><details><summary>The figures use plotly.js; its licence"
        "</summary><pre>{}</pre></details></footer>\n<script>{}</script>\n",
        escaped(assets().plotly_licence), assets().plotly);
  return html + fmt::format("<script>{}</script>\n", assets().script);
}

}  // namespace

std::string html(const Page& page) {
  std::string result = fmt::format(
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta "
      "name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{}</title>\n"
      "<style>{}</style>\n</head>\n<body>\n<header><h1>{}</h1>\n",
      escaped(page.title), assets().style, escaped(page.title));
  if (!page.subtitle.empty()) result += "<p>" + escaped(page.subtitle) + "</p>\n";
  result += "</header>\n" + learner_bar(page.learners) + "<div class=\"columns\">\n" +
            contents(page.sections) + "<main>\n";
  for (const Section& section : page.sections) {
    result += fmt::format("<section id=\"{}\">\n<h2>{}</h2>\n", escaped(section.id),
                          escaped(section.heading));
    for (const Block& block : section.blocks)
      result += std::visit([](const auto& one) { return draw(one); }, block);
    result += "</section>\n";
  }
  return result + "</main>\n</div>\n" + scripts() + "</body>\n</html>\n";
}

}  // namespace firstmove::engine
