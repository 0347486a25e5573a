#include "check/call.hpp"

#include <sys/mman.h>

#include <array>
#include <cstdio>
#include <cstring>
#include <new>
#include <string_view>

namespace firstmove::engine::checks {
namespace {

thread_local std::array<char, 1024> last_message{};
thread_local std::array<char, 128> last_fault{};  // of the whole message

void message(const fm_host*, std::int32_t level, const char* text) {
  if (level != FM_LEVEL_ERROR || !text) return;
  std::strncpy(last_message.data(), text, last_message.size() - 1);
  try {
    std::strncpy(last_fault.data(), fault_of_text(text).c_str(), last_fault.size() - 1);
  } catch (...) {  // no exception may reach the plugin
  }
}

void print(const fm_host*, const char* text) {
  if (text) std::fputs(text, stderr);
}
const fm_print print_table = {sizeof(fm_print), 0, print};

const void* extension(const fm_host*, const char* id) {
  return id && std::string_view(id) == FM_PRINT_EXTENSION ? &print_table : nullptr;
}

}  // namespace

const char* result_name(CheckResult verdict) {
  constexpr std::array names = {"passed", "failed", "skipped", "noted"};
  return names[static_cast<std::size_t>(verdict)];
}

const char* fault_name(Fault fault) {
  constexpr std::array names = {"", "crash", "hang", "exit", "exception", "memory"};
  return names[static_cast<std::size_t>(fault)];
}

Journal& journal() {
  static Journal& shared = []() -> Journal& {
    void* const memory =
        mmap(nullptr, sizeof(Journal), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) throw std::bad_alloc();
    return *new (memory) Journal{};
  }();
  return shared;
}

TestHost::TestHost() { host_ = {sizeof(fm_host), FM_ABI_MINOR, this, message, extension}; }

std::string TestHost::take_message() {
  std::string text = clean_text(last_message.data());
  last_message[0] = '\0';
  return text;
}

std::string TestHost::fault_of_message() { return last_fault.data(); }

}  // namespace firstmove::engine::checks
