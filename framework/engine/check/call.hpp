// Calls into the plugin under check. Each call is recorded before it is made, so that the last call
// is known even if the process dies.
#pragma once

#include <firstmove/abi.h>
#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <cstddef>
#include <string>

#include "base/clean_text.hpp"
#include "check/finding.hpp"

namespace firstmove::engine::checks {

// The current call, in memory that is shared with the parent process.
struct Journal {
  static constexpr std::size_t room = 512;
  char call[room];
};
Journal& journal();

// Records the call that is about to be made: "fm_game.evaluate(..)". Allocates no memory.
template <class... T>
void note(fmt::format_string<T...> format, T&&... values) {
  Journal& to = journal();
  const auto end =
      fmt::format_to_n(to.call, Journal::room - 1, format, std::forward<T>(values)...).out;
  *end = '\0';
}

// Makes the call that was noted. An exception that escapes from it is reported as Fault::exception.
template <class Call>
decltype(auto) guarded(Call&& call) {
  try {
    return call();
  } catch (const std::exception& escaped) {
    throw Failed(fmt::format("let an exception cross the border: {}", clean_text(escaped.what())),
                 Fault::exception);
  } catch (...) {
    throw Failed("let an exception cross the border that is not a std::exception",
                 Fault::exception);
  }
}

// The host's side of an instance. Keeps the plugin's last error message of each thread.
class TestHost {
 public:
  TestHost();
  TestHost(const TestHost&) = delete;
  TestHost& operator=(const TestHost&) = delete;
  const fm_host* get() const { return &host_; }
  // Returns the last error message of this thread and clears it.
  static std::string take_message();
  // What the host would alter in this thread's last error message (clean_text.hpp); "" if nothing.
  static std::string fault_of_message();

 private:
  fm_host host_;
};

// Makes the call that was noted. Returns "" for FM_OK, else the plugin's error message. Throws
// Failed if the plugin sent no message or returned an unknown status.
template <class Call>
std::string refusal_of(Call&& call) {
  TestHost::take_message();
  const fm_status status = guarded(call);
  if (status == FM_OK) return "";
  std::string said = TestHost::take_message();
  if (status < FM_OK || status > FM_FAILED)
    throw Failed(fmt::format("{} returned the unknown status {}", journal().call, status));
  if (said.empty())
    throw Failed(
        fmt::format("{} failed with status {} but sent no error message through fm_host.message",
                    journal().call, status));
  if (const std::string fault = TestHost::fault_of_message(); !fault.empty())
    throw Failed(
        fmt::format("{} failed with an error message that {}: {}", journal().call, fault, said));
  return said;
}

// The same, but throws Failed unless the call returns FM_OK.
template <class Call>
void must(Call&& call) {
  if (const std::string said = refusal_of(call); !said.empty())
    throw Failed(fmt::format("{} failed: {}", journal().call, said),
                 said.find("bad_alloc") != std::string::npos ? Fault::memory : Fault::none);
}

}  // namespace firstmove::engine::checks
