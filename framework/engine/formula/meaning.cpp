#include "formula/meaning.hpp"

#include <spdlog/fmt/fmt.h>
#include <spdlog/fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <numbers>

#include "base/diagnostics.hpp"

namespace firstmove::engine {
namespace {

// A definition can contain sums, but cannot use the indices of sums around its use.
class Inside {
 public:
  Inside(const std::string& definition, std::vector<std::string>& open,
         std::map<std::string, Whole>& indices)
      : open_(open), indices_(indices) {
    open_.push_back(definition);
    indices_.swap(kept_);
  }
  ~Inside() {
    open_.pop_back();
    indices_.swap(kept_);
  }
  Inside(const Inside&) = delete;
  Inside& operator=(const Inside&) = delete;

 private:
  std::vector<std::string>& open_;
  std::map<std::string, Whole>& indices_;
  std::map<std::string, Whole> kept_;
};

}  // namespace

std::string shape_text(const std::vector<std::size_t>& shape) {
  if (shape.empty()) return "a number";
  if (shape.size() == 1) return fmt::format("a vector of {}", shape[0]);
  return fmt::format("a matrix of {} x {}", shape[0], shape[1]);
}

Meaning::Meaning(const FormulaNames& names) : names_(names), offsets_{0} {
  for (const FormulaNames::Player& player : names.players)
    offsets_.push_back(offsets_.back() + player.size);
}

const Term* Meaning::cost(const Expression& formula) {
  const Value result = value(formula);
  if (!result.scalar())
    throw FormulaError(formula.position, fmt::format("a cost must be a number, but this is {}",
                                                     shape_text(result.shape)));
  const Term* term = result.at({});
  ++const_cast<Term*>(term)->uses;
  return term;
}

Meaning::Value Meaning::of(const Term* term) const {
  return {{}, [term](const std::vector<Whole>&) { return term; }};
}

const Term* Meaning::scalar(const Expression& e, const std::string& what) {
  const Value result = value(e);
  if (!result.scalar())
    throw FormulaError(e.position, fmt::format("{} must be a number, but this is {}", what,
                                               shape_text(result.shape)));
  return result.at({});
}

Meaning::Value Meaning::value(const Expression& e) {
  switch (e.kind) {
    case Expression::Kind::number:
      return of(terms_.number(e.value));
    case Expression::Kind::name:
      return name(e);
    case Expression::Kind::negate:
      return each(e, {value(e.parts[0])}, [this](std::vector<const Term*> in) {
        return terms_.apply("negate", std::move(in));
      });
    case Expression::Kind::binary:
      return binary(e);
    case Expression::Kind::call:
      return call(e);
    case Expression::Kind::index:
      return index(e);
    case Expression::Kind::sum:
      return sum(e);
    case Expression::Kind::compare:
      break;
  }
  throw FormulaError(e.position, "a comparison is allowed only in if(a < b, then, else)");
}

Meaning::Value Meaning::name(const Expression& e) {
  if (const auto found = indices_.find(e.text); found != indices_.end()) {
    const Whole& i = found->second;
    return of(i.known()
                  ? terms_.number(static_cast<double>(i.least))
                  : terms_.leaf(fmt::format("static_cast<double>({})", i.code), false, i.loops));
  }
  for (std::size_t p = 0; p < names_.players.size(); ++p) {
    if (names_.players[p].name != e.text) continue;
    const std::size_t offset = offsets_[p];
    const auto coordinate = [this, offset](const Whole& i) {
      const std::string code = i.known()
                                   ? std::to_string(offset + static_cast<std::size_t>(i.least) - 1)
                                   : fmt::format("{} + {} - 1", offset, i.code);
      return terms_.leaf(fmt::format("x[{}]", code), true, i.loops);
    };
    if (names_.players[p].size == 1) return of(coordinate(Whole::constant(1)));
    return {{names_.players[p].size},
            [coordinate](const std::vector<Whole>& at) { return coordinate(at[0]); }};
  }
  for (const FormulaNames::Parameter& parameter : names_.parameters) {
    if (parameter.name != e.text) continue;
    const std::string member = "p_" + parameter.name;
    if (parameter.shape.empty()) return of(terms_.leaf(member, false, 0));
    const std::size_t columns = parameter.shape.size() == 2 ? parameter.shape[1] : 0;
    return {
        parameter.shape, [this, member, columns](const std::vector<Whole>& at) {
          const std::string row =
              at[0].known() ? std::to_string(at[0].least - 1) : fmt::format("({} - 1)", at[0].code);
          if (columns == 0)
            return terms_.leaf(fmt::format("{}[{}]", member, row), false, at[0].loops);
          return terms_.leaf(fmt::format("{}[{} * {} + {} - 1]", member, row, columns, at[1].code),
                             false, at[0].loops | at[1].loops);
        }};
  }
  if (const auto found = names_.definitions.find(e.text); found != names_.definitions.end())
    return definition(e, found->second);
  if (e.text == "pi") return of(terms_.number(std::numbers::pi));
  if (is_reserved(e.text))
    throw FormulaError(e.position, fmt::format("'{}' is a function; write {}(..)", e.text, e.text));
  throw FormulaError(
      e.position, fmt::format("unknown name '{}'{}", e.text, did_you_mean(e.text, known_names())));
}

std::vector<std::string> Meaning::known_names() const {
  std::vector<std::string> known = {"pi"};
  for (const auto& player : names_.players) known.push_back(player.name);
  for (const auto& parameter : names_.parameters) known.push_back(parameter.name);
  for (const auto& [definition, formula] : names_.definitions) known.push_back(definition);
  for (const auto& [i, range] : indices_) known.push_back(i);
  return known;
}

// Each definition is evaluated once, and so is each of its elements; otherwise nested definitions
// would take exponential time.
Meaning::Value Meaning::definition(const Expression& use, const Expression& formula) {
  if (const auto known = defined_.find(use.text); known != defined_.end()) return known->second;
  if (std::find(open_.begin(), open_.end(), use.text) != open_.end())
    throw FormulaError(use.position,
                       fmt::format("the definition of '{}' refers to itself", use.text));
  const Inside inside(use.text, open_, indices_);
  try {
    Value whole = value(formula);
    if (!whole.scalar()) {
      const auto elements = std::make_shared<std::map<std::string, const Term*>>();
      whole.at = [elements, at = std::move(whole.at)](const std::vector<Whole>& where) {
        std::string key;
        for (const Whole& i : where) key += i.code + ",";
        const Term*& element = (*elements)[key];
        if (!element) element = at(where);
        return element;
      };
    }
    return defined_.emplace(use.text, std::move(whole)).first->second;
  } catch (const DefinitionError&) {
    throw;
  } catch (const FormulaError& error) {
    throw DefinitionError(use.text, error);
  }
}

// Applies a function of scalars element by element; scalars combine with every element.
Meaning::Value Meaning::each(const Expression& e, std::vector<Value> in,
                             std::function<const Term*(std::vector<const Term*>)> apply) {
  std::vector<std::size_t> shape;
  for (const Value& v : in) {
    if (v.scalar()) continue;
    if (!shape.empty() && v.shape != shape)
      throw FormulaError(
          e.position, fmt::format("'{}' needs values of the same shape, but has {} and {}", e.text,
                                  shape_text(shape), shape_text(v.shape)));
    shape = v.shape;
  }
  return {shape, [in = std::move(in), apply = std::move(apply)](const std::vector<Whole>& at) {
            std::vector<const Term*> elements;
            for (const Value& v : in) elements.push_back(v.at(at));
            return apply(std::move(elements));
          }};
}

Meaning::Value Meaning::binary(const Expression& e) {
  if (e.text == "^") return power(e);
  if (e.text == "@") return product_with(e);
  return each(
      e, {value(e.parts[0]), value(e.parts[1])},
      [this, op = e.text](std::vector<const Term*> in) { return terms_.apply(op, std::move(in)); });
}

}  // namespace firstmove::engine
