#include "formula/code.hpp"

#include <spdlog/fmt/fmt.h>
#include <spdlog/fmt/ranges.h>

#include <bit>
#include <cmath>
#include <limits>
#include <map>

namespace firstmove::engine {
namespace {

// A literal with exactly the value of the formula's number; infinities by name.
std::string number_text(double value) {
  if (std::isinf(value))
    return fmt::format("{}std::numeric_limits<double>::infinity()", value < 0 ? "-" : "");
  const std::string text = fmt::format("{}", value);
  return text.find_first_of(".e") == std::string::npos ? text + ".0" : text;
}

std::string quoted(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c == '\n' || c == '\t' ? ' ' : c;
  }
  return out + "\"";
}

// The statements of one scope: a function or a loop.
struct Block {
  int depth = -1;  // of the loop whose body this is; -1: the function's body
  Block* parent = nullptr;
  std::string statements;
  std::map<const Term*, std::string> names;  // of terms that have a variable here
};

class Writer {
 public:
  // Terms that do not depend on the joint action are members, computed by the constructor.
  struct Members {
    std::map<const Term*, std::string> names;
    Block constructor;
    int variables = 0;  // of the constructor
  };

  explicit Writer(Members& members, bool constant = false)
      : members_(members), constant_(constant), next_(constant ? members.variables : own_) {}

  // The C++ expression for a term in `block`; first writes the statements that it needs.
  std::string use(const Term* term, Block& block) {
    switch (term->kind) {
      case Term::Kind::number:
        return number_text(term->value);
      case Term::Kind::leaf:
        return term->code;
      default:
        break;
    }
    if (!term->varies && term->loops == 0 && !is_comparison(term)) {
      const auto known = members_.names.find(term);
      if (known != members_.names.end()) return known->second;
      if (!constant_) return member(term);
    }
    Block& home = *home_of(term, block);
    if (const auto known = home.names.find(term); known != home.names.end()) return known->second;
    if (term->kind == Term::Kind::sum) return home.names[term] = loop(term, home);
    if (term->uses < 2 || is_comparison(term)) return expression(term, block);
    const std::string name = fmt::format("t{}", next_++);
    home.statements +=
        fmt::format("const {} {} = {};\n", type_of(term), name, expression(term, home));
    return home.names[term] = name;
  }

  // The same, as a T even if it is a plain number.
  std::string use_as_number(const Term* term, Block& block) {
    const std::string text = use(term, block);
    return term->varies || constant_ ? text : fmt::format("T({})", text);
  }

 private:
  static bool is_comparison(const Term* term) {
    return term->kind == Term::Kind::apply && term->code == "<";
  }
  static bool in_standard_library(const std::string& function) {
    for (const char* own : {"sigmoid", "softplus", "logsigmoid", "logsumexp", "min", "max"})
      if (function == own) return false;
    return true;
  }
  const char* type_of(const Term* term) const { return term->varies ? "T" : "double"; }

  // The outermost block in which all the indices of a term are known.
  static Block* home_of(const Term* term, Block& block) {
    const int depth = term->loops == 0 ? -1 : std::bit_width(term->loops) - 1;
    Block* home = &block;
    while (home->depth != depth && home->parent) home = home->parent;
    return home;
  }

  std::string member(const Term* term) {
    const std::string name = fmt::format("k{}", members_.names.size());
    const std::string value = Writer(members_, true).use(term, members_.constructor);
    members_.constructor.statements += fmt::format("{} = {};\n", name, value);
    return members_.names[term] = name;
  }

  std::string loop(const Term* sum, Block& home) {
    const std::string name = fmt::format("s{}", next_++), i = fmt::format("i{}", sum->depth);
    Block body;
    body.depth = sum->depth;
    body.parent = &home;
    const std::string term = use(sum->in[0], body);
    home.statements += fmt::format(
        "{} {}(0.0);\nfor (long {} = {}; {} <= {}; ++{}) {{\n{}{} = {} + {};\n}}\n", type_of(sum),
        name, i, sum->first.code, i, sum->last.code, i, body.statements, name, name, term);
    return name;
  }

  std::string expression(const Term* term, Block& block) {
    std::vector<std::string> in;
    for (const Term* part : term->in) in.push_back(use(part, block));
    if (term->kind == Term::Kind::power)
      return term->varies ? fmt::format("pow({}, {})", in[0], term->exponent)
                          : fmt::format("std::pow({}, {})", in[0], term->exponent);
    const std::string& f = term->code;
    if (f == "negate") return fmt::format("(-{})", in[0]);
    if (f == "choose") {
      if (!term->in[0]->varies && !term->varies)
        return fmt::format("({} ? {} : {})", in[0], in[1], in[2]);
      for (std::size_t k : {1u, 2u})
        if (!term->in[k]->varies) in[k] = fmt::format("T({})", in[k]);
      return term->in[0]->varies ? fmt::format("choose({}, {}, {})", in[0], in[1], in[2])
                                 : fmt::format("({} ? {} : {})", in[0], in[1], in[2]);
    }
    if (!std::isalpha(static_cast<unsigned char>(f[0])))
      return fmt::format("({} {} {})", in[0], f, in[1]);
    if (!term->varies && in_standard_library(f))
      return fmt::format("std::{}({})", f, fmt::join(in, ", "));
    // The kit's own functions take numbers that vary; a constant is such a number, too.
    const char* const number = term->varies ? "T" : "Lane";
    if (f != "pow")
      for (std::size_t k = 0; k < in.size(); ++k)
        if (!term->in[k]->varies) in[k] = fmt::format("{}({})", number, in[k]);
    const std::string value = f == "logsumexp" ? fmt::format("logsumexp(std::array<{}, {}>{{{}}})",
                                                             number, in.size(), fmt::join(in, ", "))
                                               : fmt::format("{}({})", f, fmt::join(in, ", "));
    return term->varies ? value : fmt::format("first_lane({})", value);
  }

  Members& members_;
  bool constant_;  // writes the constructor
  int own_ = 0;
  int& next_;
};

// Whether the costs share work that is worth doing only once.
bool share_work(const std::vector<const Term*>& costs) {
  std::map<const Term*, std::size_t> seen;  // the first cost with the term
  bool shared = false;
  const auto visit = [&](const auto& self, const Term* term, std::size_t cost) -> void {
    const auto [entry, is_new] = seen.try_emplace(term, cost);
    const bool work =
        term->kind == Term::Kind::sum ||
        (term->kind == Term::Kind::apply &&
         std::isalpha(static_cast<unsigned char>(term->code[0])) && term->code != "negate");
    if (!is_new) {
      shared = shared || (entry->second != cost && term->varies && work);
      if (entry->second == cost) return;
    }
    for (const Term* in : term->in) self(self, in, cost);
  };
  for (std::size_t i = 0; i < costs.size(); ++i) visit(visit, costs[i], i);
  return shared;
}

std::string parameter_of(const FormulaNames::Parameter& p) {
  if (p.shape.empty())
    return fmt::format("real({}).doc(\"a number in the formulas\")", quoted(p.name));
  return fmt::format("reals({}, {}).doc(\"{} {}\")", quoted(p.name), p.shape.size(),
                     fmt::join(p.shape, " x "),
                     p.shape.size() == 1 ? "numbers" : "numbers, by row");
}

std::string shape_of(const FormulaShape& shape) {
  std::string players, lower, upper;
  for (const auto& player : shape.players) {
    std::string domains;
    for (const auto& c : player) {
      domains += (domains.empty() ? "" : ", ") + c.domain;
      lower += (lower.empty() ? "" : ", ") + number_text(c.start_lower);
      upper += (upper.empty() ? "" : ", ") + number_text(c.start_upper);
    }
    players += fmt::format("    shape.players.push_back({{{}}});\n", domains);
  }
  return fmt::format(
      "  Shape shape() const {{\n    Shape shape;\n{}    return shape.starts({{{}}}, {{{}}});\n  "
      "}}\n",
      players, lower, upper);
}

std::string read_parameter(const FormulaNames::Parameter& p) {
  if (p.shape.empty()) return fmt::format("p_{} = values.real({});\n", p.name, quoted(p.name));
  if (p.shape.size() == 2)
    return fmt::format("p_{0} = values.matrix({1}, {2}, {3});\n", p.name, quoted(p.name),
                       p.shape[0], p.shape[1]);
  return fmt::format(
      "p_{0} = values.reals({1});\n"
      "if (p_{0}.size() != {2}) throw Refusal(\"'{0}' needs {2} numbers\");\n",
      p.name, quoted(p.name), p.shape[0]);
}

}  // namespace

std::string formula_code(const FormulaShape& shape, const FormulaNames& names,
                         const std::vector<const Term*>& costs) {
  Writer::Members members;
  std::string functions;
  if (share_work(costs)) {
    Writer writer(members);
    Block block;
    std::vector<std::string> all;
    for (const Term* cost : costs) all.push_back(writer.use_as_number(cost, block));
    functions = fmt::format(
        "  template <class T>\n  std::array<T, {}> costs(Actions<T> x) const {{\n{}return "
        "{{{}}};\n  }}\n",
        costs.size(), block.statements, fmt::join(all, ", "));
  } else {
    functions =
        "  template <class T>\n  T cost(int player, Actions<T> x) const {\nswitch (player) {\n";
    for (std::size_t i = 0; i < costs.size(); ++i) {
      Writer writer(members);
      Block block;
      const std::string cost = writer.use_as_number(costs[i], block);
      functions += fmt::format("{} {{\n{}return {};\n}}\n",
                               i + 1 == costs.size() ? "default:" : fmt::format("case {}:", i),
                               block.statements, cost);
    }
    functions += "}\n  }\n";
  }

  std::string parameters, fields, reading;
  for (const FormulaNames::Parameter& p : names.parameters) {
    parameters += (parameters.empty() ? "" : ", ") + parameter_of(p);
    fields += fmt::format("  {} p_{}{};\n", p.shape.empty() ? "double" : "std::vector<double>",
                          p.name, p.shape.empty() ? " = 0" : "");
    reading += read_parameter(p);
  }
  for (std::size_t k = 0; k < members.names.size(); ++k)
    fields += fmt::format("  double k{} = 0;\n", k);

  std::size_t coordinates = 0;
  for (const auto& player : shape.players) coordinates += player.size();
  return fmt::format(
      "// Made from the formulas of a manifest.\n"
      "#include <firstmove/game.hpp>\n"
      "#include <firstmove/policies.hpp>\n\n"
      "#include <array>\n#include <cmath>\n#include <limits>\n#include <vector>\n\n"
      "namespace {{\n\nusing namespace firstmove;\n\n"
      "struct Formulas {{\n"
      "{}"
      "  static Info info() {{\n    return {{{}, \"1.0.0\", {}, \"the manifest's author\", \"\", "
      "\"\", "
      "{{{}}}}};\n  }}\n"
      "  explicit Formulas([[maybe_unused]] const Values& values) {{\n{}{}  }}\n"
      "{}{}{}}};\n\n}}  // namespace\n\nFIRSTMOVE_GAME(Formulas)\n",
      coordinates <= 64 ? fmt::format("  static constexpr int coordinates = {};\n", coordinates)
                        : "",
      quoted(shape.id), quoted(shape.summary), parameters, reading, members.constructor.statements,
      shape_of(shape), functions, fields);
}

}  // namespace firstmove::engine
