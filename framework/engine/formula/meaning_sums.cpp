#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <cmath>

#include "formula/meaning.hpp"

namespace firstmove::engine {
namespace {

// Sums of at most this many terms are written out, so that equal terms are found and indices are
// numbers.
constexpr long written_out = 16;
constexpr int most_loops = 8;  // nested

// Increments a counter for its lifetime.
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

Meaning::Value Meaning::index(const Expression& e) {
  const Value v = value(e.parts[0]);
  const std::string called =
      e.parts[0].kind == Expression::Kind::name ? fmt::format("'{}'", e.parts[0].text) : "this";
  if (v.shape.size() != e.parts.size() - 1)
    throw FormulaError(e.position,
                       fmt::format("{} is {}, but has {} ind{} here", called, shape_text(v.shape),
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
  throw FormulaError(e.position, fmt::format("the index {}, but the indices of {} run from 1 to {}",
                                             i.known() ? "is " + reaches : reaches, called, size));
}

Meaning::Value Meaning::sum(const Expression& e) {
  const std::string& i = e.text;
  const std::vector<std::string> taken = known_names();
  if (is_reserved(i) || std::find(taken.begin(), taken.end(), i) != taken.end())
    throw FormulaError(e.position,
                       fmt::format("the name '{}' is already in use and cannot be an index", i));
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
        return scalar(e.parts[2], "the expression in a sum");
      },
      e.position));
}

const Term* Meaning::total(const Whole& first, const Whole& last,
                           const std::function<const Term*(const Whole&)>& body,
                           std::size_t position) {
  if (last.most - first.least >= 1'000'000)
    throw FormulaError(position, "a sum can have at most a million terms");
  if (terms_.size() > 200'000)
    throw FormulaError(
        position, "the formulas have too many terms; use longer sums, which are compiled as loops");
  if (first.known() && last.known() && last.least - first.least < written_out) {
    const Term* sum = terms_.number(0);
    for (long i = first.least; i <= last.least; ++i)
      sum = terms_.apply("+", {sum, body(Whole::constant(i))});
    return sum;
  }
  if (loops_ == most_loops)
    throw FormulaError(position, fmt::format("sums can be nested at most {} deep", most_loops));
  const Counted deeper(loops_);
  const int depth = loops_ - 1;
  const Whole i{fmt::format("i{}", depth), first.least, last.most, 1u << depth};
  return terms_.sum(depth, first, last, body(i));
}

Whole Meaning::length(const Expression& e) {
  if (e.parts.size() != 1)
    throw FormulaError(e.position, fmt::format("'len' takes 1 argument, as in len(x), but has {}",
                                               e.parts.size()));
  const Value v = value(e.parts[0]);
  return Whole::constant(v.scalar() ? 1 : static_cast<long>(v.shape[0]));
}

// Indices are sums, differences and products of whole numbers and of other indices.
Whole Meaning::whole(const Expression& e) {
  const auto refuse = [&e]() -> Whole {
    throw FormulaError(e.position,
                       "an index can contain only integers, indices of sums, len(..), +, - and *");
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

}  // namespace firstmove::engine
