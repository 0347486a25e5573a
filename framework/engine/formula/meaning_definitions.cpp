#include <spdlog/fmt/fmt.h>

#include "formula/meaning.hpp"

namespace firstmove::engine {
namespace {

// The definitions that a formula uses, in the order of its text.
void add_uses(const Expression& formula, const std::map<std::string, Expression>& definitions,
              std::vector<std::string>& uses) {
  if (formula.kind == Expression::Kind::name && definitions.contains(formula.text))
    uses.push_back(formula.text);
  for (const Expression& part : formula.parts) add_uses(part, definitions, uses);
}

// A definition on the way to those that it uses.
struct Visit {
  std::string name;
  std::vector<std::string> uses;
  std::size_t next = 0;
};

}  // namespace

// Each definition is evaluated once; otherwise nested definitions would take exponential time.
Meaning::Value Meaning::definition(const Expression& use) {
  if (open_.contains(use.text))
    throw FormulaError(use.position,
                       fmt::format("the definition of '{}' refers to itself", use.text));
  define(use.text);
  if (const auto mistake = mistaken_.find(use.text); mistake != mistaken_.end())
    std::rethrow_exception(mistake->second);
  return defined_.at(use.text);
}

// Evaluates what a definition uses before it. This is a loop, because a chain of many definitions
// would be too deep for the stack.
void Meaning::define(const std::string& name) {
  std::vector<Visit> path;
  const auto visit = [&](const std::string& next) {
    if (defined_.contains(next) || mistaken_.contains(next) || !open_.insert(next).second) return;
    path.push_back({next, {}});
    add_uses(names_.definitions.at(next), names_.definitions, path.back().uses);
  };
  visit(name);
  while (!path.empty()) {
    Visit& last = path.back();
    if (last.next < last.uses.size()) {
      visit(std::string(last.uses[last.next++]));
      continue;
    }
    evaluate(last.name);
    open_.erase(last.name);
    path.pop_back();
  }
}

// A definition can contain sums, but cannot use the indices of sums around its use.
void Meaning::evaluate(const std::string& name) {
  std::map<std::string, Whole> around;
  indices_.swap(around);
  try {
    defined_.emplace(name, value(names_.definitions.at(name)));
  } catch (const DefinitionError&) {
    mistaken_.emplace(name, std::current_exception());
  } catch (const FormulaError& error) {
    mistaken_.emplace(name, std::make_exception_ptr(DefinitionError(name, error)));
  }
  indices_.swap(around);
}

}  // namespace firstmove::engine
