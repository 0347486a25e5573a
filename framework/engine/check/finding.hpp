// What a check came to.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>

namespace firstmove::engine::checks {

enum class CheckResult : std::uint8_t {
  passed,
  failed,
  skipped,  // not looked at, and why
  noted     // passed, with something that a person should know
};
const char* result_name(CheckResult verdict);

// How a check failed, where it is not by what it looked for: the fault of a call.
enum class Fault : std::uint8_t { none, crash, hang, exit, exception, memory };
const char* fault_name(Fault fault);  // "" of none

struct Answer {
  CheckResult verdict = CheckResult::passed;
  Fault fault = Fault::none;
  std::string text;  // one sentence
};

// Thrown by a check that has found a fault.
struct Failed : std::runtime_error {
  explicit Failed(const std::string& what, Fault of = Fault::none)
      : std::runtime_error(what), fault(of) {}
  Fault fault;
};

// Thrown by a check that has nothing to look at.
struct Skipped : std::runtime_error {
  using std::runtime_error::runtime_error;
};

inline Answer passed(std::string text) {
  return {CheckResult::passed, Fault::none, std::move(text)};
}
inline Answer noted(std::string text) { return {CheckResult::noted, Fault::none, std::move(text)}; }

}  // namespace firstmove::engine::checks
