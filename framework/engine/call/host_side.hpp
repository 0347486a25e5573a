// The host's side of one plugin instance: what the plugin may call, and how the host calls it.
#pragma once

#include <firstmove/abi.h>

#include <map>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>

#include "base/clean_text.hpp"
#include "call/plugin_calls.hpp"

namespace firstmove::engine {

// A plugin that refused or failed; what() is its own message.
class PluginFailure : public std::runtime_error {
 public:
  PluginFailure(fm_status given, const std::string& what)
      : std::runtime_error(what), status(given) {}
  fm_status status;
};

// Whether the text that plugins print for the user goes to standard error; initially true.
void let_plugins_print(bool allowed);

// The host's side of one instance: keeps the last error text that the plugin gave, for each thread
// that may call it.
class HostSide {
 public:
  // `plugin` is its id, for reports of crashes.
  explicit HostSide(const char* plugin);
  HostSide(const HostSide&) = delete;
  HostSide& operator=(const HostSide&) = delete;
  const fm_host* get() const { return &host_; }

  // Calls into the plugin: `function` is the name in abi.h. Throws PluginFailure if the plugin lets
  // an exception escape, which is forbidden.
  template <class Call>
  auto ask(const char* function, Call&& plugin) const {
    const CallMark mark(function, plugin_);
    try {
      return plugin();
    } catch (const std::exception& escaped) {
      throw PluginFailure(FM_FAILED,
                          std::string("the plugin let an exception cross the ABI boundary: ") +
                              clean_text(escaped.what()));
    } catch (...) {
      throw PluginFailure(FM_FAILED, "the plugin let an exception cross the ABI boundary");
    }
  }
  // The same for a function that may fail: throws with the plugin's last message unless it returns
  // FM_OK. `doing` describes the request for messages.
  template <class Call>
  void call(const char* function, const char* doing, Call&& plugin) {
    const fm_status status = ask(function, plugin);
    if (status != FM_OK) throw PluginFailure(status, take_message(doing));
  }
  // The same for a function that frees, for destructors: failures are ignored.
  template <class Call>
  void release(const char* function, Call&& plugin) const noexcept {
    try {
      ask(function, plugin);
    } catch (const PluginFailure&) {
    }
  }

 private:
  // The plugin's last error text on this thread, or one made from `doing`; removes it.
  std::string take_message(const char* doing);
  static void message(const fm_host* host, std::int32_t level, const char* text);

  fm_host host_;
  std::uint32_t plugin_;  // plugin_index()
  std::mutex mutex_;
  std::map<std::thread::id, std::string> messages_;
};

}  // namespace firstmove::engine
