#include "formula/meaning.hpp"

#include <spdlog/fmt/fmt.h>
#include <spdlog/fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <numbers>

#include "diagnostics.hpp"

namespace firstmove {
namespace {

// Sums of so few terms are written out, so that equal terms are seen and indices are numbers.
constexpr long written_out = 16;
constexpr int most_loops = 8;  // one within another

const std::vector<std::string> elementwise = {"sin",  "cos",  "tan",     "exp", "log",
                                              "sqrt", "tanh", "sigmoid", "abs"};

std::string shape_text(const std::vector<std::size_t>& shape) {
  if (shape.empty()) return "a number";
  if (shape.size() == 1) return fmt::format("a vector of {}", shape[0]);
  return fmt::format("a matrix of {} x {}", shape[0], shape[1]);
}

// A definition can hold sums, but not the indices of those around its use.
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

// Counts an open thing while it lives.
class Counted {
 public:
  explicit Counted(int& count) : count_(++count) {}
  ~Counted() { --count_; }
  Counted(const Counted&) = delete;
  Counted& operator=(const Counted&) = delete;

 private:
  int& count_;
};

}  // namespace

const std::vector<std::string>& formula_functions() {
  static const std::vector<std::string> all = [] {
    std::vector<std::string> names = elementwise;
    names.insert(names.end(), {"min", "max", "if", "sum", "dot", "len"});
    return names;
  }();
  return all;
}

bool is_reserved(const std::string& name) {
  return name == "pi" || std::find(formula_functions().begin(), formula_functions().end(), name) !=
                             formula_functions().end();
}

Meaning::Meaning(const FormulaNames& names) : names_(names), offsets_{0} {
  for (const FormulaNames::Player& player : names.players)
    offsets_.push_back(offsets_.back() + player.size);
}

const Term* Meaning::cost(const Expression& formula) {
  const Value result = value(formula);
  if (!result.scalar())
    throw FormulaError(formula.position,
                       fmt::format("a cost is a number, and this is {}", shape_text(result.shape)));
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
    throw FormulaError(
        e.position, fmt::format("{} is a number, and this is {}", what, shape_text(result.shape)));
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
  throw FormulaError(e.position, "a comparison stands in if(a < b, then, else) only");
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
  throw FormulaError(e.position, fmt::format("nothing is called '{}'{}", e.text,
                                             did_you_mean(e.text, known_names())));
}

std::vector<std::string> Meaning::known_names() const {
  std::vector<std::string> known = {"pi"};
  for (const auto& player : names_.players) known.push_back(player.name);
  for (const auto& parameter : names_.parameters) known.push_back(parameter.name);
  for (const auto& [definition, formula] : names_.definitions) known.push_back(definition);
  for (const auto& [i, range] : indices_) known.push_back(i);
  return known;
}

// Looked up once, and each of its elements once: else definitions of definitions would take for
// ever.
Meaning::Value Meaning::definition(const Expression& use, const Expression& formula) {
  if (const auto known = defined_.find(use.text); known != defined_.end()) return known->second;
  if (std::find(open_.begin(), open_.end(), use.text) != open_.end())
    throw FormulaError(use.position, fmt::format("'{}' is defined by itself", use.text));
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

// Applies a function of scalars element by element; scalars go with every element.
Meaning::Value Meaning::each(const Expression& e, std::vector<Value> in,
                             std::function<const Term*(std::vector<const Term*>)> apply) {
  std::vector<std::size_t> shape;
  for (const Value& v : in) {
    if (v.scalar()) continue;
    if (!shape.empty() && v.shape != shape)
      throw FormulaError(e.position,
                         fmt::format("'{}' takes things of one shape, and has {} and {}", e.text,
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

// x^2 is a product, x^0.5 needs x > 0, and so does x^y, which is exp(y log(x)).
Meaning::Value Meaning::power(const Expression& e) {
  return each(e, {value(e.parts[0]), value(e.parts[1])}, [this](std::vector<const Term*> in) {
    const Term* exponent = in[1];
    if (exponent->kind == Term::Kind::number && exponent->value == std::floor(exponent->value) &&
        std::abs(exponent->value) <= 1000)
      return terms_.power(in[0], static_cast<int>(exponent->value));
    if (!exponent->varies) return terms_.apply("pow", std::move(in));
    return terms_.apply("exp", {terms_.apply("*", {exponent, terms_.apply("log", {in[0]})})});
  });
}

// A @ v, and A @ B.
Meaning::Value Meaning::product_with(const Expression& e) {
  const Value a = value(e.parts[0]), b = value(e.parts[1]);
  if (a.shape.size() != 2 || b.scalar() || a.shape[1] != b.shape[0])
    throw FormulaError(
        e.position, fmt::format("'@' takes a matrix and a vector or matrix that fits, and has {} "
                                "and {}",
                                shape_text(a.shape), shape_text(b.shape)));
  std::vector<std::size_t> shape = b.shape;
  shape[0] = a.shape[0];
  const long inner = static_cast<long>(a.shape[1]);
  return {shape, [this, a, b, inner, position = e.position](const std::vector<Whole>& at) {
            return total(
                Whole::constant(1), Whole::constant(inner),
                [&](const Whole& k) {
                  std::vector<Whole> right = at;
                  right[0] = k;
                  return terms_.apply("*", {a.at({at[0], k}), b.at(right)});
                },
                position);
          }};
}

Meaning::Value Meaning::call(const Expression& e) {
  const auto arguments = [&e](std::size_t count, const char* like) {
    if (e.parts.size() != count)
      throw FormulaError(
          e.position, fmt::format("'{}' takes {} argument{}, as in {}, and has {}", e.text, count,
                                  count == 1 ? "" : "s", like, e.parts.size()));
  };
  if (std::find(elementwise.begin(), elementwise.end(), e.text) != elementwise.end()) {
    arguments(1, fmt::format("{}(x)", e.text).c_str());
    return each(e, {value(e.parts[0])}, [this, f = e.text](std::vector<const Term*> in) {
      if (f == "tan") return terms_.apply("/", {terms_.apply("sin", in), terms_.apply("cos", in)});
      return terms_.apply(f, std::move(in));
    });
  }
  if (e.text == "min" || e.text == "max") {
    arguments(2, fmt::format("{}(a, b)", e.text).c_str());
    return each(
        e, {value(e.parts[0]), value(e.parts[1])},
        [this, f = e.text](std::vector<const Term*> in) { return terms_.apply(f, std::move(in)); });
  }
  if (e.text == "if") {
    arguments(3, "if(a < b, then, else)");
    return branch(e);
  }
  if (e.text == "len") return of(terms_.number(static_cast<double>(length(e).least)));
  if (e.text == "sum") {
    arguments(1, "sum(v) or sum(i = 1..3, x[i])");
    const Value v = value(e.parts[0]);
    if (v.shape.size() != 1)
      throw FormulaError(e.position,
                         fmt::format("'sum' takes a vector, and has {}; or write sum(i = 1..3, ..)",
                                     shape_text(v.shape)));
    return of(total(
        Whole::constant(1), Whole::constant(static_cast<long>(v.shape[0])),
        [&v](const Whole& i) { return v.at({i}); }, e.position));
  }
  if (e.text == "dot") {
    arguments(2, "dot(a, b)");
    const Value a = value(e.parts[0]), b = value(e.parts[1]);
    if (a.shape.size() != 1 || a.shape != b.shape)
      throw FormulaError(e.position,
                         fmt::format("'dot' takes two vectors of one length, and has {} and {}",
                                     shape_text(a.shape), shape_text(b.shape)));
    return of(total(
        Whole::constant(1), Whole::constant(static_cast<long>(a.shape[0])),
        [&](const Whole& i) {
          return terms_.apply("*", {a.at({i}), b.at({i})});
        },
        e.position));
  }
  throw FormulaError(e.position, fmt::format("there is no function '{}'{}", e.text,
                                             did_you_mean(e.text, formula_functions())));
}

// Every comparison is made a "<", which all number types know.
Meaning::Value Meaning::branch(const Expression& e) {
  const Expression& holds = e.parts[0];
  if (holds.kind != Expression::Kind::compare)
    throw FormulaError(holds.position,
                       "'if' begins with a comparison, as in if(a < b, then, else)");
  const Term* a = scalar(holds.parts[0], "what is compared");
  const Term* b = scalar(holds.parts[1], "what is compared");
  if (holds.text == ">" || holds.text == "<=") std::swap(a, b);
  const Term* below = terms_.apply("<", {a, b});
  const bool swapped = holds.text.size() == 2;  // a <= b unless b < a
  return each(e, {value(e.parts[swapped ? 2 : 1]), value(e.parts[swapped ? 1 : 2])},
              [this, below](std::vector<const Term*> in) {
                return terms_.apply("choose", {below, in[0], in[1]});
              });
}

Meaning::Value Meaning::index(const Expression& e) {
  const Value v = value(e.parts[0]);
  const std::string called =
      e.parts[0].kind == Expression::Kind::name ? fmt::format("'{}'", e.parts[0].text) : "this";
  if (v.shape.size() != e.parts.size() - 1)
    throw FormulaError(e.position,
                       fmt::format("{} is {}, and has {} ind{} here", called, shape_text(v.shape),
                                   e.parts.size() - 1, e.parts.size() == 2 ? "ex" : "ices"));
  std::vector<Whole> at;
  for (std::size_t k = 1; k < e.parts.size(); ++k) {
    at.push_back(whole(e.parts[k]));
    within(e.parts[k], at.back(), v.shape[k - 1], called);
  }
  return of(v.at(at));
}

void Meaning::within(const Expression& e, const Whole& i, std::size_t size,
                     const std::string& called) const {
  if (i.least >= 1 && i.most <= static_cast<long>(size)) return;
  const std::string reaches = i.known() ? std::to_string(i.least)
                                        : fmt::format("may be {}", i.least < 1 ? i.least : i.most);
  throw FormulaError(e.position, fmt::format("the index {}, and {} counts from 1 to {}",
                                             i.known() ? "is " + reaches : reaches, called, size));
}

Meaning::Value Meaning::sum(const Expression& e) {
  const std::string& i = e.text;
  const std::vector<std::string> taken = known_names();
  if (is_reserved(i) || std::find(taken.begin(), taken.end(), i) != taken.end())
    throw FormulaError(e.position, fmt::format("'{}' is taken, and cannot be an index", i));
  const Whole first = whole(e.parts[0]), last = whole(e.parts[1]);
  return of(total(
      first, last,
      [&](const Whole& at) {
        std::map<std::string, Whole> around = indices_;
        indices_[i] = at;
        struct Restore {
          std::map<std::string, Whole>&to, &from;
          ~Restore() { to.swap(from); }
        } const restore{indices_, around};
        return scalar(e.parts[2], "what is summed");
      },
      e.position));
}

const Term* Meaning::total(const Whole& first, const Whole& last,
                           const std::function<const Term*(const Whole&)>& body,
                           std::size_t position) {
  if (last.most - first.least >= 1'000'000)
    throw FormulaError(position, "a sum has at most a million terms");
  if (terms_.size() > 200'000)
    throw FormulaError(position,
                       "the formulas have too many terms; use longer sums, which are loops");
  if (first.known() && last.known() && last.least - first.least < written_out) {
    const Term* sum = terms_.number(0);
    for (long i = first.least; i <= last.least; ++i)
      sum = terms_.apply("+", {sum, body(Whole::constant(i))});
    return sum;
  }
  if (loops_ == most_loops)
    throw FormulaError(position,
                       fmt::format("sums stand in one another at most {} deep", most_loops));
  const Counted deeper(loops_);
  const int depth = loops_ - 1;
  const Whole i{fmt::format("i{}", depth), first.least, last.most, 1u << depth};
  return terms_.sum(depth, first, last, body(i));
}

Whole Meaning::length(const Expression& e) {
  if (e.parts.size() != 1)
    throw FormulaError(e.position, fmt::format("'len' takes 1 argument, as in len(x), and has {}",
                                               e.parts.size()));
  const Value v = value(e.parts[0]);
  return Whole::constant(v.scalar() ? 1 : static_cast<long>(v.shape[0]));
}

// Indices are sums, differences and products of whole numbers and of other indices.
Whole Meaning::whole(const Expression& e) {
  const auto refuse = [&e]() -> Whole {
    throw FormulaError(e.position,
                       "an index is made of whole numbers, indices of sums, len(..), +, - and *");
  };
  switch (e.kind) {
    case Expression::Kind::number:
      if (e.value != std::floor(e.value) || std::abs(e.value) > 1e9) return refuse();
      return Whole::constant(static_cast<long>(e.value));
    case Expression::Kind::name: {
      const auto found = indices_.find(e.text);
      return found == indices_.end() ? refuse() : found->second;
    }
    case Expression::Kind::call:
      return e.text == "len" ? length(e) : refuse();
    case Expression::Kind::negate: {
      const Whole a = whole(e.parts[0]);
      if (a.known()) return Whole::constant(-a.least);
      return {fmt::format("(-{})", a.code), -a.most, -a.least, a.loops};
    }
    case Expression::Kind::binary: {
      if (e.text != "+" && e.text != "-" && e.text != "*") return refuse();
      const Whole a = whole(e.parts[0]), b = whole(e.parts[1]);
      Whole c;
      if (e.text == "+") {
        c.least = a.least + b.least;
        c.most = a.most + b.most;
      } else if (e.text == "-") {
        c.least = a.least - b.most;
        c.most = a.most - b.least;
      } else {
        const auto [least, most] =
            std::minmax({a.least * b.least, a.least * b.most, a.most * b.least, a.most * b.most});
        c.least = least;
        c.most = most;
      }
      if (c.least < -1'000'000'000 || c.most > 1'000'000'000) return refuse();
      c.loops = a.loops | b.loops;
      c.code =
          c.known() ? std::to_string(c.least) : fmt::format("({} {} {})", a.code, e.text, b.code);
      return c;
    }
    default:
      return refuse();
  }
}

}  // namespace firstmove
