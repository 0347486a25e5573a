// Mistakes in user input: all are collected in one pass, each with its position and a remedy.
#pragma once

#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace firstmove::engine {

// One mistake: "experiments/a.toml:4:1: unknown key 'stesp' in [experiment]; did you mean 'steps'?"
struct Mistake {
  std::string where;  // "file:line:column", "--set game.params.A=x", or "" if it has no position
  std::string what;   // a sentence without the position
};

// Invalid input. The host prints what() and exits with code 2 without having written anything.
class InputError : public std::runtime_error {
 public:
  explicit InputError(std::vector<Mistake> mistakes);
  explicit InputError(std::string what) : InputError({Mistake{"", std::move(what)}}) {}
  const std::vector<Mistake>& mistakes() const { return mistakes_; }

 private:
  std::vector<Mistake> mistakes_;
};

// The known word closest to `word` by edit distance, if close enough to be meant; else "".
std::string nearest(std::string_view word, std::span<const std::string> known);

// "; did you mean 'steps'?" or, if no word is close, "; known: 'a', 'b'" (at most a dozen), or "".
std::string did_you_mean(std::string_view word, std::span<const std::string> known);

}  // namespace firstmove::engine
