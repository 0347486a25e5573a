// A number that stands for any number: a cost that is evaluated with it once leaves its formula in
// the current Recorder, one node for each operation, and the host computes everything from that.
//
// A symbol may stand for an array, too; then operations act element by element (arrays.hpp).
#pragma once

#include <cmath>

#include "recorder.hpp"

namespace firstmove::recording {

class Symbol {
 public:
  Symbol() : Symbol(0.0) {}
  Symbol(double number) : number_(number) {}  // NOLINT: constants mix with variables in a cost
  static Symbol coordinate(std::size_t c) {
    Symbol x;
    x.kind_ = Kind::coordinate;
    x.index_ = static_cast<std::uint32_t>(c);
    return x;
  }
  static Symbol of(NodeId node) {
    Symbol x;
    x.kind_ = Kind::node;
    x.index_ = node;
    return x;
  }

  // Its node in the current recorder. Numbers and coordinates become nodes when they are used.
  [[gnu::noinline]] NodeId node() const {
    switch (kind_) {
      case Kind::number:
        return recorder().number(number_);
      case Kind::coordinate:
        return recorder().action(index_);
      default:
        return index_;
    }
  }
  // As an array.
  std::size_t size() const { return kind_ == Kind::node ? recorder().extent(index_).size() : 1; }
  Symbol slice(std::size_t first, std::size_t count, std::size_t step) const {
    return of(recorder().slice(node(), first, count, step));
  }
  // An array of `count` numbers, or one number repeated as often.
  Symbol repeated(std::size_t count) const {
    return size() == count ? *this : of(recorder().repeated(node(), count));
  }

  bool is_coordinate() const { return kind_ == Kind::coordinate; }
  bool is_coordinate(std::size_t c) const { return is_coordinate() && index_ == c; }
  std::size_t index() const { return index_; }

  static Recorder& recorder() {
    if (!Recorder::current())
      throw std::logic_error("a number of a cost is used after the cost was recorded");
    return *Recorder::current();
  }

  friend Symbol operator+(const Symbol& a, const Symbol& b) { return both(FM_NODE_ADD, a, b); }
  friend Symbol operator-(const Symbol& a, const Symbol& b) { return both(FM_NODE_SUBTRACT, a, b); }
  friend Symbol operator*(const Symbol& a, const Symbol& b) { return both(FM_NODE_MULTIPLY, a, b); }
  friend Symbol operator/(const Symbol& a, const Symbol& b) { return both(FM_NODE_DIVIDE, a, b); }
  friend Symbol operator-(const Symbol& a) { return one(FM_NODE_NEGATE, a); }
  Symbol& operator+=(const Symbol& b) { return *this = *this + b; }
  Symbol& operator-=(const Symbol& b) { return *this = *this - b; }
  Symbol& operator*=(const Symbol& b) { return *this = *this * b; }
  Symbol& operator/=(const Symbol& b) { return *this = *this / b; }

  friend Symbol sin(const Symbol& a) { return one(FM_NODE_SIN, a); }
  friend Symbol cos(const Symbol& a) { return one(FM_NODE_COS, a); }
  friend Symbol exp(const Symbol& a) { return one(FM_NODE_EXP, a); }
  friend Symbol expm1(const Symbol& a) { return one(FM_NODE_EXPM1, a); }
  friend Symbol log(const Symbol& a) { return one(FM_NODE_LOG, a); }
  friend Symbol log1p(const Symbol& a) { return one(FM_NODE_LOG1P, a); }
  friend Symbol sqrt(const Symbol& a) { return one(FM_NODE_SQRT, a); }
  friend Symbol tanh(const Symbol& a) { return one(FM_NODE_TANH, a); }
  friend Symbol sigmoid(const Symbol& a) { return one(FM_NODE_SIGMOID, a); }
  friend Symbol softplus(const Symbol& a) { return one(FM_NODE_SOFTPLUS, a); }
  friend Symbol logsigmoid(const Symbol& a) { return -softplus(-a); }
  friend Symbol abs(const Symbol& a) { return one(FM_NODE_ABS, a); }
  friend Symbol min(const Symbol& a, const Symbol& b) { return both(FM_NODE_MINIMUM, a, b); }
  friend Symbol max(const Symbol& a, const Symbol& b) { return both(FM_NODE_MAXIMUM, a, b); }

  friend Symbol pow(const Symbol& a, int n) {
    // Powers that one node cannot hold: the power of a power, times the rest.
    if (n > FM_MAX_POWER || n < -FM_MAX_POWER)
      return pow(pow(a, FM_MAX_POWER), n / FM_MAX_POWER) * pow(a, n % FM_MAX_POWER);
    return of(recorder().elementwise(FM_NODE_WHOLE_POWER, {a.node()}, n));
  }
  // A whole power is that of any a, other powers are of a > 0.
  friend Symbol pow(const Symbol& a, double p) {
    if (std::abs(p) <= FM_MAX_POWER && p == std::floor(p)) return pow(a, static_cast<int>(p));
    return both(FM_NODE_POWER, a, p);
  }

  // The number itself: what it is worth is not known yet.
  friend const Symbol& value(const Symbol& a) { return a; }

 private:
  enum class Kind : std::uint32_t { number, coordinate, node };

  [[gnu::noinline]] static Symbol one(std::int32_t operation, const Symbol& a) {
    return of(recorder().elementwise(operation, {a.node()}));
  }
  [[gnu::noinline]] static Symbol both(std::int32_t operation, const Symbol& a, const Symbol& b) {
    return of(recorder().elementwise(operation, {a.node(), b.node()}));
  }

  Kind kind_ = Kind::number;
  std::uint32_t index_ = 0;  // the coordinate, or the node
  double number_;
};

// A comparison whose truth is not known yet, for choose(condition, then, else).
class Condition {
 public:
  static Condition of(NodeId node) { return Condition(node); }
  NodeId node() const { return node_; }

 private:
  explicit Condition(NodeId node) : node_(node) {}
  NodeId node_;
};

inline Condition combined(std::int32_t operation, NodeId a, NodeId b) {
  return Condition::of(Symbol::recorder().elementwise(operation, {a, b}));
}
inline Condition operator<(const Symbol& a, const Symbol& b) {
  return combined(FM_NODE_LESS, a.node(), b.node());
}
inline Condition operator<=(const Symbol& a, const Symbol& b) {
  return combined(FM_NODE_LESS_EQUAL, a.node(), b.node());
}
inline Condition operator>(const Symbol& a, const Symbol& b) { return b < a; }
inline Condition operator>=(const Symbol& a, const Symbol& b) { return b <= a; }
inline Condition operator==(const Symbol& a, const Symbol& b) {
  return combined(FM_NODE_EQUAL, a.node(), b.node());
}
inline Condition operator&&(const Condition& a, const Condition& b) {
  return combined(FM_NODE_AND, a.node(), b.node());
}
inline Condition operator||(const Condition& a, const Condition& b) {
  return combined(FM_NODE_OR, a.node(), b.node());
}
inline Condition operator!(const Condition& a) {
  return Condition::of(Symbol::recorder().elementwise(FM_NODE_NOT, {a.node()}));
}
inline Condition operator!=(const Symbol& a, const Symbol& b) { return !(a == b); }
inline Symbol choose(const Condition& condition, const Symbol& yes, const Symbol& no) {
  return Symbol::of(
      Symbol::recorder().elementwise(FM_NODE_CHOOSE, {condition.node(), yes.node(), no.node()}));
}

// As for lanes in policies.hpp: whether a can stand in for b as the reference of logits.
inline Condition reaches(const Symbol& a, const Symbol& b) { return a >= b; }

// The numbers as one array.
inline Symbol gathered(std::span<const Symbol> numbers) {
  bool are_coordinates = !numbers.empty() && numbers[0].is_coordinate();
  for (std::size_t i = 1; are_coordinates && i < numbers.size(); ++i)
    are_coordinates = numbers[i].is_coordinate(numbers[0].index() + i);
  if (are_coordinates)
    return Symbol::of(Symbol::recorder().action(numbers[0].index(), numbers.size()));
  std::vector<NodeId> parts;
  for (const Symbol& number : numbers) parts.push_back(number.node());
  return Symbol::of(Symbol::recorder().concatenated(parts));
}

// rows x columns numbers, row by row.
inline Symbol constants(std::size_t rows, std::size_t columns, std::span<const double> numbers) {
  return Symbol::of(Symbol::recorder().constant(
      {static_cast<std::uint32_t>(rows), static_cast<std::uint32_t>(columns)}, numbers));
}

// Random numbers of a step.
inline Symbol random(std::int32_t operation, std::uint32_t stream, std::size_t rows,
                     std::size_t columns) {
  const Recorder::Extent shape = {static_cast<std::uint32_t>(rows),
                                  static_cast<std::uint32_t>(columns)};
  return Symbol::of(Symbol::recorder().random(operation, stream, shape));
}
inline Symbol picked(const Symbol& table, std::uint32_t stream, std::size_t rows, bool distinct) {
  return Symbol::of(Symbol::recorder().picked(table.node(), stream, rows, distinct));
}

// Of arrays.
inline Symbol sum(const Symbol& x) { return Symbol::of(Symbol::recorder().sum(x.node())); }
inline Symbol logsumexp(const Symbol& x) {
  return Symbol::of(Symbol::recorder().logsumexp(x.node()));
}
inline Symbol product(const Symbol& a, const Symbol& b, std::int32_t transposed = 0) {
  return Symbol::of(Symbol::recorder().product(a.node(), b.node(), transposed));
}
inline Symbol dot(const Symbol& x, const Symbol& y) { return product(x, y, FM_TRANSPOSE_FIRST); }
inline Recorder::Extent extent(const Symbol& x) { return Symbol::recorder().extent(x.node()); }
inline Symbol reshaped(const Symbol& x, std::size_t rows, std::size_t columns) {
  return Symbol::of(Symbol::recorder().reshape(
      x.node(), {static_cast<std::uint32_t>(rows), static_cast<std::uint32_t>(columns)}));
}
inline Symbol joined(const Symbol& x, const Symbol& y) {
  const NodeId parts[] = {x.node(), y.node()};
  return Symbol::of(Symbol::recorder().concatenated(parts));
}
// x' M y, with the matrix M row by row.
inline Symbol bilinear(const Symbol& x, std::span<const double> matrix, const Symbol& y) {
  return dot(x, product(constants(x.size(), y.size(), matrix), y));
}

}  // namespace firstmove::recording
