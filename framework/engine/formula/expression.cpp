#include "formula/expression.hpp"

#include <spdlog/fmt/fmt.h>

#include <cctype>
#include <charconv>
#include <string_view>

namespace firstmove::engine {
namespace {

bool starts_name(char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0 || c == '_'; }
bool continues_name(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

class Parser {
 public:
  explicit Parser(const std::string& text) : text_(text) {}

  Expression whole() {
    if (at_end()) throw FormulaError(0, "the formula is empty");
    Expression formula = sum();
    if (at_end()) return formula;
    if (text_[at_] == ')' || text_[at_] == ']')
      throw FormulaError(at_, fmt::format("unmatched '{}'", text_[at_]));
    if (text_[at_] == '<' || text_[at_] == '>' || text_[at_] == '=')
      throw FormulaError(at_, "a comparison is allowed only in if(a < b, then, else)");
    unexpected("an operator like + or *");
  }

 private:
  // More than formulas need in practice, and small enough for every stack.
  static constexpr int most_depth = 200;
  class Deeper {
   public:
    explicit Deeper(Parser& parser) : parser_(parser) {
      if (++parser_.depth_ > most_depth)
        throw FormulaError(parser_.at_, "the formula is nested too deeply");
    }
    ~Deeper() { --parser_.depth_; }
    Deeper(const Deeper&) = delete;
    Deeper& operator=(const Deeper&) = delete;

   private:
    Parser& parser_;
  };

  bool at_end() {
    while (at_ < text_.size() && std::isspace(static_cast<unsigned char>(text_[at_]))) ++at_;
    return at_ == text_.size();
  }
  char peek() { return at_end() ? '\0' : text_[at_]; }
  bool take(std::string_view token) {
    if (at_end() || text_.compare(at_, token.size(), token) != 0) return false;
    at_ += token.size();
    return true;
  }
  void need(std::string_view token, const char* why) {
    if (!take(token)) unexpected(fmt::format("'{}' {}", token, why));
  }
  [[noreturn]] void unexpected(const std::string& expected) {
    if (at_end())
      throw FormulaError(at_, fmt::format("expected {}, but the formula ends", expected));
    throw FormulaError(at_, fmt::format("expected {}, not '{}'", expected, text_[at_]));
  }

  static Expression binary(std::string op, std::size_t position, Expression a, Expression b) {
    Expression e{Expression::Kind::binary, position, std::move(op), 0, {}};
    e.parts.push_back(std::move(a));
    e.parts.push_back(std::move(b));
    return e;
  }

  Expression sum() {
    const Deeper deeper(*this);
    Expression left = product();
    for (char c = peek(); c == '+' || c == '-'; c = peek()) {
      const std::size_t position = at_++;
      left = binary(std::string(1, c), position, std::move(left), product());
    }
    return left;
  }

  Expression product() {
    Expression left = signed_factor();
    for (char c = peek(); c == '*' || c == '/' || c == '@'; c = peek()) {
      if (text_.compare(at_, 2, "**") == 0) throw FormulaError(at_, "write a power as ^, not **");
      const std::size_t position = at_++;
      left = binary(std::string(1, c), position, std::move(left), signed_factor());
    }
    return left;
  }

  Expression signed_factor() {
    const Deeper deeper(*this);
    const char c = peek();
    if (c == '+') return ++at_, signed_factor();
    if (c != '-') return power();
    Expression e{Expression::Kind::negate, at_++, "-", 0, {}};
    e.parts.push_back(signed_factor());
    return e;
  }

  Expression power() {
    Expression base = indexed();
    if (peek() != '^') return base;
    const std::size_t position = at_++;
    return binary("^", position, std::move(base), signed_factor());
  }

  Expression indexed() {
    Expression e = primary();
    if (peek() != '[') return e;
    Expression index{Expression::Kind::index, at_++, "", 0, {}};
    index.parts.push_back(std::move(e));
    do index.parts.push_back(sum());
    while (take(","));
    need("]", "to close the index");
    return index;
  }

  Expression primary() {
    const char c = peek();
    if (c == '(') {
      ++at_;
      Expression inner = sum();
      need(")", "to close the parenthesis");
      return inner;
    }
    if (std::isdigit(static_cast<unsigned char>(c)) || c == '.') return number();
    if (!starts_name(c)) unexpected("a number, a name or '('");
    const std::size_t position = at_;
    const std::string name = take_name();
    if (peek() != '(') return {Expression::Kind::name, position, name, 0, {}};
    ++at_;
    return name == "sum" ? sum_call(position) : call(name, position);
  }

  // In "1..n" the number is 1, not "1.".
  Expression number() {
    const std::size_t begin = at_;
    std::size_t end = at_;
    const auto digits = [&] {
      while (end < text_.size() && std::isdigit(static_cast<unsigned char>(text_[end]))) ++end;
    };
    digits();
    if (end < text_.size() && text_[end] == '.' && text_.compare(end, 2, "..") != 0)
      ++end, digits();
    if (end < text_.size() && (text_[end] == 'e' || text_[end] == 'E')) {
      const std::size_t mantissa = end++;
      if (end < text_.size() && (text_[end] == '+' || text_[end] == '-')) ++end;
      const std::size_t exponent = end;
      digits();
      if (end == exponent) end = mantissa;
    }
    Expression e{Expression::Kind::number, begin, text_.substr(begin, end - begin), 0, {}};
    const auto [rest, error] = std::from_chars(text_.data() + begin, text_.data() + end, e.value);
    if (error != std::errc() || rest != text_.data() + end)
      throw FormulaError(begin, fmt::format("'{}' is not a number", e.text.empty() ? "." : e.text));
    at_ = end;
    if (end < text_.size() && starts_name(text_[end]))
      throw FormulaError(end, fmt::format("write a product as {} * {}", e.text, take_name()));
    return e;
  }

  std::string take_name() {
    const std::size_t begin = at_;
    while (at_ < text_.size() && continues_name(text_[at_])) ++at_;
    return text_.substr(begin, at_ - begin);
  }

  // sum(v), or sum(i = 1..n, body).
  Expression sum_call(std::size_t position) {
    const std::size_t begin = at_;
    if (starts_name(peek())) {
      Expression e{Expression::Kind::sum, position, take_name(), 0, {}};
      if (peek() == '=' && text_.compare(at_, 2, "==") != 0) {
        ++at_;
        e.parts.push_back(sum());
        need("..", "between the first and the last index, as in sum(i = 1..3, x[i])");
        e.parts.push_back(sum());
        need(",", "between the range and what is summed, as in sum(i = 1..3, x[i])");
        e.parts.push_back(sum());
        need(")", "to close the sum");
        return e;
      }
    }
    at_ = begin;
    return call("sum", position);
  }

  Expression call(const std::string& name, std::size_t position) {
    Expression e{Expression::Kind::call, position, name, 0, {}};
    if (take(")")) return e;
    do e.parts.push_back(argument());
    while (take(","));
    need(")", "to close the arguments");
    return e;
  }

  Expression argument() {
    Expression left = sum();
    for (const char* op : {"<=", ">=", "<", ">"}) {
      const std::size_t position = at_;
      if (!take(op)) continue;
      Expression e{Expression::Kind::compare, position, op, 0, {}};
      e.parts.push_back(std::move(left));
      e.parts.push_back(sum());
      return e;
    }
    return left;
  }

  const std::string& text_;
  std::size_t at_ = 0;
  int depth_ = 0;
};

}  // namespace

Expression parse_formula(const std::string& text) { return Parser(text).whole(); }

bool is_formula_name(const std::string& name) {
  if (name.empty() || !starts_name(name.front())) return false;
  for (const char c : name)
    if (!continues_name(c)) return false;
  return true;
}

}  // namespace firstmove::engine
