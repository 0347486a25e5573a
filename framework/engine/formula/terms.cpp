#include "formula/terms.hpp"

#include <spdlog/fmt/fmt.h>

#include <cmath>
#include <optional>

namespace firstmove::engine {
namespace {

std::optional<double> folded(const std::string& op, double a, double b) {
  if (op == "+") return a + b;
  if (op == "-") return a - b;
  if (op == "*") return a * b;
  if (op == "/") return a / b;
  return std::nullopt;
}

bool is(const Term* term, double value) {
  return term->kind == Term::Kind::number && term->value == value;
}

}  // namespace

const Term* Terms::intern(Term term) {
  std::string key =
      fmt::format("{} {} {:a} {} {} {} {}", static_cast<int>(term.kind), term.code, term.value,
                  term.exponent, term.depth, term.first.code, term.last.code);
  for (const Term* in : term.in) key += fmt::format(" {}", static_cast<const void*>(in));
  const auto [entry, is_new] = known_.try_emplace(std::move(key));
  if (!is_new) return entry->second;
  for (const Term* in : term.in) {
    term.varies = term.varies || in->varies;
    term.loops |= in->loops;
    ++const_cast<Term*>(in)->uses;  // our own term: const only for callers
  }
  if (term.kind == Term::Kind::sum)
    term.loops = (term.loops & ~(1u << term.depth)) | term.first.loops | term.last.loops;
  return entry->second = &terms_.emplace_back(std::move(term));
}

const Term* Terms::number(double value) {
  Term term;
  term.value = value;
  return intern(std::move(term));
}

const Term* Terms::leaf(std::string code, bool varies, std::uint32_t loops) {
  Term term;
  term.kind = Term::Kind::leaf;
  term.code = std::move(code);
  term.varies = varies;
  term.loops = loops;
  return intern(std::move(term));
}

const Term* Terms::apply(const std::string& code, std::vector<const Term*> in) {
  if (code == "negate" && in[0]->kind == Term::Kind::number) return number(-in[0]->value);
  if (in.size() == 2 && in[0]->kind == Term::Kind::number && in[1]->kind == Term::Kind::number)
    if (const auto value = folded(code, in[0]->value, in[1]->value)) return number(*value);
  // Neutral elements come from sums that are written out; dropping them loses nothing.
  if (code == "+" && is(in[0], 0)) return in[1];
  if (code == "+" && is(in[1], 0)) return in[0];
  if (code == "*" && is(in[0], 1)) return in[1];
  if ((code == "*" || code == "/") && is(in[1], 1)) return in[0];
  Term term;
  term.kind = Term::Kind::apply;
  term.code = code;
  term.in = std::move(in);
  return intern(std::move(term));
}

const Term* Terms::power(const Term* base, int exponent) {
  if (base->kind == Term::Kind::number) return number(std::pow(base->value, exponent));
  if (exponent == 0) return number(1);
  if (exponent == 1) return base;
  // Products of this few factors are cheaper than a power's chain rule.
  if (exponent == 2) return apply("*", {base, base});
  if (exponent == 3) return apply("*", {apply("*", {base, base}), base});
  if (exponent == 4) return power(power(base, 2), 2);
  Term term;
  term.kind = Term::Kind::power;
  term.exponent = exponent;
  term.in = {base};
  return intern(std::move(term));
}

const Term* Terms::sum(int depth, Whole first, Whole last, const Term* body) {
  Term term;
  term.kind = Term::Kind::sum;
  term.depth = depth;
  term.first = std::move(first);
  term.last = std::move(last);
  term.in = {body};
  return intern(std::move(term));
}

}  // namespace firstmove::engine
