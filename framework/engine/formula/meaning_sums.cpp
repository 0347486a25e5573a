#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <cmath>

#include "formula/meaning.hpp"

namespace firstmove::engine {
namespace {

// The index of an open sum, and its axis, until the end of the scope.
class Open {
 public:
  Open(Axes& axes, std::map<std::string, Whole>& indices, const std::string& name, Whole at)
      : axes_(axes), indices_(indices), around_(indices) {
    indices_[name] = std::move(at);
  }
  ~Open() {
    indices_.swap(around_);
    axes_.close();
  }
  Open(const Open&) = delete;
  Open& operator=(const Open&) = delete;

 private:
  Axes& axes_;
  std::map<std::string, Whole>& indices_;
  std::map<std::string, Whole> around_;
};

}  // namespace

Meaning::Value Meaning::index(const Expression& e) {
  const Value v = value(e.parts[0]);
  const std::string called =
      e.parts[0].kind == Expression::Kind::name ? fmt::format("'{}'", e.parts[0].text) : "this";
  const std::vector<std::size_t> shape = v.shape();
  if (shape.size() != e.parts.size() - 1)
    throw FormulaError(e.position,
                       fmt::format("{} is {}, but has {} ind{} here", called, shape_text(shape),
                                   e.parts.size() - 1, e.parts.size() == 2 ? "ex" : "ices"));
  std::vector<Whole> at;
  for (std::size_t k = 1; k < e.parts.size(); ++k) {
    at.push_back(whole(e.parts[k]));
    within(e.parts[k], at.back(), shape[k - 1], called);
  }
  return {arrays_.element(v, at)};
}

void Meaning::within(const Expression& e, const Whole& i, std::size_t size,
                     const std::string& called) const {
  if (i.least >= 1 && i.most <= static_cast<std::int64_t>(size)) return;
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
  if (last.most - first.least >= 1'000'000)
    throw FormulaError(e.position, "a sum can have at most a million terms");
  Dimension axis{};
  const std::optional<Whole> at = open(first, last, axis);
  if (!at) return {arrays_.number(0)};
  const Open opened(axes_, indices_, i, *at);
  return total(scalar(e.parts[2], "the expression in a sum"), axis);
}

Meaning::Value Meaning::total(const Value& body, const Dimension& over) {
  return {body.factors ? arrays_.sum_of_products(body.factors->first, body.factors->second, over)
                       : arrays_.sum(body, over)};
}

std::optional<Whole> Meaning::open(const Whole& first, const Whole& last, Dimension& axis) {
  if (first.known() && last.known()) {
    if (last.base < first.base) return std::nullopt;
    axis = axes_.open(static_cast<std::uint32_t>(last.base - first.base + 1));
    if (axis.size == 1) return first;
    return Whole::along(axis, first.base, 1);
  }
  const Dimensions bounds[] = {first.dimensions, last.dimensions};
  const Dimensions parents = axes_.innermost(axes_.united(bounds));
  const std::vector<std::int64_t> from = listed(axes_, first, parents),
                                  to = listed(axes_, last, parents);
  std::vector<std::uint32_t> counts;
  std::size_t total = 0;
  for (std::size_t p = 0; p < from.size(); ++p) {
    counts.push_back(static_cast<std::uint32_t>(std::max<std::int64_t>(to[p] - from[p] + 1, 0)));
    total += counts.back();
  }
  if (total == 0) return std::nullopt;
  axis = axes_.open(parents, counts);
  std::vector<std::int64_t> values;
  for (std::size_t p = 0; p < from.size(); ++p)
    for (std::int64_t value = from[p]; value <= to[p]; ++value) values.push_back(value);
  return Whole::list({axis}, std::move(values));
}

Whole Meaning::length(const Expression& e) {
  if (e.parts.size() != 1)
    throw FormulaError(e.position, fmt::format("'len' takes 1 argument, as in len(x), but has {}",
                                               e.parts.size()));
  const Value v = value(e.parts[0]);
  return Whole::constant(v.scalar() ? 1 : static_cast<std::int64_t>(v.shape()[0]));
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
      return Whole::constant(static_cast<std::int64_t>(e.value));
    case Expression::Kind::name: {
      const auto found = indices_.find(e.text);
      return found == indices_.end() ? refuse() : found->second;
    }
    case Expression::Kind::call:
      return e.text == "len" ? length(e) : refuse();
    case Expression::Kind::negate:
      return times(axes_, whole(e.parts[0]), Whole::constant(-1));
    case Expression::Kind::binary: {
      if (e.text != "+" && e.text != "-" && e.text != "*") return refuse();
      const Whole a = whole(e.parts[0]), b = whole(e.parts[1]);
      const Whole c = e.text == "*"   ? times(axes_, a, b)
                      : e.text == "+" ? plus(axes_, a, b)
                                      : plus(axes_, a, times(axes_, b, Whole::constant(-1)));
      if (c.least < -1'000'000'000 || c.most > 1'000'000'000) return refuse();
      return c;
    }
    default:
      return refuse();
  }
}

}  // namespace firstmove::engine
