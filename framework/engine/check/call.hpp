// Calls into the plugin under check, each written down before it is made: whatever becomes of the
// process, the last call is known.
#pragma once

#include <firstmove/abi.h>
#include <spdlog/fmt/fmt.h>

#include <algorithm>
#include <cstddef>
#include <string>

#include "check/finding.hpp"

namespace firstmove::engine::checks {

// The call under way, in memory that the parent process shares.
struct Journal {
  static constexpr std::size_t room = 512;
  char call[room];
};
Journal& journal();

// Writes down what is about to be called: "fm_game.evaluate(..)". No memory is taken.
template <class... T>
void note(fmt::format_string<T...> format, T&&... values) {
  Journal& to = journal();
  const auto end =
      fmt::format_to_n(to.call, Journal::room - 1, format, std::forward<T>(values)...).out;
  *end = '\0';
}

// Calls what was noted; an exception that it lets out is a fault of its own.
template <class Call>
decltype(auto) guarded(Call&& call) {
  try {
    return call();
  } catch (const std::exception& escaped) {
    throw Failed(fmt::format("let an exception cross the border: {}", escaped.what()),
                 Fault::exception);
  } catch (...) {
    throw Failed("let an exception cross the border that is not a std::exception",
                 Fault::exception);
  }
}

// What the host lends to an instance; the plugin's last sentence is kept for each thread.
class TestHost {
 public:
  TestHost();
  TestHost(const TestHost&) = delete;
  TestHost& operator=(const TestHost&) = delete;
  const fm_host* get() const { return &host_; }
  // The last error text of this thread; forgets it.
  static std::string take_message();

 private:
  fm_host host_;
};

// Makes the call noted. Returns "" if it gave FM_OK, else the plugin's sentence. Throws Failed if
// it gave no sentence or a status that there is not.
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
  return said;
}

// The same where FM_OK is all that will do.
template <class Call>
void must(Call&& call) {
  if (const std::string said = refusal_of(call); !said.empty())
    throw Failed(fmt::format("{} failed: {}", journal().call, said),
                 said.find("bad_alloc") != std::string::npos ? Fault::memory : Fault::none);
}

}  // namespace firstmove::engine::checks
