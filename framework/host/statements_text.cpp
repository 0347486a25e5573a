#include "statements_text.hpp"

#include <spdlog/fmt/fmt.h>
#include <spdlog/fmt/ranges.h>

#include <algorithm>

#include "json.hpp"
#include "probe_text.hpp"

namespace firstmove::host {
namespace {

Json clauses(const std::vector<Verdict>& verdicts) {
  Json all = Json::array();
  for (const Verdict& v : verdicts) {
    Json clause = {{"text", v.name}, {"holds", holds_json(v)}};
    clause.update(decided_by_json(v));
    all.push_back(clause);
  }
  return all;
}

Json numbers(const SecondOrder& s, const std::vector<EigenPair>& pairs) {
  Json all_pairs = Json::array();
  for (const EigenPair& pair : pairs)
    all_pairs.push_back(
        {{"mu", pair.mu}, {"sigma", pair.sigma}, {"lambda", pair.lambda}, {"part", pair.part}});
  return {{"mu", matrix_json(s.mu)},
          {"lambda", matrix_json(s.lambda)},
          {"r", s.r},
          {"p", s.p},
          {"kappa", s.kappa},
          {"schur", matrix_json(s.schur)},
          {"pairs", pairs.empty() ? Json() : all_pairs}};
}

}  // namespace

Json statements_json(const Statements& statements) {
  if (!statements.without.empty()) return {{"applies", false}, {"why", statements.without}};
  Json list = Json::array();
  for (const PaperStatement& s : statements.list)
    list.push_back({{"statement", s.name},
                    {"status", to_string(s.status())},
                    {"note", s.note},
                    {"hypotheses", clauses(s.hypotheses)},
                    {"conclusions", clauses(s.conclusions)}});
  return {{"applies", true},
          {"leader", statements.numbers.leader + 1},
          {"numbers", numbers(statements.numbers, statements.pairs)},
          {"list", list}};
}

std::string statements_text(const Statements& statements) {
  if (!statements.without.empty()) return "statements: " + statements.without + "\n";
  std::size_t width = 0;
  for (const PaperStatement& s : statements.list)
    for (const auto* clauses : {&s.hypotheses, &s.conclusions})
      for (const Verdict& v : *clauses) width = std::max(width, v.name.size());
  std::string text = fmt::format("statements, player {} leading\n", statements.numbers.leader + 1);
  for (const PaperStatement& s : statements.list) {
    text += fmt::format("  {}: {}{}\n", s.name, to_string(s.status()),
                        s.note.empty() ? "" : fmt::format(" ({})", s.note));
    const auto lines = [&](const char* word, const std::vector<Verdict>& clauses) {
      for (const Verdict& v : clauses)
        text += fmt::format("    {:<4}  {:<{}}  {:<3}  {}\n", word, v.name, width, answer(v),
                            decided_by(v));
    };
    lines("if", s.hypotheses);
    lines("then", s.conclusions);
  }
  return text;
}

Json regularized_json(const RegularizedProbe& probe) {
  Json result = {
      {"eta", probe.eta},
      {"omega", matrix_json(probe.omega)},
      {"J", matrix_json(probe.J)},
      {"schur", matrix_json(probe.schur)},
      {"spectrum", {{"J", spectrum_json(probe.J)}, {"schur", spectrum_json(probe.schur)}}}};
  result.update(verdicts_json(probe.verdicts));
  return result;
}

Json advantage_json(const LeadersAdvantage& advantage) {
  if (!advantage.without.empty()) return {{"applies", false}, {"why", advantage.without}};
  Json stackelberg = Json::array();
  for (const auto& led : advantage.stackelberg)
    stackelberg.push_back({{"x", led.x},
                           {"cost", led.cost},
                           {"over_nash", led.over_nash ? Json(*led.over_nash) : Json()},
                           {"holds", led.over_nash ? Json(led.holds) : Json()}});
  return {{"applies", true},
          {"leader", advantage.leader + 1},
          {"nash_cost", advantage.nash_cost ? Json(*advantage.nash_cost) : Json()},
          {"stackelberg", stackelberg},
          {"unique_reactions", "not checked"}};
}

std::string advantage_text(const LeadersAdvantage& advantage) {
  if (!advantage.without.empty()) return "Proposition 7: " + advantage.without + "\n";
  std::string text = fmt::format(
      "Proposition 7, player {} leading: {}; unique reactions not checked\n", advantage.leader + 1,
      advantage.nash_cost
          ? fmt::format("its least cost at a differential Nash equilibrium is {:.9g}",
                        *advantage.nash_cost)
          : "no differential Nash equilibrium found");
  for (const auto& led : advantage.stackelberg) {
    text += fmt::format("  x = ({:.9g}), cost {:.9g}", fmt::join(led.x, ", "), led.cost);
    if (led.over_nash)
      text += led.holds ? fmt::format(", {:.3g} less: holds", 0 - *led.over_nash)
                        : fmt::format(", {:.3g} more: does not hold", *led.over_nash);
    text += '\n';
  }
  return text;
}

}  // namespace firstmove::host
