#include "learners_page.hpp"

#include <spdlog/fmt/fmt.h>

#include "parameter_text.hpp"

namespace firstmove::host {
namespace {

// The text of a cell of a Markdown table, with its bars escaped.
std::string cell(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '|') out += '\\';
    out += c;
  }
  return out;
}
std::string code(std::string_view text) { return "`" + std::string(text) + "`"; }

std::string row_of(const fm_descriptor& d, const fm_rule* rule) {
  if (!rule)
    return fmt::format("| [{0}](#{0}) | {1} | {2} | | | | |\n", d.id, cell(d.summary),
                       cell(d.citation));
  return fmt::format("| [{0}](#{0}) | {1} | {2} | {3} | {4} | {5} | {6} |\n", d.id,
                     cell(code(rule->direction)), cell(d.citation), cell(rule->needs),
                     cell(rule->cost), cell(rule->players), cell(rule->converges));
}

std::string section_of(const fm_descriptor& d) {
  std::string text = fmt::format("\n## {}\n\n{}.\n", d.id, d.summary);
  if (d.parameter_count == 0) return text;
  text += "\n| parameter | | default | |\n|---|---|---|---|\n";
  for (std::uint32_t i = 0; i < d.parameter_count; ++i) {
    const fm_parameter& p = *d.parameters[i];
    text += fmt::format("| `{}` | {}{} | {} | {} |\n", p.name, type_name(p), range_of(p),
                        p.required        ? "required"
                        : p.default_value ? code(p.default_value)
                                          : "none",
                        cell(p.doc));
  }
  return text;
}

}  // namespace

std::string learners_page(const Catalog& catalog) {
  std::string table, sections;
  for (const Catalog::Listed& listed : catalog.list().plugins) {
    const fm_descriptor& d = *listed.plugin.descriptor;
    if (d.kind != FM_KIND_LEARNER) continue;
    table += row_of(d, listed.plugin.rule());
    sections += section_of(d);
  }
  return "# Learners\n\n"
         "What `firstmove plugins --markdown` prints: every rule as its plugin describes it. "
         "Player i of n minimises f_i; D_j f_i is its gradient in x_j, D_jk f_i the block of "
         "second derivatives, ' the transpose; in formulas for two players, player 1 leads. A step "
         "is x_i - gamma_i (direction + noise), after the optimizer; momentum, negative momentum, "
         "Adam and RMSProp are optimizers and can be combined with every rule "
         "([manifest.md](manifest.md)).\n\n"
         "| rule | direction of player i | source | needs of the game | cost of a step, per player "
         "| players | converges to |\n|---|---|---|---|---|---|---|\n" +
         table + sections;
}

}  // namespace firstmove::host
