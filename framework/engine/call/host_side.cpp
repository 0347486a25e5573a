#include "call/host_side.hpp"

#include <spdlog/fmt/fmt.h>
#include <spdlog/spdlog.h>

#include <atomic>
#include <cstdio>
#include <map>
#include <string_view>

#include "call/said.hpp"

namespace firstmove::engine {
namespace {

std::atomic<bool> printing = true;

constexpr std::size_t longest_print = std::size_t{1} << 20;

void print(const fm_host*, const char* text) {
  const HostWork work;
  try {
    if (text && printing && first_time(text))
      std::fputs(clean_text(text, longest_print, KeptControls::drawing).c_str(), stderr);
  } catch (...) {  // no exception may reach the plugin; without memory its text is lost
  }
}
const fm_print print_table = {sizeof(fm_print), 0, print};

// Kept for plugins that ask for it: an overdue call ends with its process, and nothing is called.
void on_overdue(const fm_host*, void (*)(void*), void (*)(void*), void*) {}

void waits(const fm_host*, std::uint32_t begins) {
  PluginCalls& calls = card().calls;
  const std::uint32_t depth = calls.depth;
  if (begins)
    enter_call(calls, nullptr, 0);
  else if (depth > 0 && (depth > PluginCalls::most || !calls.levels[depth - 1].function))
    leave_call(calls, depth - 1);
}
const fm_interrupt interrupt_table = {sizeof(fm_interrupt), 0, on_overdue, waits};

const void* host_extension(const fm_host*, const char* id) {
  if (!id) return nullptr;
  if (std::string_view(id) == FM_PRINT_EXTENSION) return &print_table;
  if (std::string_view(id) == FM_INTERRUPT_EXTENSION) return &interrupt_table;
  return nullptr;
}

}  // namespace

void let_plugins_print(bool allowed) { printing = allowed; }

HostSide::HostSide(const char* plugin)
    : host_{sizeof(fm_host), FM_ABI_MINOR, this, message, host_extension},
      plugin_(plugin_index(plugin)) {}

void HostSide::message(const fm_host* host, std::int32_t level, const char* text) {
  const HostWork work;
  try {
    const std::string copy = clean_text(text ? text : "");
    if (level == FM_LEVEL_ERROR) {
      HostSide& self = *static_cast<HostSide*>(host->context);
      const std::lock_guard lock(self.mutex_);
      self.messages_[std::this_thread::get_id()] = copy;
    } else {
      spdlog::log(level == FM_LEVEL_WARNING ? spdlog::level::warn : spdlog::level::info, copy);
    }
  } catch (...) {  // no exception may reach the plugin; without memory its reason is lost
  }
}

std::string HostSide::take_message(const char* doing) {
  const std::lock_guard lock(mutex_);
  const auto found = messages_.find(std::this_thread::get_id());
  if (found == messages_.end() || found->second.empty())
    return fmt::format("the plugin could not {} and gave no reason", doing);
  // All that C++ says when memory is missing.
  std::string text =
      found->second == "std::bad_alloc" ? "there is not enough memory" : std::move(found->second);
  messages_.erase(found);
  return text;
}

}  // namespace firstmove::engine
