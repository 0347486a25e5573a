// One instance of a game plugin, held safely: made, shaped and destroyed through the ABI.
#pragma once

#include <map>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "catalog.hpp"
#include "parameters.hpp"

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
  // Throws PluginFailure with the plugin's last message unless status is FM_OK. `doing` says what
  // was asked, for a plugin that gave no reason.
  void check(fm_status status, const char* doing);
  // The plugin's last error text, or one made from `doing`; forgets it.
  std::string take_message(const char* doing);

 private:
  static void message(const fm_host* host, std::int32_t level, const char* text);

  fm_host host_;
  std::mutex mutex_;
  std::map<std::thread::id, std::string> messages_;
};

// Players, coordinates and domains of a game, copied out of the plugin and checked.
struct Shape {
  std::vector<std::uint32_t> dims;               // players
  std::vector<std::uint32_t> offsets;            // players + 1: first coordinate of each block
  std::vector<fm_domain> domains;                // coordinates
  std::vector<double> start_lower, start_upper;  // empty if the game names no box for starts
  std::uint32_t players() const { return static_cast<std::uint32_t>(dims.size()); }
  std::uint32_t coordinates() const { return offsets.back(); }
};

class Game {
 public:
  // Throws PluginFailure if the plugin refuses its parameters or gives an unusable shape.
  Game(const Plugin& plugin, const Parameters& params);
  ~Game();
  Game(const Game&) = delete;
  Game& operator=(const Game&) = delete;

  const Shape& shape() const { return shape_; }
  const fm_game& table() const { return table_; }
  fm_game_instance* instance() const { return instance_; }
  HostSide& host() { return host_; }
  const std::string& id() const { return id_; }

 private:
  std::string id_;
  const fm_game& table_;
  HostSide host_;
  fm_game_instance* instance_ = nullptr;
  Shape shape_;
};

}  // namespace firstmove
