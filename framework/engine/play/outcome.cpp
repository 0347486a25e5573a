#include "play/outcome.hpp"

namespace firstmove::engine {

const char* outcome_name(Outcome outcome) {
  switch (outcome) {
    case Outcome::converged:
      return "converged";
    case Outcome::cycling:
      return "cycling";
    case Outcome::diverged:
      return "diverged";
    case Outcome::budget_spent:
      return "budget spent";
    case Outcome::timed_out:
      return "timed out";
    case Outcome::failed:
      return "failed";
    case Outcome::still_moving:
      return "still moving";
    case Outcome::steps_died_out:
      return "steps died out";
    case Outcome::stationary_noise:
      return "stationary noise";
    case Outcome::irregular:
      return "irregular";
    default:
      return "skipped";
  }
}

std::optional<Outcome> outcome_named(std::string_view name) {
  for (const Outcome outcome : all_outcomes)
    if (name == outcome_name(outcome)) return outcome;
  return std::nullopt;
}

}  // namespace firstmove::engine
