#include "host_side.hpp"

#include <spdlog/fmt/fmt.h>
#include <spdlog/spdlog.h>

#include <atomic>
#include <cstdio>
#include <string_view>

namespace firstmove {
namespace {

std::atomic<bool> printing = true;

void print(const fm_host*, const char* text) {
  if (text && printing) std::fputs(text, stderr);
}
const fm_print print_table = {sizeof(fm_print), 0, print};

const void* host_extension(const fm_host*, const char* id) {
  return id && std::string_view(id) == FM_PRINT_EXTENSION ? &print_table : nullptr;
}

}  // namespace

void let_plugins_print(bool allowed) { printing = allowed; }

HostSide::HostSide() { host_ = {sizeof(fm_host), FM_ABI_MINOR, this, message, host_extension}; }

void HostSide::message(const fm_host* host, std::int32_t level, const char* text) {
  try {
    const std::string copy = text ? text : "";
    if (level == FM_LEVEL_ERROR) {
      HostSide& self = *static_cast<HostSide*>(host->context);
      const std::lock_guard lock(self.mutex_);
      self.messages_[std::this_thread::get_id()] = copy;
    } else {
      spdlog::log(level == FM_LEVEL_WARNING ? spdlog::level::warn : spdlog::level::info, copy);
    }
  } catch (...) {  // nothing may reach the plugin; without memory its reason is lost
  }
}

std::string HostSide::take_message(const char* doing) {
  const std::lock_guard lock(mutex_);
  const auto found = messages_.find(std::this_thread::get_id());
  if (found == messages_.end() || found->second.empty())
    return fmt::format("the plugin could not {} and gave no reason", doing);
  std::string text = std::move(found->second);
  messages_.erase(found);
  return text;
}

}  // namespace firstmove
