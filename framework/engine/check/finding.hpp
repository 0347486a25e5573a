// The result of a check.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>

namespace firstmove::engine::checks {

enum class CheckResult : std::uint8_t {
  passed,
  failed,
  skipped,  // not checked; the text says why
  noted     // passed, with a remark for the user
};
const char* result_name(CheckResult verdict);

// How a call failed, if the check failed because of a call and not because of its own finding.
enum class Fault : std::uint8_t { none, crash, hang, exit, exception, memory };
const char* fault_name(Fault fault);  // "" for none

struct Answer {
  CheckResult verdict = CheckResult::passed;
  Fault fault = Fault::none;
  std::string text;  // one sentence
};

// Thrown by a check that found a fault.
struct Failed : std::runtime_error {
  explicit Failed(const std::string& what, Fault of = Fault::none)
      : std::runtime_error(what), fault(of) {}
  Fault fault;
};

// Thrown by a check that does not apply to the plugin.
struct Skipped : std::runtime_error {
  using std::runtime_error::runtime_error;
};

inline Answer passed(std::string text) {
  return {CheckResult::passed, Fault::none, std::move(text)};
}
inline Answer noted(std::string text) { return {CheckResult::noted, Fault::none, std::move(text)}; }

}  // namespace firstmove::engine::checks
