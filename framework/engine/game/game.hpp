// One instance of a game plugin: created, asked for its shape, and destroyed through the ABI.
#pragma once

#include <string>
#include <vector>

#include "call/host_side.hpp"
#include "game/teams.hpp"
#include "plugin/catalog.hpp"
#include "plugin/parameters.hpp"

namespace firstmove::engine {

// Players, coordinates and domains of a game, copied out of the plugin and checked.
struct Shape {
  std::vector<std::uint32_t> dims;               // players
  std::vector<std::uint32_t> offsets;            // players + 1: first coordinate of each block
  std::vector<fm_domain> domains;                // coordinates
  std::vector<double> start_lower, start_upper;  // empty if the game gives no box for starts
  std::uint32_t players() const { return static_cast<std::uint32_t>(dims.size()); }
  std::uint32_t coordinates() const { return offsets.back(); }
};

class Game {
 public:
  // Throws PluginFailure if the plugin refuses its parameters or gives an unusable shape. With
  // teams, it is the game between the teams, which must fit the plugin's players.
  Game(const Plugin& plugin, const Parameters& params, const Teams& teams = {});
  ~Game();
  Game(const Game&) = delete;
  Game& operator=(const Game&) = delete;

  const Shape& shape() const { return shape_; }
  // The plugin's; the engine's own for teams and for costs that the plugin lends as a graph.
  const fm_game& table() const { return *table_; }
  fm_game_instance* instance() const { return instance_; }
  HostSide& host() { return host_; }
  const std::string& id() const { return id_; }
  // What the game measures besides costs; NULL if nothing.
  const fm_metrics* metrics() const { return metrics_; }
  // Its proven bounds on derivatives; NULL if it gives none.
  const fm_enclosure* enclosure() const { return enclosure_; }
  // Whether its quantities are of a sample that it draws at each step (fm_stochastic).
  bool stochastic() const { return stochastic_; }

 private:
  const void* extension(const char* id) const;
  void destroy() noexcept;

  std::string id_;
  const fm_game* table_;
  HostSide host_;
  fm_game_instance* instance_ = nullptr;
  Shape shape_;
  const fm_metrics* metrics_ = nullptr;
  const fm_enclosure* enclosure_ = nullptr;
  bool stochastic_ = false;
};

// The shape of the game that a manifest describes. Throws PluginFailure like Game does, and if the
// plugin crashes or a call takes longer than `limit` seconds.
struct GameSpec;
Shape shape_of(const GameSpec& game, double limit);

}  // namespace firstmove::engine
