// What a run came to, in a word, and why it ended.
#pragma once

#include <optional>
#include <string_view>

namespace firstmove::engine {

enum class Outcome {
  converged,
  cycling,
  diverged,
  budget_spent,
  timed_out,
  failed,
  skipped,
  still_moving,
  steps_died_out,
  stationary_noise,
  irregular
};
constexpr Outcome all_outcomes[] = {
    Outcome::converged,      Outcome::cycling,          Outcome::diverged, Outcome::budget_spent,
    Outcome::timed_out,      Outcome::failed,           Outcome::skipped,  Outcome::still_moving,
    Outcome::steps_died_out, Outcome::stationary_noise, Outcome::irregular};
const char* outcome_name(Outcome outcome);  // "budget spent"
std::optional<Outcome> outcome_named(std::string_view name);

// Why a run ended.
enum class Cause {
  steps,      // it took all of its steps
  stop_rule,  // its update norm reached the manifest's limit
  products,   // its budget of oracle products is spent
  seconds,    // its budget of time is spent
  infinite,   // a direction or an action is infinite
  nan,        // a direction is NaN
  fault       // a plugin failed, crashed or gave the replica up
};

}  // namespace firstmove::engine
