// Costs as a graph of scalar terms, in which equal terms are shared. C++ is generated from it.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <vector>

namespace firstmove::engine {

// An integer in a formula, such as an index: a known value, or a C++ expression of the indices of
// open loops; and the least and the greatest value that it can take.
struct Whole {
  std::string code;
  long least = 0, most = 0;
  std::uint32_t loops = 0;  // bit d: it uses the index of the loop of depth d
  bool known() const { return loops == 0; }

  static Whole constant(long value) { return {std::to_string(value), value, value, 0}; }
};

struct Term {
  enum class Kind {
    number,  // value
    leaf,    // code: a coordinate of the joint action or a number of a parameter
    apply,   // of the function or operator `code` to `in`
    power,   // in[0] to the whole number `exponent`
    sum      // in[0], index i<depth> from `first` to `last`
  };
  Kind kind = Kind::number;
  double value = 0;
  std::string code;
  std::vector<const Term*> in;
  int exponent = 0;
  int depth = 0;
  Whole first, last;

  bool varies = false;      // with the joint action: in C++ a T, else a double
  std::uint32_t loops = 0;  // as of Whole
  std::uint32_t uses = 0;   // in other terms, and as a cost
};

// Creates terms; equal terms only once.
class Terms {
 public:
  const Term* number(double value);
  const Term* leaf(std::string code, bool varies, std::uint32_t loops);
  // code: "+", "-", "*", "/", "negate", "<", "choose", or a function's name
  const Term* apply(const std::string& code, std::vector<const Term*> in);
  const Term* power(const Term* base, int exponent);
  const Term* sum(int depth, Whole first, Whole last, const Term* body);

  std::size_t size() const { return terms_.size(); }

 private:
  const Term* intern(Term term);

  std::deque<Term> terms_;
  std::map<std::string, const Term*> known_;
};

}  // namespace firstmove::engine
