// The host's side of one plugin instance: what the plugin may call, and how the host calls it.
#pragma once

#include <firstmove/abi.h>

#include <map>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>

namespace firstmove {

// A plugin that refused or failed; what() is its own sentence.
class PluginFailure : public std::runtime_error {
 public:
  PluginFailure(fm_status given, const std::string& what)
      : std::runtime_error(what), status(given) {}
  fm_status status;
};

// Whether what plugins print for a person reaches standard error; true at first.
void let_plugins_print(bool allowed);

// The host's side of one instance: keeps the last error text that the plugin gave, for each thread
// that may call it.
class HostSide {
 public:
  HostSide();
  HostSide(const HostSide&) = delete;
  HostSide& operator=(const HostSide&) = delete;
  const fm_host* get() const { return &host_; }
  // Calls into the plugin. Throws PluginFailure with its last message unless it returns FM_OK, and
  // also if it lets an exception out, which it must not. `doing` says what was asked of it.
  template <class Call>
  void call(const char* doing, Call&& plugin) {
    fm_status status = FM_FAILED;
    try {
      status = plugin();
    } catch (const std::exception& escaped) {
      throw PluginFailure(FM_FAILED, std::string("the plugin let an exception cross the border: ") +
                                         escaped.what());
    } catch (...) {
      throw PluginFailure(FM_FAILED, "the plugin let an exception cross the border");
    }
    if (status != FM_OK) throw PluginFailure(status, take_message(doing));
  }

 private:
  // The plugin's last error text on this thread, or one made from `doing`; forgets it.
  std::string take_message(const char* doing);
  static void message(const fm_host* host, std::int32_t level, const char* text);

  fm_host host_;
  std::mutex mutex_;
  std::map<std::thread::id, std::string> messages_;
};

}  // namespace firstmove
